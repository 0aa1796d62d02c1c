import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = dirname(import.meta.dirname);

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const manifests: readonly Manifest[] = globSync('{packages,adapters}/*/package.json', { cwd: root })
  .sort()
  .map((path) => JSON.parse(readFileSync(join(root, path), 'utf8')));
const entryPoints = manifests.flatMap(({ name, exports }) =>
  Object.keys(exports)
    .filter((path) => !path.includes('*') && !path.endsWith('.json'))
    .map((path) => name + path.slice(1)),
);

let folder: string;
let packed: readonly Packed[];
const unpacked = (name: string) => join(folder, 'packages', name.replace('/', '+'));

/**
 * Pack every package and lay the tarballs out as an installer without hoisting does: each package finds what it
 * declares and nothing else. What is not ours is linked from this checkout, so no network is needed.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-packaging-'));
  const { stdout } = await run(
    'npm',
    ['pack', '--workspaces', '--ignore-scripts', '--json', '--pack-destination', folder],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  packed = Object.values(JSON.parse(stdout)) as Packed[];
  for (const { name, filename } of packed) {
    await mkdir(unpacked(name), { recursive: true });
    await run('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', unpacked(name)]);
  }
  for (const { name, dependencies, peerDependencies } of manifests) {
    await linkInto(unpacked(name), Object.keys({ ...dependencies, ...peerDependencies }));
  }
  const consumer = join(folder, 'consumer');
  await mkdir(consumer);
  await linkInto(consumer, [...manifests.map(({ name }) => name), '@types/node']);
  await writeFile(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function linkInto(place: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const ours = manifests.some((manifest) => manifest.name === name);
    const link = join(place, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(ours ? unpacked(name) : join(root, 'node_modules', name), link);
  }
}

describe('every package', () => {
  it('is packed', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual(manifests.map(({ name }) => name).sort());
  });

  it.each(manifests.map(({ name }) => name))(
    '%s holds what was built, its README, and nothing of this machine',
    async (name) => {
      const paths = packed.find((each) => each.name === name)?.files.map(({ path }) => path) ?? [];
      expect(paths).toContain('package.json');
      expect(paths).toContain('README.md');
      const unwanted = paths.filter((path) =>
        /\.test\b|\.test-d\b|(?<!\.d)\.ts$|tsbuildinfo|^src\/|\.env|\.db$/.test(path),
      );
      expect(unwanted).toEqual([]);
      for (const path of paths) {
        const text = await readFile(join(unpacked(name), path), 'utf8');
        expect(text.includes(root), `${path} names ${root}`).toBe(false);
      }
    },
  );

  it('has each file that its exports name', () => {
    const missing = manifests.flatMap(({ name, exports }) =>
      [...JSON.stringify(exports).matchAll(/"(\.\/dist\/[^"*]+)"/g)]
        .map(([, path = '']) => join(unpacked(name), path))
        .filter((path) => !existsSync(path)),
    );
    expect(missing).toEqual([]);
  });
});

it('can be imported from a plain Node script, at every entry point', { timeout: 30_000 }, async () => {
  const script = [
    `const entryPoints = ${JSON.stringify(entryPoints)};`,
    'const empty = [];',
    // What a worker thread runs has nothing to give to who imports it.
    'const isThread = (name) => name.endsWith("-thread");',
    'for (const name of entryPoints) {',
    '  if (Object.keys(await import(name)).length === 0 && !isThread(name)) empty.push(name);',
    '}',
    'console.log(JSON.stringify({ empty }));',
  ].join('\n');
  const consumer = join(folder, 'consumer');
  await writeFile(join(consumer, 'main.js'), script);
  const { stdout, stderr } = await run(process.execPath, ['main.js'], { cwd: consumer, timeout: 25_000 });
  expect({ ...JSON.parse(stdout), stderr }).toEqual({ empty: [], stderr: '' });
});

it.each([
  ['nodenext', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
])('is typed under %s', { timeout: 40_000 }, async (name, resolution) => {
  const consumer = join(folder, `consumer-${name}`);
  await cp(join(folder, 'consumer'), consumer, { recursive: true, verbatimSymlinks: true });
  const imports = entryPoints.map((entry, index) => `import * as entry${index} from '${entry}';`);
  const uses = entryPoints.map((_, index) => `  entry${index},`);
  // An import that resolves to `any` would make each of these lines an unused @ts-expect-error.
  const refused = entryPoints.map((_, index) => `// @ts-expect-error\nentry${index}.thisIsNotThere;`);
  const text = [...imports, 'export const all = [', ...uses, '];', ...refused].join('\n');
  await writeFile(join(consumer, 'main.ts'), text);
  const compilerOptions = {
    ...resolution,
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
  };
  await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { stdout } = await run(tsc, ['-p', consumer], { cwd: consumer, timeout: 35_000 }).catch((error) => error);
  const errors = String(stdout)
    .split(/\n(?=\S)/)
    .filter((error) => error.trim() !== '');
  // LangChain's own declarations do not hold under exactOptionalPropertyTypes; what ours make of them does.
  const theirs = /^\S*node_modules\/(@langchain|langsmith)\//;
  expect(errors.filter((error) => !theirs.test(error))).toEqual([]);
});

it('brings the command', async () => {
  const { stdout } = await run(process.execPath, [join(unpacked('deskrail'), 'bin/deskrail.js'), '--version']);
  const { version } = JSON.parse(await readFile(join(unpacked('deskrail'), 'package.json'), 'utf8'));
  expect(stdout.trim()).toBe(version);
});
