import {
  type PolicyAnswer,
  type ReviewNeed,
  type ReviewTerms,
  type ReviewTermsInForce,
  type RiskTier,
  reviewRoles,
} from '@deskrail/contracts';

const minutesByRisk: Readonly<Record<RiskTier, number>> = { high: 60, medium: 240, low: 480 };

/** A rule’s own terms over the policy’s `otherwise`, and these over the defaults. What nobody has judged is urgent. */
export function termsInForce(
  own: ReviewTerms | undefined,
  otherwise: ReviewTerms | undefined,
  { risk, fourEyes = false }: { readonly risk?: RiskTier | undefined; readonly fourEyes?: boolean } = {},
): ReviewTermsInForce {
  const reviewers = own?.reviewers ?? otherwise?.reviewers ?? 1;
  return {
    role: own?.role ?? otherwise?.role ?? 'reviewer',
    queue: own?.queue ?? otherwise?.queue ?? 'review',
    reviewers: fourEyes ? Math.max(2, reviewers) : reviewers,
    fourEyes,
    withinSeconds: 60 * (own?.withinMinutes ?? otherwise?.withinMinutes ?? minutesByRisk[risk ?? 'high']),
  };
}

/** Of what goes over a limit: somebody senior, where it does not say. */
export const termsBeyond = (own: ReviewTerms | undefined, otherwise: ReviewTerms | undefined): ReviewTermsInForce =>
  termsInForce({ ...own, role: own?.role ?? 'senior' }, otherwise);

const rank = (role: ReviewTermsInForce['role']): number => reviewRoles.indexOf(role);

/** All that any of them asks for; its queue is that of the highest role. */
export function strictest(terms: readonly [ReviewTermsInForce, ...ReviewTermsInForce[]]): ReviewTermsInForce {
  return terms.reduce((one, other) => {
    const higher = rank(other.role) > rank(one.role) ? other : one;
    return {
      role: higher.role,
      queue: higher.queue,
      reviewers: Math.max(one.reviewers, other.reviewers),
      fourEyes: one.fourEyes || other.fourEyes,
      withinSeconds: Math.min(one.withinSeconds, other.withinSeconds),
    };
  });
}

/** What it takes for people to decide, with the time by which. Terms of several limits come on top. */
export function needOf(
  { review }: Pick<PolicyAnswer, 'review'>,
  now: string,
  beyond: readonly ReviewTermsInForce[] = [],
): ReviewNeed {
  const { role, queue, reviewers, fourEyes, withinSeconds } = strictest([review, ...beyond]);
  const dueAt = new Date(Date.parse(now) + withinSeconds * 1_000).toISOString();
  return { role, queue, reviewers, fourEyes, dueAt };
}
