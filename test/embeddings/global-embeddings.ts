import type { TestProject } from 'vitest/node';
import { startEmbeddings } from './start-embeddings.ts';

/** Before the first test: `DESKRAIL_EMBEDDINGS_URL` if set, else one of our own, which ends afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DESKRAIL_EMBEDDINGS_URL;
  const started = given ? undefined : await startEmbeddings({ say: (text) => console.log(text) });
  project.provide('embeddingsUrl', given ?? started?.url ?? '');
  return async () => started?.close();
}
