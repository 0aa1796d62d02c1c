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

/** A limit, with what stood against it in the moment. */
export interface OverLimit extends PolicyLimit {
  /** Before this one. */
  readonly used?: number;
  /** What this one would add; absent where nobody can put a number to it. */
  readonly asked?: number | undefined;
}

export interface InForce {
  readonly answer: PolicyAnswer;
  /** The limit that approving it would go over; of several the one whose role is the highest. */
  readonly overLimit: OverLimit | undefined;
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
  const use = useOf(final, where, tools);
  const { counts, over } = await withinLimits(unit, policy, use);
  const rank = ({ beyond }: PolicyLimit): number => reviewRoles.indexOf(beyond.role);
  const reached = over.map(({ limit, used }): OverLimit => ({ ...limit, used, asked: use.spend }));
  const [overLimit] = reached.toSorted((one, other) => rank(other) - rank(one));
  return { answer, overLimit, counts };
}
