import { setImmediate as turn } from 'node:timers/promises';
import type { Clock, Embeddings, Logger } from '@deskrail/contracts';
import { headOf } from '../../privacy/cut-whole.js';
import { withTimeLimit } from '../../time-limit.js';
import type { SourcePassage } from '../passage-source.js';
import { textHash } from '../text-hash.js';
import { createVectorStore } from './vector-store.js';

type Passages = readonly SourcePassage[];

export interface PassageVectorsOptions {
  readonly embeddings: Embeddings;
  readonly cache: string | undefined;
  readonly batchSize: number;
  readonly maxPassages: number;
  readonly retryMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

const textAtMost = 8_000;
const batchTimeoutMs = 60_000;
const hashedAtOnce = 500;
const tenantsAtMost = 1_000;
const sweepEveryMs = 3_600_000;
/** After a start, so that those who ask rarely keep theirs, too. */
const sweepNotBeforeMs = 600_000;

const codeOf = (error: unknown) => (error as { code?: unknown } | null)?.code ?? 'internal';

/** Vectors of a source's passages, by their texts: what is new is computed beside, what no text has any more is forgotten. */
export function createPassageVectors(options: PassageVectorsOptions) {
  const { embeddings, cache, batchSize, maxPassages, retryMs, clock, logger } = options;
  const store = createVectorStore({ name: embeddings.name, path: cache, clock, logger });
  const hashes = new WeakMap<SourcePassage, string>();
  const slots = new WeakMap<Passages, { readonly version: number; readonly list: Int32Array }>();
  /** The latest list of each tenant; those that were asked last come last. */
  const current = new Map<string, Passages>();
  const closing = new AbortController();
  let restUntilMs = Number.NEGATIVE_INFINITY;
  const startedAtMs = clock.now();
  let working: Promise<void> = Promise.resolve();
  let following = false;

  const hashOf = (passage: SourcePassage): string => {
    const known = hashes.get(passage) ?? textHash(headOf(passage.text, textAtMost));
    hashes.set(passage, known);
    return known;
  };

  /** All hashes are made, a few at a time: a large folder must not hold up an answer. */
  async function prepare(list: Passages): Promise<void> {
    for (const [at, passage] of list.entries()) {
      if (hashes.has(passage)) continue;
      hashOf(passage);
      if (at % hashedAtOnce === 0) await turn();
    }
  }

  async function missing(list: Passages): Promise<ReadonlyMap<string, string>> {
    await prepare(list);
    const found = new Map<string, string>();
    for (const passage of list.slice(0, maxPassages)) {
      const hash = hashOf(passage);
      if (store.slotOf(hash) === undefined) found.set(hash, headOf(passage.text, textAtMost));
    }
    return found;
  }

  async function compute(list: Passages, signal: AbortSignal): Promise<void> {
    await store.open();
    if (list.length > maxPassages) {
      logger.warn({ found: list.length, maxPassages }, 'passages beyond the limit are found by words alone');
    }
    const wanted = [...(await missing(list))];
    for (let from = 0; from < wanted.length; from += batchSize) {
      signal.throwIfAborted();
      const batch = wanted.slice(from, from + batchSize);
      const limits = { timeoutMs: batchTimeoutMs, signal };
      const vectors = await withTimeLimit(`The embeddings ${embeddings.name}`, limits, (limited) =>
        embeddings.embed(
          batch.map(([, text]) => text),
          { signal: limited },
        ),
      );
      if (vectors.length !== batch.length) throw new TypeError(`The embeddings ${embeddings.name} left out a text.`);
      await store.add(batch.map(([hash], at) => [hash, vectors[at] ?? []] as const));
    }
  }

  /** Counted since the last one, whichever process made it: an erased text's vector does not outlive starts. */
  const sweepIsDue = () =>
    clock.now() - store.sweptAtMs >= sweepEveryMs && clock.now() - startedAtMs >= sweepNotBeforeMs;

  /** What no tenant's passages hold any more is forgotten, as it may have been erased. */
  async function sweep(): Promise<void> {
    if (!sweepIsDue()) return;
    const kept = new Set<string>();
    for (const list of current.values()) for (const passage of list) kept.add(hashOf(passage));
    await store.retain(kept);
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = working.then(work);
    working = done.catch(() => {});
    return done;
  }

  function rest(error: unknown): void {
    if (closing.signal.aborted) return;
    restUntilMs = clock.now() + retryMs;
    logger.warn(
      { embeddings: embeddings.name, code: codeOf(error), retryMs },
      'embeddings failed: words alone meanwhile',
    );
  }

  function remember(tenant: string, list: Passages): void {
    current.delete(tenant);
    current.set(tenant, list);
    const [oldest] = current.keys();
    if (current.size > tenantsAtMost && oldest !== undefined) current.delete(oldest);
  }

  return {
    store,
    rest,
    resting: () => closing.signal.aborted || clock.now() < restUntilMs,
    /** Soon there are vectors for all of it. */
    follow(tenant: string, list: Passages): void {
      const known = current.get(tenant) === list && this.slotsOf(list).every((slot) => slot >= 0);
      remember(tenant, list);
      if ((known && !sweepIsDue()) || following || this.resting()) return;
      following = true;
      inTurn(() => compute(list, closing.signal).then(sweep))
        .catch(rest)
        .finally(() => {
          following = false;
        });
    },
    /** Now there are. Rejects as the embeddings do. */
    async update(tenant: string, list: Passages, signal: AbortSignal): Promise<void> {
      remember(tenant, list);
      const both = AbortSignal.any([signal, closing.signal]);
      await inTurn(() => compute(list, both).then(sweep));
    },
    /** Of each passage of the list, its vector's slot; -1 where there is none yet. */
    slotsOf(list: Passages): Int32Array {
      const known = slots.get(list);
      if (known?.version === store.version) return known.list;
      // A list that was never prepared has no vectors, and making its hashes here would hold up the answer.
      const found = Int32Array.from(list, (passage) => store.slotOf(hashes.get(passage) ?? '') ?? -1);
      slots.set(list, { version: store.version, list: found });
      return found;
    },
    prepare,
    async close(): Promise<void> {
      closing.abort();
      await working;
    },
  };
}
