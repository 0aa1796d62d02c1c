import type {
  Conversation,
  ConversationMessage,
  Decision,
  EventLog,
  RecommendationView,
  Store,
} from '@deskrail/contracts';
import { factsOfMessage } from '../staleness.js';
import type { DecisionRecord } from './decision-record.js';
import { featuresBeside } from './features-beside.js';
import { recentIds } from './recent-ids.js';

export interface ReadDecisionsOptions {
  /** Where recommendations are found, in the order in which they were appended. */
  readonly log: EventLog;
  /** Where each is read as it stands: with its verdicts and actions, and without what was erased since. */
  readonly store: Pick<Store, 'recommendation' | 'conversation'>;
  /** RFC 3339: those appended since. Default: all that the stream keeps. */
  readonly since?: string | undefined;
  /** Default: every tenant. */
  readonly tenant?: string | undefined;
  readonly signal: AbortSignal;
  /** Called with the number of records so far. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

/**
 * Every recommendation of the record, withheld ones included, with what became of it. Holds one at a time. One that the
 * store does not hold (yet, or no longer) is left out. Throws `aborted`, `dependency-unavailable`.
 */
export async function* readDecisions(options: ReadDecisionsOptions): AsyncGenerator<DecisionRecord> {
  const { log, store, since, tenant, signal, onProgress } = options;
  const from = since === undefined ? ('start' as const) : { time: since };
  await using features = featuresBeside({ log, since, signal });
  const isNew = recentIds();
  let records = 0;
  for await (const { event, appendedAt } of log.read({ stream: 'decisions', from, until: 'end', signal })) {
    if (!isRecommendation(event) || (tenant !== undefined && event.tenant !== tenant)) continue;
    // The log may hold an id twice.
    if (!isNew(`${event.tenant} ${event.data.recommendationId}`)) continue;
    const recommendation = await store.recommendation(event.tenant, event.data.recommendationId);
    if (recommendation === undefined) continue;
    const asked = await askedIn(store, recommendation);
    records += 1;
    onProgress?.(records);
    yield { recommendation, features: await features.of(recommendation.about.fact, appendedAt), ...asked };
  }
}

type Recommending = Extract<Decision, { data: { about: unknown } }>;

const isRecommendation = (event: Decision): event is Recommending => 'about' in event.data;

async function askedIn(
  store: ReadDecisionsOptions['store'],
  { tenant, about }: RecommendationView,
): Promise<Pick<DecisionRecord, 'question' | 'customer'>> {
  const conversation =
    about.conversation === undefined ? undefined : await store.conversation(tenant, about.conversation);
  const message = messageAsked(conversation, about.fact);
  return {
    question: about.question || message?.text || undefined,
    customer: conversation?.requester?.id ?? message?.author.id,
  };
}

function messageAsked(
  conversation: Conversation | undefined,
  fact: string | undefined,
): ConversationMessage | undefined {
  if (conversation === undefined || fact === undefined || conversation.deleted !== undefined) return undefined;
  return conversation.messages.find((message) => !message.redacted && factsOfMessage(message).includes(fact));
}
