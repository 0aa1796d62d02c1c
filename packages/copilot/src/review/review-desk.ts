import {
  type Clock,
  type Connections,
  DeskrailError,
  decidingKinds,
  type Finding,
  type GivenVerdict,
  type Policy,
  proposalHash,
  type RecommendationView,
  type ReviewDesk,
  resolveAction,
  type Store,
  type SubmitVerdict,
  submitVerdict,
  type Tool,
  type VerdictGiven,
  verdictIdOf,
} from '@deskrail/contracts';
import { failWhereUndelivered } from '../act/late-failure.js';
import { createDeskKinds, type DeskReach } from '../desk-kinds.js';
import { askPolicy } from '../policy.js';
import { gatherContext } from '../recommend/context.js';
import { placeOfRecommendation } from '../recommendation-events.js';
import { subjectOfRecommendation } from '../staleness.js';
import type { Check } from '../validation/check.js';
import { defaultChecks } from '../validation/default-checks.js';
import { validateDraft } from '../validation/validate-draft.js';
import { beyondReach } from '../within-reach.js';
import { actsAtDesk, type GroupOf, prepareVerdict } from './approval.js';
import { decideVerdict } from './decide-verdict.js';
import { decideResolution, retryIdOf } from './resolve-action.js';
import { evidenceOf, reviewedProposal } from './reviewed-proposal.js';

const rememberedSeconds = 24 * 3_600;

/** What a person may do where a model may not: say what no evidence says, and in what language they choose. */
const allowedToPeople: ReadonlySet<string> = new Set([
  'unsupported-sentence',
  'unsupported-detail',
  'unknown-link',
  'personal-data',
  'wrong-language',
  'clarifying-question',
  'possible-injection',
]);

/** A date or a code that only a note has is theirs to tell; the note itself is nobody's. */
const isTheirs = ({ flag, detail }: Finding): boolean =>
  allowedToPeople.has(flag) || (flag === 'private-note-quoted' && detail !== 'quoted');

/** The desk would refuse it, and nobody would be answered. */
function refuseTooLong(view: RecommendationView): void {
  if (!actsAtDesk(view) || !view.flags?.includes('too-long')) return;
  throw new DeskrailError('request-invalid', 'The reply is longer than can be sent; shorten it by an edit.', {
    details: { flags: ['too-long'] },
  });
}

const isDeciding = (kind: SubmitVerdict['kind']): boolean => decidingKinds.some((deciding) => deciding === kind);

/**
 * Where people's verdicts become approved actions. Reads, hashing and validation come first; the decision itself is one
 * transaction that sees the recommendation, its conversation and earlier verdicts as they are then.
 */
export function createReviewDesk({
  store,
  policy,
  validators = [],
  tools,
  allowedLinks = [],
  groupOf,
  connections = [],
  clock,
}: {
  readonly store: Store;
  readonly policy: Policy;
  /** For how long a connection that was looked up is known. Times are the store's. */
  readonly clock?: Clock;
  /** Beside the default ones, for what a reviewer writes. */
  readonly validators?: readonly Check[];
  /** By whose schemas an edited call is read. Default: nothing is known against any. */
  readonly tools?: readonly Tool[];
  /** As the recommender's. */
  readonly allowedLinks?: readonly string[];
  /** The desk's id of the group for an escalation's queue; without one an escalation leaves a note and a priority. */
  readonly groupOf?: (queue: string) => string | undefined;
  /** Whose desks' `actionKinds` say what a reviewer cannot have done there. Default: none, so that anything goes. */
  readonly connections?: Connections;
}): ReviewDesk {
  const deskKinds = createDeskKinds(connections, { clock, tools });
  const checks = [...defaultChecks, ...validators];

  /**
   * What a reviewer proposes passes the same schema, checks and policy as what a model does. The verdict holds it as it was
   * read: what nobody has looked at is not approved.
   */
  async function checkedOwnWords(
    view: RecommendationView,
    data: VerdictGiven['data'],
    { kinds, replyAtMost }: DeskReach,
  ): Promise<VerdictGiven['data']> {
    if (data.kind === 'approve') refuseTooLong(view);
    if (data.final === undefined || (data.kind !== 'edit' && data.kind !== 'respond')) return data;
    const { tenant, about } = view;
    const conversation =
      about.conversation === undefined ? undefined : await store.conversation(tenant, about.conversation);
    const context = await gatherContext({ store, tenant, conversation, text: about.question });
    const draft = { proposal: data.final, confidence: 1 };
    const validation = await validateDraft(draft, {
      context,
      evidence: evidenceOf(view),
      checks,
      tools,
      allowedLinks,
      replyAtMost,
    });
    if (!validation.valid) {
      throw new DeskrailError('request-invalid', `What you propose is no ${data.final.kind}: ${validation.where}.`);
    }
    const beyond = beyondReach(data.final, kinds);
    if (beyond.length > 0) {
      const message = `The desk of this conversation cannot carry out ${beyond.join(', ')}; leave that out.`;
      throw new DeskrailError('request-invalid', message, { details: { unsupported: beyond } });
    }
    const flags = [...new Set(validation.findings.filter((one) => !isTheirs(one)).map(({ flag }) => flag))];
    if (flags.length > 0) {
      throw new DeskrailError('request-invalid', `What you propose cannot be sent as it is: ${flags.join(', ')}.`, {
        details: { flags },
      });
    }
    const { outcome, rule } = askPolicy(policy, {
      tenant,
      kind: data.final.kind,
      confidence: 1,
      channel: conversation?.channel,
      flags: validation.flags,
      risk: validation.risk,
      asked: about.question === undefined ? 'desk' : 'suggest',
    });
    if (outcome === 'block') {
      throw new DeskrailError('request-invalid', `The policy's rule ${rule} blocks this, whoever proposes it.`, {
        details: { rule },
      });
    }
    const final = validation.proposal;
    return { ...data, final, finalHash: await proposalHash(final, evidenceOf(view)) };
  }

  async function verdictData(
    view: RecommendationView,
    actor: string,
    request: SubmitVerdict,
  ): Promise<VerdictGiven['data']> {
    const { kind, hash, text, proposal, reason, comment, escalateTo } = request;
    const { recommendationId } = view;
    const content = { text, proposal, reason, comment, escalateTo };
    const verdictId = await verdictIdOf({ recommendationId, actor, kind, hash, content });
    const final = reviewedProposal(view, request);
    const own = kind === 'edit' || kind === 'respond';
    const finalHash = final === undefined ? undefined : own ? await proposalHash(final, evidenceOf(view)) : view.hash;
    return {
      verdictId,
      recommendationId,
      hash,
      kind,
      reviewer: actor,
      decides: isDeciding(kind),
      ...(reason !== undefined && { reason }),
      ...(comment !== undefined && { comment }),
      ...(escalateTo !== undefined && { escalateTo }),
      ...(final !== undefined && { final }),
      ...(finalHash !== undefined && { finalHash }),
    };
  }

  async function give(input: Parameters<ReviewDesk['give']>[0]): Promise<GivenVerdict> {
    const { tenant, actor, recommendationId, idempotencyKey } = input;
    const parsed = submitVerdict.safeParse(input.request);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue?.path.map(String).join('.') || 'verdict';
      throw new DeskrailError('request-invalid', `The verdict's ${where} is not right (${issue?.code}).`);
    }
    const view = await store.recommendation(tenant, recommendationId);
    if (view === undefined) {
      throw new DeskrailError('not-found', `No recommendation has the id ${recommendationId}.`);
    }
    const given = await verdictData(view, actor, parsed.data);
    const reach = actsAtDesk(view) ? await deskKinds({ tenant, connection: view.connection }) : {};
    // A verdict that comes too late is told so, rather than that its words are not right.
    const isTimely = view.status === 'open' && view.hash === given.hash;
    const data = isTimely ? await checkedOwnWords(view, given, reach) : given;
    const prepared = await prepareVerdict({
      recommendation: view,
      data,
      actor,
      groupOf:
        reach.kinds === undefined || reach.kinds.includes('assign') ? (groupOf as GroupOf | undefined) : undefined,
    });
    const place = placeOfRecommendation(view, policy.version);
    const key =
      idempotencyKey === undefined ? undefined : `idempotency/${JSON.stringify([tenant, actor, idempotencyKey])}`;

    const answer = await store.transact({ tenant, conversation: subjectOfRecommendation(view) }, async (unit) => {
      const decision = decideVerdict(
        {
          now: unit.now,
          recommendation: await unit.recommendation(recommendationId),
          conversation: await unit.conversation(),
          remembered: key === undefined ? undefined : ((await unit.remembered(key)) as string | undefined),
        },
        { prepared, place },
      );
      if (decision.outcome !== 'repeated') for (const event of decision.events) await unit.emit(event);
      if (decision.outcome === 'refused') return { error: decision.error };
      if (key !== undefined && decision.outcome === 'given') {
        await unit.remember(key, data.verdictId, { seconds: rememberedSeconds });
      }
      return { repeated: decision.outcome === 'repeated', recommendation: await unit.recommendation(recommendationId) };
    });
    if ('error' in answer) throw answer.error;
    const verdict = answer.recommendation?.verdicts.find(({ verdictId }) => verdictId === data.verdictId);
    if (answer.recommendation === undefined || verdict === undefined) {
      throw new DeskrailError('not-found', 'The verdict was given, and what it was about has been erased since.');
    }
    return { verdict, recommendation: answer.recommendation, repeated: answer.repeated };
  }

  return {
    give,
    cancel: () => Promise.reject(new Error('Not built yet.')),
    undo: () => Promise.reject(new Error('Not built yet.')),
    async resolve({ tenant, actor, actionId, request }) {
      const parsed = resolveAction.safeParse(request);
      if (!parsed.success) {
        throw new DeskrailError('request-invalid', 'The outcome is one of executed, retry and cancel.');
      }
      const known = await store.action(tenant, actionId);
      if (known === undefined) throw new DeskrailError('not-found', `No action has the id ${actionId}.`);
      const { outcome } = parsed.data;
      const retryId = await retryIdOf(actionId, known.view.index);
      return store.transact({ tenant, conversation: known.view.conversation }, async (unit) => {
        const entry = await unit.action(actionId);
        const siblings = entry === undefined ? [] : await unit.actionsOf(entry.view.verdictId);
        const events = decideResolution({ now: unit.now, entry, siblings }, { outcome, actor, retryId });
        for (const event of events) await unit.emit(event);
        if (outcome === 'executed') await failWhereUndelivered(unit, actionId);
        const after = await unit.action(outcome === 'retry' ? retryId : actionId);
        if (after === undefined)
          throw new DeskrailError('internal', 'The action is not in the ledger after its resolution.');
        return after.view;
      });
    },
  };
}
