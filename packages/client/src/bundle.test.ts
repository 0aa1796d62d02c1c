import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-client-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('bundled for a browser, with ky', () => {
  it('is at most 15 kB gzipped and takes nothing from contracts', async () => {
    await build({
      config: false,
      silent: true,
      entry: { client: join(import.meta.dirname, 'index.ts') },
      tsconfig: join(import.meta.dirname, '../tsconfig.json'),
      outDir: folder,
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      noExternal: [/.*/],
      minify: true,
      metafile: true,
      clean: false,
      esbuildOptions: (options) => {
        options.conditions = ['@deskrail/source', 'browser', 'import'];
      },
    });
    const { inputs } = JSON.parse(await readFile(join(folder, 'metafile-esm.json'), 'utf8'));
    expect(Object.keys(inputs).filter((path) => /contracts|zod/.test(path))).toEqual([]);
    const bytes = gzipSync(await readFile(join(folder, 'client.mjs')).catch(() => readFile(join(folder, 'client.js'))));
    expect(bytes.length).toBeLessThan(15_000);
  });
});
