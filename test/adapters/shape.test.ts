import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'tsup';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(import.meta.dirname));
const desks = globSync('adapters/*/package.json', { cwd: root })
  .map((path) => basename(dirname(path)))
  .sort();
const source = (desk: string, file: string) => join(root, 'adapters', desk, 'src', file);
/** What a module gives when it runs: types are gone. */
const exportsOf = async (desk: string, file: string): Promise<string[]> =>
  Object.keys(await import(/* @vite-ignore */ source(desk, file))).sort();
const named = (desk: string, names: readonly string[]): string[] => {
  const Desk = desk.charAt(0).toUpperCase() + desk.slice(1);
  return names.map((name) => name.replace('{Desk}', Desk).replace('{desk}', desk));
};

/** At the top of `src`; what a file needs beside it lies in a folder of its name. */
const files = ['act.ts', 'index.ts', 'normalize.ts', 'payload.ts', 'receive.ts', 'verify.ts'];
const entries = ['.', './act', './receive'];
const gives: Readonly<Record<string, readonly string[]>> = {
  'verify.ts': ['checkConnection', 'verify'],
  'payload.ts': ['readPayload'],
  'normalize.ts': ['normalize'],
  'receive.ts': ['{desk}Adapter', '{desk}Receive'],
  'act.ts': ['open{Desk}Executor', 'open{Desk}Reconciler'],
  'index.ts': ['{desk}'],
};
it('there are three desks', () => expect(desks).toEqual(['freshdesk', 'twilio', 'zendesk']));

describe.each(desks)('%s', (desk) => {
  const folder = join(root, 'adapters', desk);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

  it('has the files and the entry points that every desk has', async () => {
    const atTop = (await readdir(join(folder, 'src'), { withFileTypes: true }))
      .filter((entry) => entry.isFile() && !/\.test(-d)?\.ts$/.test(entry.name))
      .map(({ name }) => name);
    expect(atTop.sort()).toEqual(files);
    expect(manifest.name).toBe(`@deskrail/${desk}`);
    expect(Object.keys(manifest.exports).sort()).toEqual(entries);
    expect(Object.keys(manifest.dependencies).sort()).toEqual(['@deskrail/contracts', '@deskrail/webhooks', 'ky']);
  });

  it.each(Object.keys(gives))('exports from %s what every desk exports there', async (file) => {
    const given = await exportsOf(desk, file);
    expect(given).toEqual(expect.arrayContaining(named(desk, gives[file] ?? [])));
    // Whatever else it exports bears the desk's name, so that two desks can stand in one file.
    if (!['receive.ts', 'act.ts', 'index.ts'].includes(file)) return;
    expect(given.filter((name) => !name.toLowerCase().includes(desk))).toEqual([]);
  });

  it('calls its desk by its folder’s name', async () => {
    const module = await import(/* @vite-ignore */ source(desk, 'receive.ts'));
    expect(module[`${desk}Adapter`].desk).toBe(desk);
  });

  it('has a README that starts with its name and tells how to set it up', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme.startsWith(`# @deskrail/${desk}\n`)).toBe(true);
    expect(readme).toContain(`@deskrail/${desk}/receive`);
    expect(readme).toContain(`@deskrail/${desk}/act`);
    expect(readme.match(/^## /gm)?.length ?? 0).toBeGreaterThanOrEqual(3);
  });

  it('is referred to by the root’s tsconfig.json', () => {
    expect(readFileSync(join(root, 'tsconfig.json'), 'utf8')).toContain(`"adapters/${desk}"`);
    expect(existsSync(join(folder, 'tsconfig.json'))).toBe(true);
  });

  it('bundles its receive half for a browser: no node: module, and at most 15 kB gzipped without zod', async () => {
    const { bytes, inputs, imports } = await bundle(source(desk, 'receive.ts'));
    console.log(`@deskrail/${desk}/receive: ${bytes} bytes gzipped without zod`);
    expect(inputs.filter((path) => /node_modules\/(ky|twilio|zod)\/|\/act(\/|\.ts$)|hmac\.node/.test(path))).toEqual(
      [],
    );
    expect(imports.filter((name) => name !== 'zod')).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(15_000);
  });
});

interface Bundle {
  readonly bytes: number;
  readonly inputs: readonly string[];
  /** What is left outside. */
  readonly imports: readonly string[];
}

async function bundle(entry: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-receive-'));
  try {
    await build({
      ...{ config: false, silent: true, outDir: folder, clean: false, metafile: true, minify: true, splitting: false },
      ...{ entry: { receive: entry }, format: 'esm', platform: 'browser', target: 'es2023', treeshake: false },
      tsconfig: join(root, 'tsconfig.json'),
      noExternal: [/^(?!zod$)/],
      external: ['zod'],
      esbuildOptions: (options) => {
        options.conditions = ['@deskrail/source', 'browser', 'import'];
        // A name of Node's is left in place, to be found below.
        options.external = ['zod', 'node:*'];
      },
    });
    const meta = JSON.parse(await readFile(join(folder, 'metafile-esm.json'), 'utf8'));
    const [output] = Object.entries<{ imports: { path: string }[] }>(meta.outputs).filter(([name]) => /js$/.test(name));
    const [name, { imports }] = output ?? ['', { imports: [] }];
    return {
      bytes: gzipSync(await readFile(join(root, name)).catch(() => readFile(name))).length,
      inputs: Object.keys(meta.inputs),
      imports: imports.map(({ path }) => path),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
