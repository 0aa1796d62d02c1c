import {
  type Conversation,
  type Policy,
  type PolicyAnswer,
  type PolicyLimit,
  type Proposal,
  type RecommendationView,
  type RiskTier,
  reviewRoles,
  type Tool,
  type UnitOfWork,
  type UseCounts,
} from '@deskrail/contracts';
import { askPolicy } from '../../policy/ask-policy.js';
import { policyQuestionOf } from '../../policy/facts.js';
import { useOf, withinLimits } from '../../policy/limits.js';
import { customerSubject } from '../../recommend/context.js';

/** What a verdict would let go. */
export interface Proposed {
  readonly final: Proposal;
  /** Of what the reviewer wrote; absent where it stands as it was proposed. */
  readonly own: { readonly flags: readonly string[]; readonly risk: RiskTier } | undefined;
}

export interface InForce {
  readonly answer: PolicyAnswer;
  /** The limit that approving it would go over; of several the one whose role is the highest. */
  readonly overLimit: PolicyLimit | undefined;
  readonly counts: UseCounts;
}

/** More are not told to policy: a rule about tags must not take one for absent that was only cut off. */
const tagsAtMost = 50;

/** The case as it is now; what was read of the customer's message stands. */
const caseNow = ({ channel, priority, status, tags }: Conversation) => ({
  ...{ channel, status, priority: priority ?? undefined },
  tags: tags.length > tagsAtMost ? undefined : tags,
});

/** What the policy in force and its limits say of what is finally proposed, in the transaction that would let it go. */
export async function policyInForce(
  unit: UnitOfWork,
  { policy, tools }: { readonly policy: Policy; readonly tools: readonly Tool[] | undefined },
  view: RecommendationView,
  { final, own }: Proposed,
): Promise<InForce> {
  const { tenant } = view;
  const conversation = await unit.conversation();
  // An amount that was recorded is of the first proposal alone.
  const isAsRecorded = own === undefined && view.suggestedHash === undefined;
  const proposal = isAsRecorded ? (view.proposal ?? final) : { ...final };
  const written = own === undefined ? {} : { ...own, confidence: 1 };
  const asked = policyQuestionOf(view, proposal, { tools, at: unit.now, ...written });
  const answer = askPolicy(policy, { ...asked, ...(conversation && caseNow(conversation)) });
  const customer = conversation && customerSubject(conversation);
  const where = { tenant, conversation: conversation?.id, customer, automatic: false };
  const { counts, over } = await withinLimits(unit, policy, useOf(final, where, tools));
  const rank = ({ beyond }: PolicyLimit): number => reviewRoles.indexOf(beyond.role);
  const [overLimit] = over.map(({ limit }) => limit).toSorted((one, other) => rank(other) - rank(one));
  return { answer, overLimit, counts };
}
