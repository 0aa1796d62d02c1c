import {
  DeskrailError,
  type RecommendationView,
  type ReviewRole,
  reviewRoles,
  type VerdictKind,
} from '@deskrail/contracts';
import { isSamePerson, personOfActor } from './same-person.js';
import { defaultNeed, isRoleEnough, type Terms } from './terms.js';

export interface Quorum {
  readonly decides: boolean;
  /** The verdicts that agreed before, where this one completes the quorum. */
  readonly agreed: readonly string[];
}

/** Who asked for it is none of those who agree, where four eyes are needed. */
export function refusalByFourEyes(
  { requestedBy }: Pick<RecommendationView, 'requestedBy'>,
  { fourEyes }: Terms,
  actor: string,
): DeskrailError | undefined {
  if (!fourEyes || requestedBy === undefined || !isSamePerson(requestedBy, actor)) return undefined;
  return new DeskrailError('forbidden', 'You asked for this, so it is for others to approve.', {
    details: { fourEyes: true, requestedBy },
  });
}

/** The highest role in which somebody agreed to what is proposed now; `undefined` where nobody wrote it down. */
function roleAgreedIn(
  { verdicts, hash }: Pick<RecommendationView, 'verdicts' | 'hash'>,
  reviewer: string,
): ReviewRole | undefined {
  const held = verdicts
    .filter((one) => isSamePerson(one.reviewer, reviewer) && (one.finalHash ?? one.hash) === hash)
    .map(({ role }) => role);
  return reviewRoles.filter((role) => held.includes(role)).at(-1);
}

/**
 * Whether a verdict of this person decides, given who agreed to the same words before. Each person counts once; those
 * whose role is not enough for what it takes now do not count. Whoever writes anew begins anew.
 */
export function quorumFor(
  view: Pick<RecommendationView, 'agreements' | 'verdicts' | 'requestedBy' | 'hash'>,
  { reviewers, role, fourEyes }: Terms,
  { kind, actor }: { readonly kind: VerdictKind; readonly actor: string },
): Quorum {
  if (kind === 'reject') return { decides: true, agreed: [] };
  if (kind !== 'approve') return { decides: reviewers === 1, agreed: [] };
  const { agreements = [], requestedBy } = view;
  const people = new Set([personOfActor(actor)]);
  const agreed: string[] = [];
  for (const { reviewer, verdictId } of agreements) {
    const held = roleAgreedIn(view, reviewer) ?? defaultNeed.role;
    if (!isRoleEnough(held, role) || people.has(personOfActor(reviewer))) continue;
    if (fourEyes && requestedBy !== undefined && isSamePerson(requestedBy, reviewer)) continue;
    people.add(personOfActor(reviewer));
    agreed.push(verdictId);
  }
  const decides = people.size >= reviewers;
  return { decides, agreed: decides ? agreed : [] };
}
