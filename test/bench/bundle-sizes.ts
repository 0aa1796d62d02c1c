import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

export interface BundleSize {
  readonly entry: string;
  readonly bytes: number;
  readonly gzipped: number;
}

/** What a desk's receive half weighs in a worker: minified, without zod. */
export const receiveHalfSizes = (): Promise<readonly BundleSize[]> =>
  Promise.all(['zendesk', 'freshdesk', 'twilio'].map((desk) => sizeOf(`adapters/${desk}`, 'receive')));

async function sizeOf(folder: string, name: string): Promise<BundleSize> {
  const { outputFiles } = await build({
    entryPoints: [join(root, folder, 'src', `${name}.ts`)],
    ...{ bundle: true, write: false, minify: true, format: 'esm', platform: 'neutral', target: 'es2023' },
    conditions: ['@deskrail/source', 'worker', 'browser'],
    external: ['zod'],
    logLevel: 'silent',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return { entry: `${manifest.name}/${name}`, bytes: code.length, gzipped: gzipSync(code).length };
}
