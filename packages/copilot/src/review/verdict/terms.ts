import {
  type PolicyAnswer,
  type RecommendationView,
  type ReviewNeed,
  type ReviewRights,
  type ReviewRole,
  type ReviewTermsInForce,
  reviewRoles,
} from '@deskrail/contracts';

/** What a recommendation takes that says nothing of it. */
export const defaultNeed: ReviewNeed = { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false };

/** What it takes to let something go, as the item, the policy in force and the limits say together. */
export interface Terms {
  readonly role: ReviewRole;
  readonly reviewers: number;
  readonly fourEyes: boolean;
  /** In all of which the person must be allowed to decide. */
  readonly queues: readonly string[];
}

const rank = (role: ReviewRole): number => reviewRoles.indexOf(role);

export const isRoleEnough = (held: ReviewRole, needed: ReviewRole): boolean => rank(held) >= rank(needed);

/** The highest role of a person; those whose rights nobody says have those of a reviewer. */
export const roleOf = (rights: ReviewRights | undefined): ReviewRole | undefined =>
  rights === undefined ? 'reviewer' : reviewRoles.filter((role) => rights.roles.includes(role)).at(-1);

/** Where it waits now. */
export const queueOf = ({ queue, need }: Pick<RecommendationView, 'queue' | 'need'>): string =>
  queue ?? need?.queue ?? defaultNeed.queue;

export const termsOf = (view: Pick<RecommendationView, 'queue' | 'need'>): Terms => {
  const { role, reviewers, fourEyes } = view.need ?? defaultNeed;
  return { role, fourEyes, reviewers: Math.max(reviewers, fourEyes ? 2 : 1), queues: [queueOf(view)] };
};

/** The stricter of both in everything. Where the other is stricter in anything, its queue has a say too. */
function stricter(terms: Terms, { role, reviewers, fourEyes, queue }: ReviewTermsInForce): Terms {
  const people = Math.max(reviewers, fourEyes ? 2 : 1);
  const raises = !isRoleEnough(terms.role, role) || people > terms.reviewers || (fourEyes && !terms.fourEyes);
  return {
    role: isRoleEnough(terms.role, role) ? terms.role : role,
    reviewers: Math.max(terms.reviewers, people),
    fourEyes: terms.fourEyes || fourEyes,
    queues: raises ? [...new Set([...terms.queues, queue])] : terms.queues,
  };
}

/**
 * What approving takes: the item's need, made stricter by what the policy in force says of what is finally proposed. What
 * a rule would let go by itself takes no more than the item does.
 */
export function termsInForce(
  view: Pick<RecommendationView, 'queue' | 'need'>,
  answer: PolicyAnswer | undefined,
  beyond?: ReviewTermsInForce | undefined,
): Terms {
  const own = termsOf(view);
  const asked = answer === undefined || answer.outcome === 'auto' || answer.outcome === 'show';
  const terms = asked ? own : stricter(own, answer.review);
  // A limit asks for a role, wherever the item waits.
  return beyond === undefined ? terms : { ...stricter(terms, beyond), queues: terms.queues };
}
