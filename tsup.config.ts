import { existsSync, globSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defineConfig, type Options } from 'tsup';

/**
 * Builds the JavaScript of every workspace package in one process. A package says what to build in its own `exports`:
 * `./dist/x.js` there is built from `src/x.ts`, so a new entry point or a new package needs no change here.
 * Some files are built because they exist: `src/cli.ts` and `src/replay-cli.ts` (what a package's `bin` loads), and `src/main.ts` with
 * `src/index.html` (a page, bundled whole into `dist/static`). Declarations come from `tsc -b`.
 */
export default defineConfig(
  globSync(['packages/*/package.json', 'adapters/*/package.json'])
    .map(dirname)
    .flatMap((folder) => [library(folder), ...(existsSync(join(folder, 'src/index.html')) ? [page(folder)] : [])]),
);

function library(folder: string): Options {
  return {
    name: folder,
    entry: entryPoints(folder),
    outDir: join(folder, 'dist'),
    format: 'esm',
    platform: 'neutral',
    target: ['node22', 'es2023'],
    tsconfig: join(folder, 'tsconfig.json'),
    external: [/^node:/],
    removeNodeProtocol: false,
    skipNodeModulesBundle: true,
    splitting: true,
    sourcemap: true,
    // Declarations stay: tsc builds them incrementally.
    clean: ['!**/*.d.ts', '!**/.tsbuildinfo', '!static/**'],
  };
}

function page(folder: string): Options {
  const outDir = join(folder, 'dist/static');
  return {
    name: `${folder} (page)`,
    entry: { panel: join(folder, 'src/main.ts') },
    outDir,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    tsconfig: join(folder, 'tsconfig.json'),
    noExternal: [/.*/],
    splitting: false,
    minify: true,
    sourcemap: true,
    outExtension: () => ({ js: '.js' }),
    esbuildOptions(options) {
      // From source, so that no package has to be built before this one.
      options.conditions = ['@deskrail/source', 'browser', 'import'];
      options.legalComments = 'eof';
    },
    onSuccess: async () => {
      for (const name of ['index.html', 'icon.svg']) await copyFile(join(folder, 'src', name), join(outDir, name));
    },
  };
}

function entryPoints(folder: string): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const names = filesIn(exports).flatMap((file) => /^\.\/dist\/(.+)\.js$/.exec(file)?.[1] ?? []);
  for (const name of ['cli', 'replay-cli']) if (existsSync(join(folder, `src/${name}.ts`))) names.push(name);
  return Object.fromEntries(names.map((name) => [name, join(folder, `src/${name}.ts`)]));
}

function filesIn(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return target && typeof target === 'object' ? Object.values(target).flatMap(filesIn) : [];
}
