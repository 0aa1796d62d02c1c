import type { Evidence } from './evidence.ts';

/** Effects that a duplicate had: a message twice, a recommendation twice, two verdicts that both decide. */
export function unabsorbed({ conversations, recommendations, log, witnesses = [] }: Evidence): readonly string[] {
  const messages = conversations.flatMap(({ id, messages: held }) =>
    repeated(held.map((message) => message.id)).map((message) => `${id} has message ${message} twice`),
  );
  const suggested = repeated(recommendations.map(({ recommendationId }) => recommendationId)).map(
    (id) => `recommendation ${id} is there twice`,
  );
  const open = recommendations.filter(({ status }) => status === 'open');
  const competing = repeated(open.map(({ about, kind }) => `${about.conversation ?? '-'} ${kind}`)).map(
    (both) => `${both}: two open recommendations`,
  );
  const deciding = new Map<string, Set<string>>();
  for (const { type, data } of log.decisions) {
    const { recommendationId, verdictId, decides } = data as Record<string, string> & { decides?: boolean };
    if (type !== 'verdict.given.v1' || decides !== true || recommendationId === undefined) continue;
    deciding.set(recommendationId, (deciding.get(recommendationId) ?? new Set()).add(verdictId ?? ''));
  }
  const winners = [...deciding]
    .filter(([, verdicts]) => verdicts.size > 1)
    .map(([id, verdicts]) => `recommendation ${id} has ${verdicts.size} deciding verdicts`);
  const effects = witnesses.flatMap(({ group, effects: had }) =>
    repeated(had.map(({ id }) => id)).map((id) => `${group} had the effect of ${id} twice`),
  );
  return [...messages, ...suggested, ...competing, ...winners, ...effects];
}

function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return [...new Set(ids.filter((id) => seen.has(id) || !seen.add(id)))];
}
