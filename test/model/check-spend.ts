import { isApproving, type VerdictGiven } from '@deskrail/contracts';
import { holds } from './check-run.ts';
import { personOf } from './history.ts';
import type { Played } from './play.ts';
import { amountOf, beyond, mostReplies, rank } from './rules.ts';

/** What somebody let go: approved, or had tried again. */
interface Spent {
  readonly id: string;
  readonly time: string;
  readonly role: string | undefined;
  readonly amount: number;
}

/** Nobody below the role of beyond goes over the limit; nor does a rule over its replies. All of a run is within a window. */
export function checkSpend(played: Played): void {
  const { decisions, actions, course } = played;
  const ended = endsUnstarted(actions);
  const given = spentIn(played);
  const { spendAtMost } = course.setting;
  const small = given.filter(({ id, amount, role }) => amount > 0 && rank(role) < rank(beyond) && !ended.has(id));
  const sum = (of: readonly Spent[]) => of.reduce((total, { amount }) => total + amount, 0);
  holds(sum(small) <= spendAtMost, () => `Reviewers below ${beyond} spent ${sum(small)} of ${spendAtMost}.`);
  for (const one of small) {
    const before = given.filter(({ id, time }) => {
      const freedAt = ended.get(id);
      return time < one.time && !(freedAt !== undefined && freedAt <= one.time);
    });
    const spent = sum(before) + one.amount;
    holds(spent <= spendAtMost, () => `${one.id} of a ${one.role} makes it ${spent} of ${spendAtMost}.`);
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

/** All that was let go, each with its amount: also what was done already, for all that anybody knows, and is done again. */
function spentIn({ decisions, actions, course }: Played): readonly Spent[] {
  const given = decisions.filter(
    (event): event is VerdictGiven => event.type === 'verdict.given.v1' && isApproving(event),
  );
  const finals = new Map(given.map(({ data }) => [data.verdictId, data.final]));
  const approved = given.map(
    ({ time, data }): Spent => ({ id: data.verdictId, time, role: data.role, amount: amountOf(data.final) }),
  );
  const again = actions.flatMap(({ type, time, actor, data }): Spent[] => {
    if (type !== 'action.approved.v1' || data.retryOf === undefined) return [];
    const role = course.setting.reviewers[Number(personOf(actor).slice(1))]?.role;
    return [{ id: data.actionId, time, role, amount: amountOf(finals.get(data.verdictId)) }];
  });
  return [...approved, ...again];
}

/**
 * Verdicts of which nothing ever began, by when the last of it had ended: from then on they count toward nothing. What is
 * tried again stands for itself.
 */
function endsUnstarted(actions: Played['actions']): ReadonlyMap<string, string> {
  const started = new Set<string>();
  const whose = new Map<string, string>();
  const endedAt = new Map<string, string>();
  for (const event of actions) {
    if (event.type === 'action.approved.v1') {
      const { actionId, verdictId, retryOf } = event.data;
      whose.set(actionId, retryOf === undefined ? verdictId : actionId);
    }
    if (event.type === 'action.started.v1') started.add(event.data.actionId);
    if (event.type === 'action.cancelled.v1' || event.type === 'action.failed.v1') {
      endedAt.set(event.data.actionId, event.time);
    }
  }
  const freed = new Map<string, string>();
  const kept = new Set<string>();
  for (const [actionId, id] of whose) {
    const at = endedAt.get(actionId);
    if (at === undefined || started.has(actionId)) kept.add(id);
    else freed.set(id, [freed.get(id) ?? '', at].toSorted().at(-1) ?? at);
  }
  for (const id of kept) freed.delete(id);
  return freed;
}
