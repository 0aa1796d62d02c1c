import type { PolicyRules } from '@deskrail/contracts';
import { botLoopLimit } from './define-policy.js';
import { namedQueues } from './named-queues.js';
import type { PolicyProblem } from './problems.js';
import { strictest, termsBeyond } from './terms.js';

type Limit = NonNullable<PolicyRules['limits']>[number];

const goes = ({ rules }: PolicyRules): boolean => rules.some(({ outcome }) => outcome === 'auto' || outcome === 'show');

/** Whether whoever goes over `tighter` needs no more of people once `limit` is over too. */
function asksAsMuch(tighter: Limit, limit: Limit, { otherwise }: PolicyRules): boolean {
  const [own, other] = [termsBeyond(tighter.beyond, otherwise), termsBeyond(limit.beyond, otherwise)];
  const both = strictest([own, other]);
  return own.role === both.role && own.reviewers === both.reviewers && own.withinSeconds === both.withinSeconds;
}

/** Limits that hold nothing which another does not, or where nothing goes by itself. */
export function idleLimits(document: PolicyRules): readonly PolicyProblem[] {
  const { limits = [] } = document;
  return limits.flatMap((limit, index) => {
    const { id, counts, per, tenant, most, withinMinutes } = limit;
    const path = ['limits', index];
    if (counts === 'replies' && !goes(document)) {
      return { path, rule: id, message: 'it has no effect: no rule sends or shows a reply by itself' };
    }
    const tighter = limits.find((other, at) => {
      const sameKey = other.counts === counts && other.per === per;
      const coversTenant = other.tenant === undefined || other.tenant === tenant;
      const isAsTight = other.most <= most && other.withinMinutes >= withinMinutes;
      const isEqual = other.most === most && other.withinMinutes === withinMinutes && other.tenant === tenant;
      return (
        at !== index &&
        asksAsMuch(other, limit, document) &&
        sameKey &&
        coversTenant &&
        isAsTight &&
        (!isEqual || at < index)
      );
    });
    return tighter === undefined
      ? []
      : { path, rule: id, message: `it has no effect: ${tighter.id} is reached before it` };
  });
}

/** Rules that send, and nothing that stops two bots answering each other. */
export function noBotLoop(document: PolicyRules): readonly PolicyProblem[] {
  const { limits } = document;
  const guarded =
    limits === undefined || limits.some(({ counts, per }) => counts === 'replies' && per === 'conversation');
  if (guarded || !goes(document)) return [];
  const { id, most, withinMinutes } = botLoopLimit;
  const message = `nothing stops two bots that answer each other; without limits of your own it is ${most} replies per conversation in ${withinMinutes} minutes (${id})`;
  return [{ path: ['limits'], message }];
}

/** Queues that items are escalated to in a circle, and those that nothing waits in. */
export function oddQueues(document: PolicyRules): readonly PolicyProblem[] {
  const { queues = {} } = document;
  const named = namedQueues(document);
  return Object.keys(queues).flatMap((name) => {
    const circle = circleFrom(name, queues);
    const path = ['queues', name];
    if (circle !== undefined) return { path, message: `it is escalated to in a circle: ${circle.join(' → ')}` };
    return named.has(name) ? [] : { path, message: 'no rule puts anything into it' };
  });
}

function circleFrom(name: string, queues: NonNullable<PolicyRules['queues']>): readonly string[] | undefined {
  const way = [name];
  for (let next = queues[name]?.escalateTo; next !== undefined; next = queues[next]?.escalateTo) {
    if (next === name) return [...way, name];
    if (way.includes(next)) return undefined;
    way.push(next);
  }
  return undefined;
}
