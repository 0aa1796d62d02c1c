import {
  DeskrailError,
  type PolicyAnswer,
  type RecommendationView,
  type ReviewRights,
  type VerdictKind,
} from '@deskrail/contracts';
import type { OverLimit } from './policy-in-force.js';
import { refusalByFourEyes } from './quorum.js';
import { refusalByRights } from './rights.js';
import { isRoleEnough, queueOf, roleOf, type Terms, termsInForce, termsOf } from './terms.js';

export type Authority =
  | { readonly refusal: DeskrailError }
  /** What it takes to decide; absent for an escalation, which does not. */
  | { readonly refusal?: never; readonly terms: Terms | undefined };

export interface Giving {
  readonly kind: VerdictKind;
  readonly actor: string;
  readonly rights: ReviewRights | undefined;
  /** What the policy in force says of what would be approved; absent where that was not looked at. */
  readonly answer?: PolicyAnswer | undefined;
  /** The limit that approving it would go over. */
  readonly overLimit?: OverLimit | undefined;
}

const blocked = (rule: string | undefined): DeskrailError =>
  new DeskrailError('forbidden', `The policy's rule ${rule} blocks this, whoever proposes it.`, { details: { rule } });

const changedMeanwhile = (): DeskrailError =>
  new DeskrailError('conflict', 'The recommendation changed while you decided. Read it again, decide again.', {
    retryable: true,
  });

function goesBeyond({ rights, overLimit }: Giving): DeskrailError | undefined {
  const held = roleOf(rights);
  if (overLimit === undefined || (held !== undefined && isRoleEnough(held, overLimit.beyond.role))) return undefined;
  const { id, most, beyond, used, asked } = overLimit;
  const stand = used === undefined ? '' : ` (${used} of ${most}, and this is ${asked ?? 'of no known amount'})`;
  const message = `The policy's limit ${id} is reached${stand}: going beyond it takes the role ${beyond.role}.`;
  return new DeskrailError('limit-reached', message, { details: { limit: id, role: beyond.role, most, used, asked } });
}

/** Whether this person may give such a verdict, and what deciding takes then. */
export function authorityFor(view: RecommendationView, giving: Giving): Authority {
  const { kind, actor, rights, answer, overLimit } = giving;
  const refuse = (refusal: DeskrailError | undefined, terms?: Terms): Authority =>
    refusal === undefined ? { terms } : { refusal };
  // Whoever may look into the queue may call for somebody else.
  if (kind === 'escalate') return refuse(refusalByRights(rights, { role: 'agent', queues: [queueOf(view)] }));
  // A rejection takes what the item says: it lets nothing go.
  if (kind === 'reject') return refuse(refusalByRights(rights, termsOf(view)), termsOf(view));
  // It has changed between being read and being decided, so nobody has looked at what would be let go.
  if (answer === undefined) return { refusal: changedMeanwhile() };
  if (answer.outcome === 'block') return { refusal: blocked(answer.rule) };
  const byRights = refusalByRights(rights, termsInForce(view, answer));
  if (byRights !== undefined) return { refusal: byRights };
  const terms = termsInForce(view, answer, overLimit?.beyond);
  return refuse(goesBeyond(giving) ?? refusalByFourEyes(view, terms, actor), terms);
}
