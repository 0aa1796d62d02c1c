import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';
import { expect, test } from 'vitest';

test('bundled for a browser, with LangChain’s core, it asks for no module of Node’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-client-langchain-'));
  try {
    await build({
      config: false,
      silent: true,
      entry: { langchain: join(import.meta.dirname, 'index.ts') },
      tsconfig: join(import.meta.dirname, '../../tsconfig.json'),
      outDir: folder,
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      noExternal: [/.*/],
      metafile: true,
      clean: false,
      esbuildOptions: (options) => {
        options.conditions = ['@deskrail/source', 'browser', 'import'];
      },
    });
    const { inputs, outputs } = JSON.parse(await readFile(join(folder, 'metafile-esm.json'), 'utf8'));
    expect(Object.keys(inputs).filter((path) => /packages\/contracts/.test(path))).toEqual([]);
    const asked = (Object.values(outputs) as { imports: { path: string; external?: boolean }[] }[])
      .flatMap(({ imports }) => imports)
      .filter(({ external }) => external === true);
    expect(asked).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
