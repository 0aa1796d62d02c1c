import type { PolicyRules } from '@deskrail/contracts';

/** The queues that a policy puts something into. */
export function namedQueues({ rules, otherwise, limits = [], queues = {} }: PolicyRules): ReadonlySet<string> {
  const named = [
    ...['review', otherwise?.queue],
    ...rules.map(({ review }) => review?.queue),
    ...limits.map(({ beyond }) => beyond?.queue),
    ...Object.values(queues).map(({ escalateTo }) => escalateTo),
  ];
  return new Set(named.filter((name) => name !== undefined));
}
