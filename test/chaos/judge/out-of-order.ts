import type { Evidence, Logged } from './evidence.ts';

/** Consumers whose effects are not in the log's order, subject by subject. The first of the same id counts. */
export function outOfOrder(evidence: Evidence): readonly string[] {
  const places = placesOf(evidence.log.facts);
  return [...arrivals(evidence, places), ...lifeOfActions(evidence.log.actions), ...witnessed(evidence, places)];
}

function placesOf(events: readonly Logged[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [place, { id }] of events.entries()) if (!places.has(id)) places.set(id, place);
  return places;
}

/** The projection numbers a conversation's messages as they come. */
function arrivals({ conversations }: Evidence, places: ReadonlyMap<string, number>): readonly string[] {
  return conversations.flatMap(({ id, messages }) => {
    const known = messages
      .map(({ id: message, arrival, fact, otherFacts = [] }) => {
        const at = [fact, ...otherFacts].flatMap((one) => places.get(one) ?? []);
        return { message, arrival, place: Math.min(...at) };
      })
      .filter(({ place }) => Number.isFinite(place))
      .sort((one, other) => one.arrival - other.arrival);
    return known.flatMap(({ message, place }, index) => {
      const before = known[index - 1];
      return before === undefined || before.place < place
        ? []
        : [`${id}: message ${message} came after ${before.message}, and stands before it in the log`];
    });
  });
}

const ranks: Readonly<Record<string, number>> = { 'action.approved.v1': 0, 'action.started.v1': 1 };

/** The relay: approved, then started, then an end. */
function lifeOfActions(events: readonly Logged[]): readonly string[] {
  const reached = new Map<string, number>();
  const seen = new Set<string>();
  return events.flatMap(({ id, type, data }) => {
    // A link of the chain is about no action.
    if (seen.has(id) || !type.startsWith('action.')) return [];
    seen.add(id);
    const { actionId } = data as { actionId: string };
    const before = reached.get(actionId) ?? -1;
    const rank = ranks[type] ?? 2;
    reached.set(actionId, Math.max(before, rank));
    const missing = rank > 0 && before < 0;
    const inverted = rank === 0 ? before >= 0 : rank === 1 && before > 2;
    return missing || inverted ? [`action ${actionId}: ${type} stands in the log at the wrong place`] : [];
  });
}

function witnessed({ witnesses = [], log }: Evidence, places: ReadonlyMap<string, number>): readonly string[] {
  const subjects = new Map(log.facts.map(({ id, subject }) => [id, subject]));
  return witnesses.flatMap(({ group, effects }) => {
    const last = new Map<string, number>();
    return effects.flatMap(({ id }) => {
      const [subject, place] = [subjects.get(id), places.get(id)];
      if (subject === undefined || place === undefined)
        return [`${group} had an effect of ${id}, which is not in the log`];
      const before = last.get(subject) ?? -1;
      last.set(subject, Math.max(before, place));
      return place < before ? [`${group}: ${id} had its effect too late for ${subject}`] : [];
    });
  });
}
