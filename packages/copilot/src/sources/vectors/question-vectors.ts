import type { Embeddings } from '@deskrail/contracts';
import { withTimeLimit } from '../../time-limit.js';
import { textHash } from '../text-hash.js';

type Vectors = readonly Float32Array[];

const rememberedAtMost = 256;
/** How long the call itself may take; whoever waits for it has a limit of their own. */
const callTimeoutMs = 15_000;

/** Several sources ask for the same question at the same moment: it is sent once. */
const asked = new WeakMap<Embeddings, Map<string, Promise<Vectors>>>();

/** Vectors for texts that were just asked for, or are asked for now. Rejects with `timeout`, `aborted`, or as the embeddings do. */
export async function questionVectors(
  embeddings: Embeddings,
  texts: readonly string[],
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Vectors> {
  const known = asked.get(embeddings) ?? new Map<string, Promise<Vectors>>();
  asked.set(embeddings, known);
  const key = textHash(JSON.stringify(texts));
  const found = known.get(key) ?? call(embeddings, texts);
  // The latest last: the first is the one to give up.
  known.delete(key);
  known.set(key, found);
  const [oldest] = known.keys();
  if (known.size > rememberedAtMost && oldest !== undefined) known.delete(oldest);
  found.catch(() => {
    if (known.get(key) === found) known.delete(key);
  });
  return withTimeLimit(`The embeddings ${embeddings.name}`, limits, () => found);
}

async function call(embeddings: Embeddings, texts: readonly string[]): Promise<Vectors> {
  const limits = { timeoutMs: callTimeoutMs };
  const vectors = await withTimeLimit(`The embeddings ${embeddings.name}`, limits, (signal) =>
    embeddings.embed(texts, { signal }),
  );
  if (vectors.length !== texts.length) throw new TypeError(`The embeddings ${embeddings.name} left out a text.`);
  return vectors.map((vector) => Float32Array.from(vector));
}
