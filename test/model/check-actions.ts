import { isDeepStrictEqual } from 'node:util';
import { type EventByType, isApproving, type VerdictGiven } from '@deskrail/contracts';
import { holds } from './check-run.ts';
import type { Played } from './play.ts';

interface Ledger {
  readonly approved: EventByType<'action.approved.v1'>;
  starts: number;
  token: number;
  ended: string | undefined;
}

const ends: Readonly<Record<string, string>> = {
  'action.executed.v1': 'executed',
  'action.failed.v1': 'failed',
  'action.uncertain.v1': 'uncertain',
  'action.cancelled.v1': 'cancelled',
};

/** Nothing happens at the desk without a verdict that approves just that, nor more often than the ledger says. */
export function checkActions(played: Played): void {
  const { decisions, calls, effects, views } = played;
  const verdicts = new Map<string, VerdictGiven>();
  for (const event of decisions) if (event.type === 'verdict.given.v1') verdicts.set(event.data.verdictId, event);
  const ledger = ledgerOf(played);
  for (const { approved } of ledger.values()) {
    const { actionId, verdictId, recommendationId, proposalDigest } = approved.data;
    const verdict = verdicts.get(verdictId);
    const fits =
      verdict !== undefined &&
      isApproving(verdict) &&
      verdict.data.recommendationId === recommendationId &&
      verdict.data.finalHash === proposalDigest;
    holds(fits, () => `The action ${actionId} has no verdict that approves ${proposalDigest}.`);
  }
  const done = new Set<string>();
  for (const { id, proposal } of effects) {
    const final = verdicts.get(ledger.get(id)?.approved.data.verdictId ?? '')?.data.final;
    holds(isDeepStrictEqual(final, proposal), () => `${id} did ${JSON.stringify(proposal)}: ${JSON.stringify(final)}.`);
    holds(!done.has(id), () => `The action ${id} had its effect twice.`);
    done.add(id);
  }
  for (const id of new Set(calls)) {
    const count = calls.filter((one) => one === id).length;
    const { starts = 0 } = ledger.get(id) ?? {};
    holds(count <= starts, () => `The desk was called ${count} times for ${id}, which was started ${starts} times.`);
  }
  for (const { id, status } of views.actions) {
    holds(ledger.has(id), () => `The action ${id} is in the view, and in no event.`);
    if (status === 'executed') holds(done.has(id), () => `${id} is executed, and never had its effect.`);
  }
  holds(
    views.actions.length === ledger.size,
    () => `${views.actions.length} actions are in the view, of ${ledger.size}.`,
  );
}

function ledgerOf({ actions, told }: Played): ReadonlyMap<string, Ledger> {
  const ledger = new Map<string, Ledger>();
  const resolved = told.some(({ step, error }) => step.do === 'resolve' && error === undefined);
  for (const event of actions) {
    if (event.type === 'action.approved.v1') {
      holds(!ledger.has(event.data.actionId), () => `The action ${event.data.actionId} is approved twice.`);
      ledger.set(event.data.actionId, { approved: event, starts: 0, token: 0, ended: undefined });
    }
    if (!('actionId' in event.data) || event.type === 'action.approved.v1') continue;
    const { actionId } = event.data;
    const of = ledger.get(actionId);
    if (of === undefined) throw new Error(`${event.type} of ${actionId}, which nobody approved.`);
    if (event.type === 'action.started.v1') {
      holds(of.ended === undefined, () => `${actionId} was started after it was ${of.ended}.`);
      holds(event.data.token >= of.token, () => `${actionId} was started under ${event.data.token} after ${of.token}.`);
      of.starts += 1;
      of.token = event.data.token;
    }
    const end = ends[event.type];
    if (end === undefined) continue;
    // What nobody was sure of may be found out, and a person may say.
    const isNews = of.ended === undefined || (of.ended === 'uncertain' && (end === 'executed' || resolved));
    holds(isNews, () => `${actionId} is ${end} after it was ${of.ended}.`);
    of.ended = end;
  }
  return ledger;
}
