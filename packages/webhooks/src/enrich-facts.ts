import {
  type Delivery,
  DeskrailError,
  type Enrich,
  type ErrorCode,
  type Fact,
  isDeskrailError,
} from '@deskrail/contracts';

/** Facts with more in them; or as they were, and why. */
export interface Enriched {
  readonly facts: readonly Fact[];
  /** No text of a person. */
  readonly failure?: { readonly code: ErrorCode; readonly message: string };
}

/**
 * Ask the desk for what the facts lack, within the time. Facts that it could not be asked for, and such as came back as
 * others, stay as they were. Rejects with `signature-invalid` alone: the desk does not know what the delivery says.
 */
export async function enrichFacts(
  enrich: Enrich,
  facts: readonly Fact[],
  { delivery, timeoutMs }: { readonly delivery: Delivery; readonly timeoutMs: number },
): Promise<Enriched> {
  try {
    const more = await within(timeoutMs, (signal) => enrich(facts, { delivery, signal }));
    if (sameFacts(facts, more)) return { facts: more };
    const message = 'Enrichment changed which facts there are, so they stay as they were. It may only fill them in.';
    return { facts, failure: { code: 'event-invalid', message } };
  } catch (error) {
    if (isDeskrailError(error, 'signature-invalid')) throw error;
    // Only our own errors' messages are known to hold no person's text.
    const failure = isDeskrailError(error)
      ? { code: error.code, message: error.message }
      : { code: 'internal' as const, message: `Enrichment failed (${(error as Error | null)?.name}).` };
    return { facts, failure };
  }
}

function within<Value>(timeoutMs: number, ask: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const late = new DeskrailError('timeout', `Enrichment took more than ${timeoutMs} ms.`, { retryable: true });
      // Rejected first: what the desk's client says about its own abort comes too late to matter.
      reject(late);
      controller.abort(late);
    }, timeoutMs);
    const settled = () => clearTimeout(timer);
    Promise.resolve(controller.signal).then(ask).then(resolve, reject).finally(settled);
  });
}

/** The same, one by one; after them only what the desk says of their conversations now. */
function sameFacts(facts: readonly Fact[], more: readonly Fact[]): boolean {
  if (!Array.isArray(more) || more.length < facts.length) return false;
  const place = (fact: Fact) => [fact.tenant, fact.connection, fact.subject].join('\n');
  const places = new Set(facts.map(place));
  return more.every((fact, index) => {
    const given = facts[index];
    if (given === undefined) return fact.type === 'case.state-observed.v1' && places.has(place(fact));
    return fact.id === given.id && fact.type === given.type && place(fact) === place(given);
  });
}
