import {
  type Clock,
  type Connections,
  type Copilot,
  DeskrailError,
  type GivenVerdict,
  type OutboxEvent,
  type Policy,
  proposalHash,
  type RecommendationView,
  type ReviewDesk,
  type Store,
  type SubmitVerdict,
  subjectOfRecommendation,
  type Tool,
  type UnitOfWork,
  type VerdictGiven,
} from '@deskrail/contracts';
import { createActionDesk } from '../act/action-desk.js';
import type { SignVerdict } from '../audit/sign-verdict.js';
import { createDeskKinds } from '../desk-kinds.js';
import { placeOfRecommendation } from '../recommendation-events.js';
import { newSalt as randomSalt } from '../salt.js';
import type { Check } from '../validation/check.js';
import { defaultChecks } from '../validation/default-checks.js';
import { actsAtDesk, type GroupOf, type PreparedVerdict, prepareVerdict } from './approval.js';
import { decideVerdict, type VerdictDecision } from './decide-verdict.js';
import { createKnownQueues, type KnownQueues } from './queue/known-queues.js';
import { evidenceOf } from './reviewed-proposal.js';
import { draftedVerdict, identified, parsedVerdict } from './verdict/drafted-verdict.js';
import { editMadeOf } from './verdict/edit-made.js';
import { evidenceAtApproval } from './verdict/evidence-at-approval.js';
import { checkedOwnWords, refuseTooLong } from './verdict/own-words.js';
import { type Proposed, policyInForce } from './verdict/policy-in-force.js';
import { notFound } from './verdict/status-refusal.js';

const rememberedSeconds = 24 * 3_600;

export interface ReviewDeskOptions {
  readonly store: Store;
  readonly policy: Policy;
  /** For how long a connection that was looked up is known. Times are the store's. */
  readonly clock?: Clock | undefined;
  /** Beside the default ones, for what a reviewer writes. */
  readonly validators?: readonly Check[] | undefined;
  /** By whose schemas an edited call is read, and what it spends. Default: nothing is known against any. */
  readonly tools?: readonly Tool[] | undefined;
  /** As the recommender's. */
  readonly allowedLinks?: readonly string[] | undefined;
  /** The desk's id of the group for an escalation's queue; without one an escalation leaves a note and a priority. */
  readonly groupOf?: GroupOf | undefined;
  /** Whose desks' `actionKinds` say what a reviewer cannot have done there. Default: none, so that anything goes. */
  readonly connections?: Connections | undefined;
  /** The recommender's: what is cited is looked at again as it is approved. Default: it is not. */
  readonly checkEvidence?: Copilot['checkEvidence'] | undefined;
  /** For that look; what was not found out by then is unknown, and holds nobody up. Default: 3 000. */
  readonly evidenceTimeoutMs?: number | undefined;
  /** An escalation goes to one of these. Default: those that the policy or the store's keys name. */
  readonly knownQueues?: KnownQueues | undefined;
  /** Signs every verdict, in the transaction that decides it. Default: none is signed. */
  readonly sign?: SignVerdict | undefined;
  /** Default: 16 random bytes in hex. */
  readonly newSalt?: (() => string) | undefined;
}

/** A verdict with all that is known of it before its transaction. */
interface Ready {
  readonly prepared: PreparedVerdict;
  readonly others: readonly string[];
  /** What it would let go; absent for what lets nothing go, or comes too late anyway. */
  readonly proposed: Proposed | undefined;
  /** Why it is not escalated there. */
  readonly unknownQueue?: DeskrailError | undefined;
}

type Giving = Parameters<ReviewDesk['give']>[0];
type Asked = Pick<Giving, 'actor' | 'rights'> & { readonly request: SubmitVerdict };

async function emitAll(unit: UnitOfWork, events: readonly OutboxEvent[]): Promise<void> {
  for (const event of events) await unit.emit(event);
}

/**
 * Where people's verdicts become approved actions. Reads, hashing, validation and the look at the evidence come first; the
 * decision itself is one transaction that sees the recommendation, its conversation, its claim, earlier verdicts and what
 * the limits have counted as they are then.
 */
export function createReviewDesk(options: ReviewDeskOptions): ReviewDesk {
  const { store, policy, validators = [], tools, allowedLinks = [], groupOf, connections = [], clock } = options;
  const { checkEvidence, evidenceTimeoutMs: timeoutMs = 3_000, sign, newSalt = randomSalt } = options;
  const { knownQueues = createKnownQueues({ store, policy }) } = options;
  const deskKinds = createDeskKinds(connections, { clock, tools });
  const words = { store, checks: [...defaultChecks, ...validators], tools, allowedLinks };

  /** All that takes hashing, looking up and waiting. What comes too late is told so, rather than what is wrong with it. */
  async function ready(view: RecommendationView, { actor, rights, request }: Asked): Promise<Ready> {
    const { verdictId: id, others } = await identified(view, actor, request);
    const drafted = { ...(await draftedVerdict(view, actor, request, id)), salt: newSalt() };
    const reach = actsAtDesk(view) ? await deskKinds({ tenant: view.tenant, connection: view.connection }) : {};
    const prepare = (data: VerdictGiven['data']) => {
      const assigns = reach.kinds === undefined || reach.kinds.includes('assign');
      return prepareVerdict({ recommendation: view, data, actor, groupOf: assigns ? groupOf : undefined });
    };
    const { kind, final: given } = drafted;
    const known = view.verdicts.some(({ verdictId }) => verdictId === drafted.verdictId);
    const isTimely = view.status === 'open' && view.hash === drafted.hash && !known;
    if (!isTimely || given === undefined) {
      const to = kind === 'escalate' ? drafted.escalateTo : undefined;
      const unknownQueue = to === undefined ? undefined : await knownQueues.refusal({ item: view, to, rights });
      return { prepared: await prepare(drafted), others, proposed: undefined, unknownQueue };
    }
    // What a reviewer wrote is somebody's own words for whoever approves it too: validation knew nothing of them.
    const asSuggested = kind === 'approve' && view.suggestedHash === undefined;
    if (asSuggested) refuseTooLong(view);
    const own = asSuggested ? undefined : await checkedOwnWords(words, view, given, reach);
    const final = kind === 'approve' ? given : (own?.final ?? given);
    const looked = kind !== 'respond' && checkEvidence !== undefined;
    const { confirmation } = request;
    const evidence = looked && (await evidenceAtApproval({ view, final, confirmation, checkEvidence, timeoutMs }));
    const data: VerdictGiven['data'] = {
      ...drafted,
      ...(kind !== 'approve' && { final, finalHash: await proposalHash(final, evidenceOf(view)) }),
      ...(kind === 'edit' && view.proposal && { edit: editMadeOf(view.proposal, final) }),
      ...(evidence && { evidence }),
    };
    return { prepared: await prepare(data), others, proposed: { final, own } };
  }

  /** What the policy in force and its limits say, asked in the transaction that decides. */
  async function decided(
    unit: UnitOfWork,
    { tenant, recommendationId, request, rights }: Giving,
    { prepared, others, proposed, unknownQueue }: Ready,
    remembered: string | undefined,
  ): Promise<VerdictDecision & { readonly claimed: boolean }> {
    const { now } = unit;
    // Asked together: each by itself would be a way to the database and back.
    const [recommendation, conversation, claim] = await Promise.all([
      unit.recommendation(recommendationId),
      unit.conversation(),
      unit.claim(recommendationId),
    ]);
    const asks = recommendation !== undefined && proposed !== undefined;
    const inForce = asks ? await policyInForce(unit, { policy, tools }, recommendation, proposed) : undefined;
    const { answer, overLimit, counts = [] } = inForce ?? {};
    const place =
      recommendation === undefined
        ? { tenant, subject: recommendationId }
        : placeOfRecommendation(recommendation, policy.version);
    const data = counts.length === 0 ? prepared.data : { ...prepared.data, counts: [...counts] };
    const decision = decideVerdict(
      { now, recommendation, conversation, remembered, claim, answer, overLimit, unknownQueue },
      { prepared: { ...prepared, data }, others, place, rights, claim: request.claim, sign },
    );
    return { ...decision, claimed: claim !== undefined };
  }

  async function give(input: Giving): Promise<GivenVerdict> {
    const { tenant, actor, recommendationId, idempotencyKey } = input;
    const request = parsedVerdict(input.request);
    const view = await store.recommendation(tenant, recommendationId);
    if (view === undefined) throw notFound(recommendationId);
    const made = await ready(view, { ...input, request });
    const { verdictId, kind } = made.prepared.data;
    const key =
      idempotencyKey === undefined ? undefined : `idempotency/${JSON.stringify([tenant, actor, idempotencyKey])}`;
    const place = { tenant, conversation: subjectOfRecommendation(view), recommendation: recommendationId };
    const answer = await store.transact(place, async (unit) => {
      const remembered =
        key === undefined ? undefined : ((await unit.remembered(key, { hold: true })) as string | undefined);
      const decision = await decided(unit, { ...input, request }, made, remembered);
      const { outcome } = decision;
      // Also one that stands for a verdict which was there already: it is to stand for no other.
      const isNewKey = key !== undefined && remembered === undefined && outcome !== 'refused';
      // Sent together, since neither waits for what the other brings.
      await Promise.all([
        outcome === 'repeated' ? undefined : emitAll(unit, decision.events),
        isNewKey ? unit.remember(key, verdictId, { seconds: rememberedSeconds }) : undefined,
        // What it was claimed for is done.
        outcome === 'given' && kind !== 'comment' && decision.claimed ? unit.endClaim(recommendationId) : undefined,
      ]);
      if (outcome === 'refused') return { error: decision.error };
      if (outcome === 'given' && kind === 'escalate') await unit.lookAgainAt(recommendationId, unit.now);
      const recommendation = await unit.recommendation(recommendationId);
      if (outcome === 'repeated') return { repeated: decision.verdictId, recommendation };
      return { repeated: undefined, recommendation };
    });
    if ('error' in answer) throw answer.error;
    const { repeated = verdictId } = answer;
    const verdict = answer.recommendation?.verdicts.find((one) => one.verdictId === repeated);
    if (answer.recommendation === undefined || verdict === undefined) {
      throw new DeskrailError('not-found', 'The verdict was given, and what it was about has been erased since.');
    }
    return { verdict, recommendation: answer.recommendation, repeated: answer.repeated !== undefined };
  }

  return {
    give,
    ...createActionDesk({ store, policy, tools, deskKinds, sign, newSalt }),
  };
}
