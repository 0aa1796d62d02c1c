import type { Conversation, OutboxEvent, RecommendationView, ReviewClaim, Sql } from '@deskrail/contracts';
import { evolveAction } from '../state/ledger.js';
import { eraseVerdict, evolveRecommendation, type RecommendationState } from '../state/recommendation.js';
import { conversationIn, readConversation, wholeConversation } from './read-conversations.js';
import { recommendationView } from './read-recommendations.js';
import { liveClaim } from './review-claims.js';
import type { ConversationKey } from './sharing.js';
import { type PartRow, readWhole, type Whole, wholeIn, wholeRecommendation } from './whole-recommendation.js';

/**
 * What one transaction has read of its conversation, so that it reads it once: nobody else changes it until its end. What
 * the transaction emits changes it in memory as it does the rows, or has it read again.
 */
export interface Held {
  conversation(): Promise<Conversation | undefined>;
  recommendation(id: string): Promise<RecommendationView | undefined>;
  claim(id: string): Promise<ReviewClaim | undefined>;
  /** As it was read; not of another conversation, which somebody else may change meanwhile. */
  known(of: { readonly subject: string; readonly id: string }): RecommendationState | undefined;
  evolve(event: OutboxEvent): void;
  endClaim(id: string): void;
  forget(id: string): void;
}

/** What was asked for along with the lock. */
export interface ReadAhead {
  readonly id: string;
  readonly whole: Whole;
  readonly conversation: Conversation | undefined;
  /** The token of the rebuild that runs; 0: none does. */
  readonly rebuilding: number;
}

const ahead = `select part, seq, until, '' as id, doc from (${wholeRecommendation}) as recommendation
  union all select part, 0, 0, id, doc from (${wholeConversation}) as conversation
  union all select 'rebuilding', value, 0, '', '' from store_meta where name = 'rebuilding'`;

/** A recommendation and the conversation that is locked, by one statement. */
export async function readAhead(sql: Sql, { tenant, conversation }: ConversationKey, id: string): Promise<ReadAhead> {
  const parameters = [...Array(4).fill([tenant, id]), ...Array(3).fill([tenant, conversation])].flat();
  const rows = await sql.all<PartRow & { readonly id: string }>(ahead, parameters);
  const rebuilding = Number(rows.find(({ part }) => part === 'rebuilding')?.seq ?? 0);
  return { id, whole: wholeIn(rows), conversation: conversationIn(rows), rebuilding };
}

export function createHeld(
  sql: Sql,
  { tenant, conversation: subject }: ConversationKey,
  nowMs: number,
  known: ReadAhead | undefined,
): Held {
  const reading = new Map<string, Promise<Whole>>();
  const wholes = new Map<string, Whole>(known && [[known.id, known.whole]]);
  let conversation = known && Promise.resolve(known.conversation);

  const forget = (id: string): void => {
    reading.delete(id);
    wholes.delete(id);
  };
  function read(id: string): Promise<Whole> {
    const whole = wholes.get(id);
    if (whole !== undefined) return Promise.resolve(whole);
    const asked = reading.get(id) ?? readWhole(sql, tenant, id);
    reading.set(id, asked);
    return asked.then((found) => {
      if (reading.get(id) === asked) wholes.set(id, found);
      return found;
    });
  }

  return {
    conversation() {
      conversation ??= readConversation(sql, tenant, subject);
      return conversation;
    },
    async recommendation(id) {
      const { state, ...parts } = await read(id);
      return state && recommendationView({ state, ...parts }, nowMs);
    },
    claim: async (id) => liveClaim((await read(id)).claim, nowMs),
    known: ({ subject: of, id }) => (of === subject ? wholes.get(id)?.state : undefined),
    evolve(event) {
      if (event.type === 'features.derived.v1' || event.type === 'limit.reached.v1') return;
      const evolved = event.subject === subject ? evolvedBy(event) : undefined;
      if (evolved !== undefined) return void wholes.set(evolved.id, evolved.whole);
      conversation = undefined;
      reading.clear();
      wholes.clear();
    },
    endClaim(id) {
      const whole = wholes.get(id);
      if (whole !== undefined) wholes.set(id, { ...whole, claim: undefined });
      else forget(id);
    },
    forget,
  };

  /** What a verdict and its actions make of a recommendation that is held, as the rows have it now. */
  function evolvedBy(event: OutboxEvent): { readonly id: string; readonly whole: Whole } | undefined {
    if (event.type === 'verdict.given.v1') {
      const { recommendationId: id } = event.data;
      const whole = wholes.get(id);
      const state = evolveRecommendation(whole?.state, event);
      if (whole?.state === undefined || state === undefined) return undefined;
      const given = whole.state.erased ? eraseVerdict(event) : event;
      return { id, whole: { ...whole, state, verdicts: [...whole.verdicts, given] } };
    }
    if (event.type !== 'action.approved.v1' || event.data.undoes !== undefined) return undefined;
    const { recommendationId: id } = event.data;
    const whole = wholes.get(id);
    const action = evolveAction(undefined, event);
    return whole && action && { id, whole: { ...whole, actions: [...whole.actions, action] } };
  }
}
