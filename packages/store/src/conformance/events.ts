import {
  type Action,
  type ActionParameters,
  type Decision,
  type EventByType,
  type Fact,
  messageFactId,
  type StoredEvent,
  type Suggestion,
  type VerdictGiven,
} from '@deskrail/contracts';

export const tenant = 'acme';
export const connection = 'desk';
export const conversationOf = (id: string): string => `conversation:${connection}:${id}`;
export const customerOf = (id: string): string => `customer:${connection}:${id}`;

type FactType = Fact['type'];
type DataOf<Type extends FactType> = Omit<EventByType<Type>['data'], 'origin'>;

export interface FactPlace {
  readonly id: string;
  readonly subject: string;
  /** By the desk's clock. */
  readonly time: string;
  readonly tenant?: string;
}

/** A fact as a desk's adapter would have made it. */
export function fact<Type extends FactType>(type: Type, place: FactPlace, data: DataOf<Type>): EventByType<Type> {
  return {
    specversion: '1.0',
    source: `/connections/${connection}`,
    datacontenttype: 'application/json',
    tenant,
    connection,
    actor: 'system/desk',
    authenticity: 'signed',
    identity: 'exact',
    ...place,
    type,
    data: { ...data, origin: { vendor: 'desk', by: 'event' } },
  } as unknown as EventByType<Type>;
}

/** A message of a customer (`received`) or an agent, as a fact with the id that follows from it. */
export function message(
  id: string,
  of: {
    readonly conversation: string;
    readonly time: string;
    readonly text?: string;
    readonly by?: string;
    readonly sent?: boolean;
    readonly visibility?: 'public' | 'private';
    readonly actionId?: string;
    readonly tenant?: string;
  },
): Fact {
  const { conversation, time, text = `text of ${id}`, by, sent = false, visibility = 'public', actionId } = of;
  const place = {
    ...messageFactId({ tenant: of.tenant ?? tenant, connection }, id),
    subject: conversation,
    time,
    tenant: of.tenant ?? tenant,
  };
  const shared = { messageId: id, visibility, text };
  if (!sent) {
    const author = { kind: 'customer' as const, id: by ?? 'c1', name: `Name of ${by ?? 'c1'}` };
    return fact('message.received.v1', place, { ...shared, author });
  }
  const author = { kind: 'agent' as const, id: by ?? 'a1' };
  return fact('message.sent.v1', place, { ...shared, author, ...(actionId !== undefined && { actionId }) });
}

/** Facts as a log would hand them over. `appendedAt` in ms. */
export const stored = (events: readonly (Fact | Decision | Action)[], appendedAt: number): StoredEvent[] =>
  events.map((event, index) => ({
    stream: streamOf(event),
    event,
    position: String(index),
    cursor: String(index),
    appendedAt: new Date(appendedAt).toISOString(),
  })) as StoredEvent[];

const streamOf = (event: Fact | Decision | Action) => {
  if (event.type.startsWith('action.')) return 'actions' as const;
  return 'authenticity' in event ? ('facts' as const) : ('decisions' as const);
};

const decided = (id: string, subject: string, time: string) => ({
  specversion: '1.0' as const,
  id,
  source: '/test',
  subject,
  time,
  datacontenttype: 'application/json' as const,
  tenant,
  connection,
  correlationid: subject,
});

/** A reply that was suggested; the recommendation's id is the event's. */
export function suggestion(
  id: string,
  of: {
    readonly conversation: string;
    readonly time: string;
    readonly seen: readonly string[];
    readonly text?: string;
    /** A conversation that it quotes, and when it was read. */
    readonly quotes?: Quoted;
    readonly expiresAt?: string;
    readonly outcome?: 'review' | 'auto' | 'show';
    /** More of its data. */
    readonly more?: Partial<Suggestion['data']>;
  },
): Suggestion {
  const { conversation, time, seen, text = `draft of ${id}`, quotes, expiresAt, outcome = 'review', more } = of;
  const evidence = quotes === undefined ? [] : [quoteOf(quotes)];
  const about = { conversation, ...(seen.length > 0 && { fact: seen.at(-1) }) };
  return {
    ...decided(id, conversation, time),
    actor: 'model/test',
    type: 'reply.suggested.v1',
    data: {
      recommendationId: id,
      about,
      hash: `sha256:${id}`,
      seen: [...seen],
      evidence,
      confidence: 0.8,
      flags: [],
      outcome,
      ...(expiresAt !== undefined && { expiresAt }),
      pipeline: 'test/1',
      model: { name: 'test', version: '1' },
      proposal: {
        kind: 'reply',
        text,
        visibility: 'public',
        sentences: [{ text, evidence: evidence.map((e) => e.id) }],
      },
      ...more,
    },
  } as Suggestion;
}

interface Quoted {
  readonly conversation: string;
  readonly quote: string;
  readonly at: string;
  /** Default: the conversation itself. */
  readonly kind?: 'conversation' | 'answer';
}

const quoteOf = (quotes: Quoted) => ({
  id: 'e1',
  source: { id: quotes.conversation, kind: quotes.kind ?? 'conversation', title: quotes.quote },
  version: 'sha256:1',
  span: { start: 0, end: quotes.quote.length },
  quote: quotes.quote,
  score: 0.5,
  retrievedAt: quotes.at,
  scope: [],
});

/** A verdict that approves (or, without `approves`, rejects) a suggestion as it stood. */
export function verdict(id: string, on: Suggestion, time: string, approves = true): VerdictGiven {
  const { recommendationId, hash, proposal } = on.data;
  return {
    ...decided(id, on.subject, time),
    actor: 'reviewer/anna',
    type: 'verdict.given.v1',
    data: {
      verdictId: id,
      recommendationId,
      hash,
      kind: approves ? 'approve' : 'reject',
      reviewer: 'reviewer/anna',
      decides: true,
      ...(approves
        ? { final: proposal, finalHash: hash }
        : { reason: { code: 'wrong' as const, text: `why ${id} rejects` } }),
    },
  };
}

type CourseType =
  | 'recommendation.routed.v1'
  | 'recommendation.reminded.v1'
  | 'automation.held.v1'
  | 'automation.released.v1'
  | 'policy.paused.v1'
  | 'policy.resumed.v1';

let courses = 0;

/** What became of a recommendation, a conversation or the policy on the way; each has an id of its own. */
export function course<Type extends CourseType>(
  type: Type,
  data: EventByType<Type>['data'],
  of: { readonly subject?: string; readonly time?: string; readonly id?: string } = {},
): EventByType<Type> {
  courses += 1;
  const { subject = conversationOf('1'), time = '2026-01-01T10:00:06Z', id = `course${courses}` } = of;
  return { ...decided(id, subject, time), actor: 'reviewer/anna', type, data } as unknown as EventByType<Type>;
}

export const superseded = (id: string, subject: string, time: string): Decision => ({
  ...decided(`${id}/superseded`, subject, time),
  actor: 'system/test',
  type: 'recommendation.superseded.v1',
  data: { recommendationId: id, reason: 'newer-recommendation' },
});

/** An action of a verdict, at its place in the verdict's list. */
export function approved(
  id: string,
  by: VerdictGiven,
  of: { readonly time: string; readonly index?: number; readonly of?: number; readonly parameters?: ActionParameters },
): EventByType<'action.approved.v1'> {
  return {
    ...decided(id, by.subject, of.time),
    actor: 'reviewer/anna',
    type: 'action.approved.v1',
    data: {
      actionId: id,
      verdictId: by.data.verdictId,
      recommendationId: by.data.recommendationId,
      conversation: by.subject,
      parameters: of.parameters ?? { kind: 'post-reply' },
      proposalDigest: by.data.finalHash ?? '',
      index: of.index ?? 0,
      of: of.of ?? 1,
      automatic: false,
    },
  };
}

type Later = Exclude<Action, { type: 'action.approved.v1' }>;

/** What became of an action; `nth` tells events of one type apart. */
export function later<Type extends Later['type']>(
  type: Type,
  of: EventByType<'action.approved.v1'>,
  time: string,
  data: Omit<EventByType<Type>['data'], 'actionId'>,
  nth = 1,
): EventByType<Type> {
  const { actionId } = of.data;
  return {
    ...decided(`${actionId}/${type}/${nth}`, of.subject, time),
    actor: 'system/executor',
    type,
    data: { actionId, ...data },
  } as unknown as EventByType<Type>;
}
