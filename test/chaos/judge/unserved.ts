import type { Evidence } from './evidence.ts';

const waiting: readonly string[] = ['new', 'open', 'pending'];

/**
 * Customers whose last word nobody has answered, and for whom the copilot did not even say that it has nothing to say.
 * What was held and redriven comes late, and starts nothing.
 */
export function unserved({ sent, conversations, recommendations }: Evidence): readonly string[] {
  const late = sent.filter(({ held }) => held).flatMap(({ facts }) => facts);
  // Of messages that come together the last to arrive starts one, and the others are among those it has seen.
  const served = new Set([...recommendations.flatMap(({ about, seen }) => [about.fact ?? [], seen].flat()), ...late]);
  return conversations.flatMap(({ id, status, messages }) => {
    const last = messages.findLast(({ visibility }) => visibility === 'public');
    if (!waiting.includes(status) || last?.direction !== 'received' || last.redacted === true) return [];
    const facts = [last.fact, ...(last.otherFacts ?? [])];
    return facts.some((fact) => served.has(fact)) ? [] : [`${id}: nothing was recommended for message ${last.id}`];
  });
}
