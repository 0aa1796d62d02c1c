import {
  type Clock,
  type Conversation,
  DeskrailError,
  formatSubject,
  type Proposal,
  type ProposalInput,
  proposalInput,
  type RecommendationView,
  type ReviewQueue,
  recommendationIdOf,
  type Store,
  type UnitOfWork,
} from '@deskrail/contracts';
import type { SignVerdict } from '../../audit/sign-verdict.js';
import type { DeskKinds } from '../../desk-kinds.js';
import type { Place } from '../../emitted.js';
import { announcePolicy } from '../../policy/announce-policy.js';
import { customersTurns, gatherContext } from '../../recommend/context.js';
import { decidePublication, preparePublicationItem, releasesFor } from '../../recommend/publish.js';
import { isOver } from '../../staleness.js';
import { type Judging, judgeProposed } from './proposed-draft.js';

type Proposing = Parameters<ReviewQueue['propose']>[0];
type Proposed = Awaited<ReturnType<ReviewQueue['propose']>>;

const pipeline = 'proposed/1';
const expiresAfterMinutesByDefault = 72 * 60;
/** Times it is made again because the conversation moved on meanwhile. */
const triesAtMost = 3;

export interface ProposeOptions extends Judging {
  readonly store: Store;
  readonly deskKinds: DeskKinds;
  readonly sign: SignVerdict | undefined;
  readonly clock: Clock;
}

function parsedProposal({ tenant: _, actor: __, rights: ___, ...input }: Proposing): ProposalInput {
  const parsed = proposalInput.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') || 'body';
    throw new DeskrailError('request-invalid', `The proposal's ${where} is not right (${issue?.code}).`);
  }
  const { deliver, conversation, question, evidence = [], replaces } = parsed.data;
  if (deliver !== 'desk' && replaces !== undefined) {
    throw new DeskrailError(
      'request-invalid',
      'What its caller delivers takes the place of nothing: leave `replaces` out, or give deliver: desk.',
    );
  }
  if (deliver === 'desk' && (conversation === undefined || question !== undefined)) {
    throw new DeskrailError(
      'request-invalid',
      'What the desk is to deliver belongs to a conversation: give that, and no question beside it.',
    );
  }
  if (new Set(evidence.map(({ id }) => id)).size < evidence.length) {
    throw new DeskrailError('request-invalid', 'Two pieces of evidence have the same id.');
  }
  return parsed.data;
}

/** The question marks what whoever proposed it delivers: approving sends nothing to the desk. */
function aboutOf({ deliver, question }: ProposalInput, conversation: Conversation | undefined) {
  const turns = conversation === undefined ? [] : customersTurns(conversation);
  return {
    ...(conversation !== undefined && { conversation: conversation.id }),
    ...(deliver !== 'desk' && { question: question ?? turns.at(-1)?.text ?? '' }),
  };
}

/** Puts somebody else's draft before policy and people. The same id of the same caller is the same recommendation. */
export function createPropose(options: ProposeOptions): ReviewQueue['propose'] {
  const { store, policy, deskKinds, sign, clock } = options;

  async function conversationOf(tenant: string, id: string | undefined): Promise<Conversation | undefined> {
    if (id === undefined) return undefined;
    const conversation = await store.conversation(tenant, id);
    if (conversation === undefined) throw new DeskrailError('not-found', `No conversation has the id ${id}.`);
    return conversation;
  }

  /** `undefined` where the conversation moved on meanwhile. */
  async function tryOnce(
    { tenant, actor }: Proposing,
    input: ProposalInput,
    recommendationId: string,
  ): Promise<Proposed | undefined> {
    const conversation = await conversationOf(tenant, input.conversation);
    const context = await gatherContext({ store, tenant, conversation, text: input.question });
    const connection = conversation?.connection;
    const reach = input.deliver === 'desk' ? await deskKinds({ tenant, connection }) : {};
    const now = new Date(clock.now()).toISOString();
    const outcome = await judgeProposed(options, input, { context, reach, now });
    const known = await store.recommendation(tenant, recommendationId);
    const again = { input, hash: 'hash' in outcome ? outcome.hash : undefined };
    if (known !== undefined) return repeated(known, again);
    const subject =
      conversation?.id ?? formatSubject({ kind: 'conversation', connection: 'api', id: recommendationId });
    const place: Place = {
      ...{ tenant, connection, subject, conversation: conversation?.id, policyVersion: policy.version },
    };
    const about = aboutOf(input, conversation);
    const items = [await preparePublicationItem({ recommendationId, outcome }, { about, connection })];
    const expiresAfterHours = (input.expiresAfterMinutes ?? expiresAfterMinutesByDefault) / 60;
    const publication = {
      ...{ place, about, seen: context.seen, pipeline, expiresAfterHours, items },
      ...{ features: undefined, requestedBy: actor, sign },
    };
    return store.transact({ tenant, conversation: subject }, async (unit) => {
      const before = await unit.recommendation(recommendationId);
      if (before !== undefined) return repeated(before, again);
      // An agent proposes several calls at once: what waits for its caller takes nobody's place.
      const open = input.deliver === 'desk' ? await unit.openRecommendations() : [];
      if (!('withheld' in outcome)) await requireRoom(unit, { open, kind: outcome.kind, replaces: input.replaces });
      const events = decidePublication(publication, {
        now: unit.now,
        conversation: await unit.conversation(),
        open: open.filter(({ about: of }) => of.question === undefined),
        releases: await releasesFor(unit, policy, publication),
      });
      for (const event of events) await unit.emit(event);
      const recommendation = await unit.recommendation(recommendationId);
      return recommendation && { recommendation, repeated: false };
    });
  }

  return async (proposing) => {
    const input = parsedProposal(proposing);
    const { tenant, actor } = proposing;
    const about = `propose/${JSON.stringify([actor, input.id])}`;
    const recommendationId = await recommendationIdOf({ tenant, about, kind: 'proposed', pipelineVersion: pipeline });
    await announcePolicy({ store, policy, tenant });
    for (let tries = 0; tries < triesAtMost; tries += 1) {
      const proposed = await tryOnce(proposing, input, recommendationId);
      if (proposed !== undefined) return proposed;
    }
    throw await notTaken(tenant, input);
  };

  async function notTaken(tenant: string, { conversation: id }: ProposalInput): Promise<DeskrailError> {
    const conversation = await conversationOf(tenant, id);
    if (conversation !== undefined && isOver(conversation)) {
      const message = `The case is ${conversation.status}: nothing is proposed in it until it is opened again.`;
      return new DeskrailError('conflict', message, { details: { status: conversation.status } });
    }
    const message = 'The customer wrote again while this was being judged. Propose it again.';
    return new DeskrailError('conflict', message, { retryable: true });
  }
}

/**
 * A conversation has one open recommendation of a kind. A draft of ours gives its place to what is proposed; what somebody
 * proposed waits for its verdict, and goes only where the caller names it.
 */
async function requireRoom(
  unit: Pick<UnitOfWork, 'recommendation'>,
  {
    open,
    kind,
    replaces,
  }: {
    readonly open: readonly RecommendationView[];
    readonly kind: Proposal['kind'];
    readonly replaces: string | undefined;
  },
): Promise<void> {
  const holder = open.find((view) => view.kind === kind && view.pipeline === pipeline);
  if (replaces !== undefined && holder?.recommendationId !== replaces) {
    const status = (await unit.recommendation(replaces))?.status ?? 'unknown';
    const message = `There is no open proposal ${replaces} of this kind in the conversation to replace (${status}).`;
    throw new DeskrailError('conflict', message, { details: { replaces, status } });
  }
  if (holder === undefined || replaces !== undefined) return;
  const { recommendationId } = holder;
  const message =
    `The conversation has an open ${kind} that was proposed, ${recommendationId}: wait for its verdict, ` +
    'or name it in `replaces` to take its place.';
  throw new DeskrailError('conflict', message, { details: { recommendation: recommendationId } });
}

/** What was proposed under the id first stands; the same id for something else is a slip that nobody should act on. */
function repeated(
  known: RecommendationView,
  { input, hash }: { readonly input: ProposalInput; readonly hash: string | undefined },
): Proposed {
  const first = known.suggestedHash ?? known.hash;
  const { conversation, question } = known.about;
  const isOther =
    (first !== undefined && hash !== undefined && first !== hash) ||
    conversation !== input.conversation ||
    // What was erased cannot be compared; nor is a question that was taken from the conversation the caller’s.
    (question === undefined
      ? known.proposal !== undefined && input.deliver !== 'desk'
      : input.deliver === 'desk' || (input.question !== undefined && question !== input.question));
  if (isOther) {
    throw new DeskrailError('idempotency-mismatch', 'Something else was proposed under this id; give each its own.', {
      details: { recommendation: known.recommendationId },
    });
  }
  return { recommendation: known, repeated: true };
}
