import {
  actionIdOf,
  type Clock,
  type Conversation,
  type Logger,
  type RecommendationView,
  type Store,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import type { PassageSource } from '../passage-source.js';
import { generalParagraphs, generalQuestion } from './general-paragraphs.js';
import { namesIn } from './personal-marks.js';
import type { Replied } from './reply-index.js';
import { replySource } from './reply-source.js';

type AnswerStore = Pick<Store, 'recommendations' | 'recommendation' | 'conversation'>;

interface Accepted {
  readonly text: string;
  readonly question: string;
  readonly names: ReadonlySet<string>;
}

/** The reply that a person let through, as they let it through. A rule is no person. */
function finalText({ verdict, kind }: RecommendationView): string | undefined {
  if (kind !== 'reply' || verdict === undefined || verdict.reviewer.startsWith('rule/')) return undefined;
  if (verdict.kind !== 'approve' && verdict.kind !== 'edit' && verdict.kind !== 'respond') return undefined;
  const { final } = verdict;
  return final?.kind === 'reply' && final.visibility === 'public' && final.text !== '' ? final.text : undefined;
}

/** What was sent of it has been taken back at the desk: then nobody else is to be told it either. */
async function wasTakenBack({ verdict }: RecommendationView, { messages }: Conversation): Promise<boolean> {
  if (verdict === undefined) return false;
  // A reply is one action.
  const sent = await actionIdOf({ verdictId: verdict.verdictId, index: 0 });
  return messages.some(
    ({ actionId, redacted, visibility }) => actionId === sent && (redacted === true || visibility !== 'public'),
  );
}

const plain = (text: string): string => text.toLowerCase().replace(/\s+/gu, ' ').trim();

/**
 * Whether a paragraph only says again what the reply was made from. The source itself is the better evidence: it
 * changes where the answer would not.
 */
function saysItsSources({ evidence = [] }: RecommendationView): (paragraph: string) => boolean {
  const quotes = evidence.map(({ quote }) => plain(quote)).join('\n');
  return (paragraph) =>
    plain(paragraph)
      .split(/(?<=[.!?]) /u)
      .every((sentence) => quotes.includes(sentence));
}

/** The final text and what it answers; nothing once either was erased, or taken back. */
async function accepted(store: AnswerStore, view: RecommendationView): Promise<Accepted | undefined> {
  const text = finalText(view);
  if (text === undefined) return undefined;
  const { conversation: id, fact, question } = view.about;
  if (id === undefined) {
    return question === undefined ? undefined : { text, question, names: new Set() };
  }
  const conversation: Conversation | undefined = await store.conversation(view.tenant, id);
  if (conversation === undefined || conversation.deleted !== undefined) return undefined;
  const asked = conversation.messages.find(
    (message) => message.fact === fact || message.otherFacts?.includes(fact ?? ''),
  );
  if (asked === undefined || asked.redacted || asked.visibility !== 'public') return undefined;
  if (await wasTakenBack(view, conversation)) return undefined;
  return { text, question: asked.text, names: namesIn(conversation) };
}

/** Of a conversation's answer the id begins as the conversation's does: who erases that finds what quotes this. */
const sourceIdOf = (name: string, recommendation: string, conversation: string | undefined): string =>
  conversation === undefined ? `${name}/${recommendation}` : `${conversation}##${recommendation}`;

async function repliedOf(store: AnswerStore, view: RecommendationView): Promise<Replied> {
  const replied = { id: view.recommendationId, updatedAt: view.updatedAt };
  const answer = await accepted(store, view);
  if (answer === undefined) return { ...replied, passages: [] };
  const { text, question, names } = answer;
  const isKnown = saysItsSources(view);
  const passages = generalParagraphs(text, names)
    .filter(({ start, end }) => !isKnown(text.slice(start, end)))
    .map(({ start, end }) => ({
      ...{ title: generalQuestion(question, names), heading: '', body: text.slice(start, end) },
      meta: { of: view.recommendationId, conversation: view.about.conversation, reply: 'final', start, end },
    }));
  return { ...replied, passages };
}

export interface AcceptedAnswersOptions {
  readonly store: AnswerStore;
  /** Default: `answers`. */
  readonly name?: string;
  /** The latest ones, per tenant. Default: 2 000. */
  readonly maxAnswers?: number;
  /** How long what was read counts as fresh. Default: 30 000. */
  readonly refreshMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * What reviewers approved, edited or wrote themselves, with the question it answered, as evidence of kind `answer` within
 * the tenant: paragraphs as of resolved conversations, and none that only repeats the evidence it was made from. Gone
 * with the conversation.
 */
export function acceptedAnswers({
  store,
  name = 'answers',
  maxAnswers = 2_000,
  refreshMs = 30_000,
  clock = systemClock,
  logger = silentLogger,
}: AcceptedAnswersOptions): PassageSource {
  return replySource({
    ...{ name, kind: 'answer', maxReplied: maxAnswers, refreshMs, clock, logger },
    async read(tenant, { limit, cursor }, known) {
      const { items, ...page } = await store.recommendations(tenant, { status: 'approved', limit, cursor });
      const replied = items.map(async (view) => {
        const { recommendationId: id, updatedAt } = view;
        const passages = known(id, updatedAt);
        return passages === undefined ? repliedOf(store, view) : { id, updatedAt, passages };
      });
      return { ...page, items: await Promise.all(replied) };
    },
    async present(tenant, id) {
      const view = await store.recommendation(tenant, id);
      const answer = view && (await accepted(store, view));
      if (answer === undefined) return undefined;
      const title = generalQuestion(answer.question, answer.names);
      return { text: answer.text, names: answer.names, ...(title !== '' && { title }) };
    },
    sourceId: ({ of, conversation }) => sourceIdOf(name, of, conversation),
    placeOf(id) {
      const [before = '', recommendation] = id.startsWith(`${name}/`)
        ? ['', id.slice(name.length + 1)]
        : id.split('##');
      return recommendation && (before === '' || before.startsWith('conversation:'))
        ? { of: recommendation, reply: 'final' }
        : undefined;
    },
  });
}
