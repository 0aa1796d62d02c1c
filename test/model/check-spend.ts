import { isApproving, type VerdictGiven } from '@deskrail/contracts';
import { holds } from './check-run.ts';
import type { Played } from './play.ts';
import { amountOf, beyond, mostReplies, rank } from './rules.ts';

/** Nobody below the role of beyond goes over the limit; nor does a rule over its replies. All of a run is within a window. */
export function checkSpend({ decisions, course }: Played): void {
  const approved = decisions.filter(
    (event): event is VerdictGiven => event.type === 'verdict.given.v1' && isApproving(event),
  );
  const { spendAtMost } = course.setting;
  const small = approved.filter(({ data }) => amountOf(data.final) > 0 && rank(data.role) < rank(beyond));
  const sum = (events: readonly VerdictGiven[]) => events.reduce((total, { data }) => total + amountOf(data.final), 0);
  holds(sum(small) <= spendAtMost, () => `Reviewers below ${beyond} spent ${sum(small)} of ${spendAtMost}.`);
  for (const one of small) {
    const before = approved.filter(({ time }) => time < one.time);
    const spent = sum(before) + amountOf(one.data.final);
    holds(spent <= spendAtMost, () => `${one.id} of a ${one.data.role} makes it ${spent} of ${spendAtMost}.`);
  }
  const replies = new Map<string, number>();
  for (const event of decisions) {
    if (event.type === 'automation.released.v1') replies.delete(event.subject);
    if (event.type !== 'verdict.given.v1' || !event.actor.startsWith('rule/')) continue;
    if (event.data.final?.kind !== 'reply') continue;
    const count = (replies.get(event.subject) ?? 0) + 1;
    replies.set(event.subject, count);
    holds(count <= mostReplies, () => `A rule sent ${count} replies in ${event.subject}.`);
  }
}
