import { type ConversationMessage, type EventByType, isReadBack } from '@deskrail/contracts';
import { current, type Register, write } from './register.js';
import { iso, timeKey } from './time-key.js';

/** What was said, as a fact or a snapshot told it. */
export interface Body {
  readonly direction: 'received' | 'sent';
  readonly author: ConversationMessage['author'];
  readonly visibility: 'public' | 'private';
  readonly text: string;
  readonly attachments?: ConversationMessage['attachments'];
  readonly at: string;
  readonly actionId?: string | undefined;
  /** Found by reading the desk. */
  readonly readBack?: true;
}

/**
 * What is known of one message. Facts about it may come before it does; each part goes with the fact that told it.
 * All `appended` are in ms.
 */
export interface MessageState {
  readonly id: string;
  readonly body?: Body;
  /** The facts that brought it, first first. `body` is the first's. */
  readonly facts: readonly BringingFact[];
  /** What the latest snapshot said of it; without a body, the same as `body`. */
  readonly snapshot?: {
    readonly body?: Body;
    readonly facts: readonly string[];
    readonly arrival: number;
    readonly appended: number;
  };
  /** When the fact that took its text out was appended. */
  readonly erased?: number;
  readonly madePrivate?: number;
  /** Attachments taken out, `*` for all, with when. */
  readonly removed?: Readonly<Record<string, number>>;
  readonly delivery?: Register<string>;
  /** The case's opening words are these. */
  readonly twin?: boolean;
}

export interface BringingFact {
  readonly id: string;
  readonly appended: number;
  readonly arrival: number;
  /** Where it told something else than the first; it takes over when retention takes the first. */
  readonly body?: Body;
}

export type MessageFact = EventByType<
  | 'message.received.v1'
  | 'message.sent.v1'
  | 'message.redacted.v1'
  | 'message.made-private.v1'
  | 'message.delivery-changed.v1'
>;

/** How far a message has come: a lower one that arrives late changes nothing. */
const deliveryRanks: Readonly<Record<string, number>> = {
  queued: 0,
  sending: 1,
  sent: 2,
  canceled: 3,
  failed: 4,
  undelivered: 4,
  delivered: 5,
  read: 6,
};

const mostOtherFacts = 20;

export function evolveMessage(
  before: MessageState | undefined,
  fact: MessageFact,
  { appended, arrival }: { readonly appended: number; readonly arrival: number },
): MessageState {
  const message = before ?? { id: fact.data.messageId, facts: [] };
  switch (fact.type) {
    case 'message.received.v1':
    case 'message.sent.v1':
      return bring(message, bodyOf(fact), { id: fact.id, appended, arrival });
    case 'message.redacted.v1':
      return fact.data.part === 'text'
        ? eraseMessage(message, appended)
        : withoutAttachments({
            ...message,
            removed: { ...message.removed, [fact.data.attachmentId ?? '*']: appended },
          });
    case 'message.made-private.v1':
      return eraseMessage({ ...message, madePrivate: appended }, appended);
    case 'message.delivery-changed.v1': {
      const { status } = fact.data;
      return { ...message, delivery: write(message.delivery, status, String(deliveryRanks[status] ?? 0), appended) };
    }
  }
}

/** The first body under an id stands; another fact of the same message is only noted. */
export function bring(message: MessageState, body: Body, fact: Omit<BringingFact, 'body'>): MessageState {
  const first = message.facts.length === 0;
  const told = first || JSON.stringify(body) === JSON.stringify(message.body) ? fact : { ...fact, body };
  const brought: MessageState = {
    ...message,
    body: first ? body : (message.body ?? body),
    facts: [...message.facts, told].slice(0, mostOtherFacts),
  };
  return message.erased === undefined ? withoutAttachments(brought) : eraseMessage(brought, message.erased);
}

function bodyOf(fact: EventByType<'message.received.v1' | 'message.sent.v1'>): Body {
  const { author, visibility, text, attachments } = fact.data;
  return {
    direction: fact.type === 'message.received.v1' ? 'received' : 'sent',
    author,
    visibility,
    text,
    ...(attachments !== undefined && attachments.length > 0 && { attachments }),
    at: fact.time,
    ...(fact.type === 'message.sent.v1' && fact.data.actionId !== undefined && { actionId: fact.data.actionId }),
    ...(isReadBack(fact) && { readBack: true as const }),
  };
}

/** Take out what was said, and who by name; what remains is that something was. */
export function eraseMessage(message: MessageState, appended: number): MessageState {
  return { ...mapBodies(message, eraseBody), erased: Math.max(message.erased ?? 0, appended) };
}

function mapBodies(message: MessageState, change: (body: Body) => Body): MessageState {
  const { snapshot, body, facts } = message;
  return {
    ...message,
    ...(body !== undefined && { body: change(body) }),
    facts: facts.map((fact) => (fact.body === undefined ? fact : { ...fact, body: change(fact.body) })),
    ...(snapshot?.body !== undefined && { snapshot: { ...snapshot, body: change(snapshot.body) } }),
  };
}

function eraseBody({ attachments: _, author, ...body }: Body): Body {
  return { ...body, author: { kind: author.kind, ...(author.id !== undefined && { id: author.id }) }, text: '' };
}

function withoutAttachments(message: MessageState): MessageState {
  const { removed } = message;
  if (removed === undefined) return message;
  return mapBodies(message, (body) => {
    const { attachments, ...rest } = body;
    const kept = removed['*'] === undefined ? attachments?.filter(({ id = '' }) => removed[id] === undefined) : [];
    return kept === undefined || kept.length === 0 ? rest : { ...rest, attachments: kept };
  });
}

/** A message as a snapshot repeats it. */
export function repeatMessage(
  before: MessageState | undefined,
  told: ConversationMessage,
  appended: number,
): MessageState {
  const message = before ?? { id: told.id, facts: [] };
  if (message.snapshot !== undefined && message.snapshot.appended > appended) return message;
  const { direction, author, visibility, text, attachments, at, actionId, readBack } = told;
  const body: Body = {
    direction,
    author,
    visibility,
    text,
    ...(attachments !== undefined && { attachments }),
    at,
    ...(actionId !== undefined && { actionId }),
    ...(readBack === true && { readBack }),
  };
  const known = message.body !== undefined && JSON.stringify(message.body) === JSON.stringify(body);
  let repeated: MessageState = {
    ...message,
    snapshot: {
      ...(!known && { body }),
      facts: [told.fact, ...(told.otherFacts ?? [])],
      arrival: told.arrival,
      appended,
    },
    ...(told.delivery !== undefined && {
      delivery: write(message.delivery, told.delivery, String(deliveryRanks[told.delivery] ?? 0), appended),
    }),
  };
  // A private one stays so, whatever a fact of before it was made private may still come and say.
  if (visibility === 'private') repeated = { ...repeated, madePrivate: Math.max(message.madePrivate ?? 0, appended) };
  if (told.redacted === true) return eraseMessage(repeated, appended);
  return message.erased === undefined ? withoutAttachments(repeated) : eraseMessage(repeated, message.erased);
}

export const isVisible = (message: MessageState): boolean =>
  message.body !== undefined || message.snapshot?.body !== undefined;

/** Ids of all facts that brought it, the one it goes by first. */
export const factsOf = (message: MessageState): readonly string[] => [
  ...new Set([...message.facts.map(({ id }) => id), ...(message.snapshot?.facts ?? [])]),
];

/** The message as the copilot and the reviewer see it; `undefined` while only facts about it are known. */
export function messageView(message: MessageState, sentBy?: string): ConversationMessage | undefined {
  const body = message.body ?? message.snapshot?.body;
  const [fact, ...otherFacts] = factsOf(message);
  if (body === undefined || fact === undefined) return undefined;
  const delivery = current<string>({ delivery: message.delivery ?? [] }, 'delivery');
  const actionId = body.actionId ?? (body.direction === 'sent' ? sentBy : undefined);
  const { snapshot } = message;
  const appended = Math.max(snapshot?.appended ?? 0, ...message.facts.map((told) => told.appended));
  const arrivals = [...message.facts.slice(0, 1), ...(snapshot ? [snapshot] : [])].map(({ arrival }) => arrival);
  return {
    id: message.id,
    fact,
    ...(otherFacts.length > 0 && { otherFacts: otherFacts.slice(0, mostOtherFacts) }),
    direction: body.direction,
    author: body.author,
    visibility: message.madePrivate === undefined ? body.visibility : 'private',
    text: body.text,
    ...(body.attachments !== undefined && { attachments: body.attachments }),
    at: body.at,
    arrival: Math.min(...arrivals),
    appendedAt: iso(appended),
    ...(message.erased !== undefined && { redacted: true }),
    ...(delivery !== undefined && { delivery }),
    ...(actionId !== undefined && { actionId }),
    ...(body.readBack === true && { readBack: true }),
  };
}

export const timeOfMessage = (message: MessageState): string =>
  timeKey((message.body ?? message.snapshot?.body)?.at ?? '');
