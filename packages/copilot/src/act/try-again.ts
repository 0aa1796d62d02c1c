import { isDeepStrictEqual } from 'node:util';
import {
  DeskrailError,
  type LedgerEntry,
  type Person,
  type Policy,
  type RecommendationView,
  reviewRoles,
  type Tool,
  type UnitOfWork,
  type UseCounts,
} from '@deskrail/contracts';
import { authorityFor } from '../review/verdict/authority.js';
import { policyInForce } from '../review/verdict/policy-in-force.js';
import { isSamePerson, personOfActor } from '../review/verdict/same-person.js';
import { defaultNeed, isRoleEnough, type Terms } from '../review/verdict/terms.js';
import { riskOf } from '../validation/risk-of.js';

const refused = (message: string, reason: 'policy' | 'reviewers', { view: { status } }: LedgerEntry): DeskrailError =>
  new DeskrailError('conflict', message, { details: { reason, status } });

/** Who approved it, whose role is enough for what it takes now, with whoever would have it tried again. */
function agreeing(
  { entry, view }: { readonly entry: LedgerEntry; readonly view: RecommendationView },
  { role, fourEyes }: Terms,
  actor: string,
): number {
  const { verdictId, agreed = [] } = entry.verdict?.data ?? {};
  const { requestedBy } = view;
  const before = view.verdicts
    .filter((one) => one.verdictId === verdictId || agreed.includes(one.verdictId))
    .filter(({ reviewer }) => !reviewer.startsWith('rule/'))
    .filter(({ role: held }) => isRoleEnough(reviewRoles.find((one) => one === held) ?? defaultNeed.role, role))
    .filter(({ reviewer }) => !(fourEyes && requestedBy !== undefined && isSamePerson(requestedBy, reviewer)));
  return new Set([actor, ...before.map(({ reviewer }) => reviewer)].map(personOfActor)).size;
}

/**
 * To have done once more what may have been done already takes what approving it takes now, in the transaction that lets it
 * go: the policy in force, its limits as if it were spent twice, and so many people. Resolves with what it counts toward by
 * then. Throws where this person may not, or nobody alone.
 */
export async function requireTryAgain(
  unit: UnitOfWork,
  { actor, rights }: Person,
  {
    entry,
    view,
    ...asked
  }: {
    readonly entry: LedgerEntry;
    readonly view: RecommendationView | undefined;
    readonly policy: Policy;
    readonly tools: readonly Tool[] | undefined;
  },
): Promise<UseCounts> {
  const final = entry.verdict?.data.final;
  if (view === undefined || final === undefined) return [];
  const isAsProposed = isDeepStrictEqual(final, view.proposal);
  const own = isAsProposed ? undefined : { flags: view.flags ?? [], risk: riskOf(final, asked.tools) };
  const { answer, overLimit, counts } = await policyInForce(unit, asked, view, { final, own });
  if (answer.outcome === 'block') {
    throw refused('The policy in force lets nobody do that, so it is not tried again; cancel it.', 'policy', entry);
  }
  const authority = authorityFor(view, { kind: 'approve', actor, rights, answer, overLimit });
  if (authority.refusal !== undefined) throw authority.refusal;
  const { terms } = authority;
  if (terms === undefined || agreeing({ entry, view }, terms, actor) >= terms.reviewers) return counts;
  const message = `The policy in force wants ${terms.reviewers} people for that, and fewer approved it; cancel it, and propose it anew.`;
  throw refused(message, 'reviewers', entry);
}
