import type { Conversation, Policy, PolicyAnswer, RecommendationView, SeenMessages } from '@deskrail/contracts';
import { askPolicy } from '../policy/ask-policy.js';
import { policyQuestionOf } from '../policy/facts.js';
import { requesterOf } from '../recommend/context.js';
import type { CarryOutSetting, Claim } from './claim.js';
import { decideStart, type StartDecision } from './ledger.js';
import { returnToReview } from './return-to-review.js';

/** Decide the start in one transaction, and record it there. */
export async function startAction(
  setting: CarryOutSetting,
  { entry: { view }, token }: Claim,
  { absent }: { readonly absent: number | undefined },
): Promise<{ readonly decision: StartDecision; readonly seen: SeenMessages | undefined }> {
  const { store, policy, executor } = setting;
  const conversation = await store.conversation(view.tenant, view.conversation);
  const customer = conversation === undefined ? undefined : await requesterOf(store, conversation);
  return store.transact({ tenant: view.tenant, conversation: view.conversation }, async (unit) => {
    const current = await unit.recommendation(view.recommendationId);
    const state = {
      now: unit.now,
      entry: await unit.action(view.id),
      siblings: await unit.actionsOf(view.verdictId),
      conversation: await unit.conversation(),
      recommendation: current,
      customer,
      answer: view.automatic ? policyNow(policy, current, unit.now) : undefined,
      automation: view.automatic ? await unit.automation({ hold: true }) : undefined,
    };
    const decision = decideStart(state, { executor, token, absent, policyVersion: policy.version });
    if (decision.outcome === 'start') await unit.emit(decision.started);
    if (decision.outcome === 'cancel') {
      for (const event of decision.events) await unit.emit(event);
      // What the policy blocks now is nobody's to let go.
      if (decision.heldBy !== undefined && state.answer?.outcome !== 'block' && current) {
        const { answer, conversation } = state;
        const why = { answer, conversation, heldBy: decision.heldBy, policyVersion: policy.version };
        await returnToReview(unit, current, why);
      }
    }
    return { decision, seen: seenIn(state.conversation) };
  });
}

/**
 * Every message here is one that the reply was made from, or our own: else the start had been refused as stale. `upTo` is
 * not our own's time: what the customer wrote just before it may be what nobody has seen.
 */
function seenIn(conversation: Conversation | undefined): SeenMessages | undefined {
  const messages = conversation?.messages ?? [];
  const others = messages.filter(({ actionId }) => actionId === undefined);
  const [first, ...more] = others.length > 0 ? others : messages;
  if (first === undefined) return undefined;
  const latest = more.reduce((one, other) => (Date.parse(other.at) > Date.parse(one.at) ? other : one), first);
  return { ids: messages.map(({ id }) => id), upTo: latest.at };
}

/** What the policy in force says now of what the rule approved, from what was recorded with it. */
const policyNow = (
  policy: Policy,
  recommendation: RecommendationView | undefined,
  at: string,
): PolicyAnswer | undefined =>
  recommendation && askPolicy(policy, policyQuestionOf(recommendation, recommendation.proposal, { at }));
