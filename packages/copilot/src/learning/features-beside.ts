import type { EventLog, FeatureSet, StoredEvent } from '@deskrail/contracts';

/** What was derived from a message is appended with what was recommended for it; streams may drift apart by so much. */
const driftMs = 5_000;
/** Of a message that has none, so much is read ahead; what is read must be held until its own turn. */
const heldAtMost = 50_000;

/** Finds the features of a message while the decisions are read in their order, and holds no more than the latest. */
export interface FeaturesBeside extends AsyncDisposable {
  of(fact: string | undefined, appendedAt: string): Promise<FeatureSet | undefined>;
}

export function featuresBeside({
  log,
  since,
  signal,
}: {
  readonly log: EventLog;
  readonly since: string | undefined;
  readonly signal: AbortSignal;
}): FeaturesBeside {
  const from = since === undefined ? ('start' as const) : { time: new Date(Date.parse(since) - driftMs).toISOString() };
  const reader = log.read({ stream: 'features', from, until: 'end', signal })[Symbol.asyncIterator]();
  const held = new Map<string, FeatureSet>();
  let next: StoredEvent<'features'> | undefined;
  let ended = false;

  async function readUntil(fact: string, ms: number): Promise<void> {
    while (!ended && !held.has(fact)) {
      if (next === undefined) {
        const read = await reader.next();
        if (read.done) ended = true;
        else next = read.value;
        continue;
      }
      if (Date.parse(next.appendedAt) > ms) return;
      const { data } = next.event;
      held.set(data.about, { ...data, entities: [] });
      const [oldest] = held.keys();
      if (held.size > heldAtMost && oldest !== undefined) held.delete(oldest);
      next = undefined;
    }
  }

  return {
    async of(fact, appendedAt) {
      if (fact === undefined) return undefined;
      await readUntil(fact, Date.parse(appendedAt) + driftMs);
      return held.get(fact);
    },
    async [Symbol.asyncDispose]() {
      await reader.return?.();
    },
  };
}
