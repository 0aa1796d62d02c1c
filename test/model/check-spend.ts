import { isApproving, type VerdictGiven } from '@deskrail/contracts';
import { holds } from './check-run.ts';
import type { Played } from './play.ts';
import { amountOf, beyond, mostReplies, rank } from './rules.ts';

/** Nobody below the role of beyond goes over the limit; nor does a rule over its replies. All of a run is within a window. */
export function checkSpend({ decisions, actions, course }: Played): void {
  const given = decisions.filter(
    (event): event is VerdictGiven => event.type === 'verdict.given.v1' && isApproving(event),
  );
  const ended = endsUnstarted(actions);
  const approved = given.filter(({ data }) => !ended.has(data.verdictId));
  const { spendAtMost } = course.setting;
  const small = approved.filter(({ data }) => amountOf(data.final) > 0 && rank(data.role) < rank(beyond));
  const sum = (events: readonly VerdictGiven[]) => events.reduce((total, { data }) => total + amountOf(data.final), 0);
  holds(sum(small) <= spendAtMost, () => `Reviewers below ${beyond} spent ${sum(small)} of ${spendAtMost}.`);
  for (const one of small) {
    const before = given.filter(({ time, data }) => {
      const freedAt = ended.get(data.verdictId);
      return time < one.time && !(freedAt !== undefined && freedAt <= one.time);
    });
    const spent = sum(before) + amountOf(one.data.final);
    holds(spent <= spendAtMost, () => `${one.id} of a ${one.data.role} makes it ${spent} of ${spendAtMost}.`);
  }
  const replies = new Map<string, number>();
  for (const event of decisions) {
    if (event.type === 'automation.released.v1') replies.delete(event.subject);
    if (event.type !== 'verdict.given.v1' || !event.actor.startsWith('rule/')) continue;
    if (event.data.final?.kind !== 'reply' || ended.has(event.data.verdictId)) continue;
    const count = (replies.get(event.subject) ?? 0) + 1;
    replies.set(event.subject, count);
    holds(count <= mostReplies, () => `A rule sent ${count} replies in ${event.subject}.`);
  }
}

/** Verdicts of which nothing ever began, by when the last of it had ended: from then on they count toward nothing. */
function endsUnstarted(actions: Played['actions']): ReadonlyMap<string, string> {
  const started = new Set<string>();
  const verdictOf = new Map<string, string>();
  const endedAt = new Map<string, string>();
  for (const event of actions) {
    if (event.type === 'action.approved.v1') verdictOf.set(event.data.actionId, event.data.verdictId);
    if (event.type === 'action.started.v1') started.add(event.data.actionId);
    if (event.type === 'action.cancelled.v1' || event.type === 'action.failed.v1') {
      endedAt.set(event.data.actionId, event.time);
    }
  }
  const freed = new Map<string, string>();
  const kept = new Set<string>();
  for (const [actionId, verdictId] of verdictOf) {
    const at = endedAt.get(actionId);
    if (at === undefined || started.has(actionId)) kept.add(verdictId);
    else freed.set(verdictId, [freed.get(verdictId) ?? '', at].toSorted().at(-1) ?? at);
  }
  for (const verdictId of kept) freed.delete(verdictId);
  return freed;
}
