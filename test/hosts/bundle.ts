import { build } from 'esbuild';

/** One file of a module and all it imports, from source, for a runtime that resolves nothing itself. */
export async function bundle(entry: string, conditions: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    mainFields: ['module', 'main'],
    // What is in every Node; a worker has none of it.
    external: conditions.includes('node') ? ['node:*'] : [],
    conditions: ['@deskrail/source', ...conditions],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
