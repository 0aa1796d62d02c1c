import type { Evidence } from './evidence.ts';

/**
 * Webhooks, verdicts and actions that somebody was told yes about and that the log does not hold; and facts in the log
 * that a consumer was never given.
 */
export function lostEvents({ sent, verdicts, log, tickets, witnesses = [] }: Evidence): readonly string[] {
  const facts = new Set(log.facts.map(({ id }) => id));
  const webhooks = sent
    .filter(({ acknowledged }) => acknowledged)
    .flatMap(({ invocation, type, facts: ids }) =>
      ids.filter((id) => !facts.has(id)).map((id) => `${type} (${invocation}) was acknowledged; no fact ${id}`),
    );
  const given = new Set(log.decisions.filter(isVerdict).map(({ data }) => (data as { verdictId: string }).verdictId));
  const decided = verdicts
    .filter(({ verdict }) => !given.has(verdict))
    .map(({ verdict, reviewer, kind }) => `${reviewer}'s ${kind} was answered; no verdict ${verdict}`);
  const started = actionsOf(log.actions, 'action.started.v1');
  const unrecorded = tickets.flatMap(({ id, markers }) =>
    markers.filter((marker) => !started.has(marker)).map((marker) => `ticket ${id} was changed; no start of ${marker}`),
  );
  const passedBy = witnesses.flatMap(({ group, effects }) => {
    const had = new Set(effects.map(({ id }) => id));
    return [...facts].filter((id) => !had.has(id)).map((id) => `${group} was never given ${id}`);
  });
  return [...new Set([...webhooks, ...decided, ...unrecorded, ...passedBy])];
}

const isVerdict = ({ type }: { readonly type: string }): boolean => type === 'verdict.given.v1';

export const actionsOf = (events: Evidence['log']['actions'], type: string): ReadonlySet<string> =>
  new Set(events.filter((event) => event.type === type).map(({ data }) => (data as { actionId: string }).actionId));
