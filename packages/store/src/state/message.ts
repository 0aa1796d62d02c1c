import type { ConversationMessage, EventByType } from '@deskrail/contracts';
import { current, oldestOf, prune, type Register, write } from './register.js';
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
}

/**
 * What is known of one message. Facts about it may come before it does; each part goes with the fact that told it.
 * All `appended` are in ms.
 */
export interface MessageState {
  readonly id: string;
  readonly body?: Body;
  /** The facts that brought the body, first first, with when they were appended. */
  readonly facts: readonly (readonly [id: string, appended: number])[];
  readonly arrival: number;
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
  const message = before ?? { id: fact.data.messageId, facts: [], arrival };
  switch (fact.type) {
    case 'message.received.v1':
    case 'message.sent.v1':
      return bring(message, bodyOf(fact), fact.id, { appended, arrival });
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
export function bring(
  message: MessageState,
  body: Body,
  fact: string,
  { appended, arrival }: { readonly appended: number; readonly arrival: number },
): MessageState {
  const first = message.facts.length === 0;
  const brought: MessageState = {
    ...message,
    body: first ? body : (message.body ?? body),
    facts: [...message.facts, [fact, appended] as const].slice(0, mostOtherFacts),
    arrival: first ? arrival : message.arrival,
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
  };
}

/** Take out what was said, and who by name; what remains is that something was. */
export function eraseMessage(message: MessageState, appended: number): MessageState {
  const { snapshot } = message;
  return {
    ...message,
    ...(message.body !== undefined && { body: eraseBody(message.body) }),
    ...(snapshot?.body !== undefined && { snapshot: { ...snapshot, body: eraseBody(snapshot.body) } }),
    erased: Math.max(message.erased ?? 0, appended),
  };
}

function eraseBody({ attachments: _, author, ...body }: Body): Body {
  return { ...body, author: { kind: author.kind, ...(author.id !== undefined && { id: author.id }) }, text: '' };
}

function withoutAttachments(message: MessageState): MessageState {
  const { removed, snapshot } = message;
  if (removed === undefined) return message;
  const left = (body: Body): Body => {
    const { attachments, ...rest } = body;
    const kept = removed['*'] === undefined ? attachments?.filter(({ id = '' }) => removed[id] === undefined) : [];
    return kept === undefined || kept.length === 0 ? rest : { ...rest, attachments: kept };
  };
  return {
    ...message,
    ...(message.body !== undefined && { body: left(message.body) }),
    ...(snapshot?.body !== undefined && { snapshot: { ...snapshot, body: left(snapshot.body) } }),
  };
}

/** A message as a snapshot repeats it. */
export function repeatMessage(
  before: MessageState | undefined,
  told: ConversationMessage,
  appended: number,
): MessageState {
  const message = before ?? { id: told.id, facts: [], arrival: told.arrival };
  if (message.snapshot !== undefined && message.snapshot.appended > appended) return message;
  const { direction, author, visibility, text, attachments, at, actionId } = told;
  const body: Body = {
    direction,
    author,
    visibility,
    text,
    ...(attachments !== undefined && { attachments }),
    at,
    ...(actionId !== undefined && { actionId }),
  };
  const known = message.body !== undefined && JSON.stringify(message.body) === JSON.stringify(body);
  const repeated: MessageState = {
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
  if (told.redacted === true) return eraseMessage(repeated, appended);
  return message.erased === undefined ? withoutAttachments(repeated) : eraseMessage(repeated, message.erased);
}

/** What is left when facts appended before `cutoff` are gone; nothing, where that is all. */
export function pruneMessage(message: MessageState, cutoff: number): MessageState | undefined {
  const facts = message.facts.filter(([, appended]) => appended >= cutoff);
  const { snapshot: told, body: said, delivery, erased, madePrivate, removed, ...rest } = message;
  const snapshot = told !== undefined && told.appended >= cutoff ? told : undefined;
  const body = facts.length > 0 ? said : snapshot === undefined ? undefined : (snapshot.body ?? said);
  const deliveries = prune({ delivery: delivery ?? [] }, cutoff).delivery as Register<string> | undefined;
  const gone = Object.entries(removed ?? {}).filter(([, appended]) => appended >= cutoff);
  // A text that was taken out is not brought back by its erasure's growing old: the mark stays as long as the message.
  const held = Math.min(...facts.map(([, appended]) => appended), snapshot?.appended ?? Number.POSITIVE_INFINITY);
  const mark = (appended: number) => (appended >= cutoff || body === undefined ? appended : held);
  const keeps = (appended?: number) => appended !== undefined && (appended >= cutoff || body !== undefined);
  const left: MessageState = {
    ...rest,
    facts,
    ...(body !== undefined && { body }),
    ...(snapshot !== undefined && {
      snapshot: facts.length > 0 ? snapshot : { ...withoutBody(snapshot) },
    }),
    ...(deliveries !== undefined && { delivery: deliveries }),
    ...(erased !== undefined && keeps(erased) && { erased: mark(erased) }),
    ...(madePrivate !== undefined && keeps(madePrivate) && { madePrivate: mark(madePrivate) }),
    ...(gone.length > 0 && { removed: Object.fromEntries(gone) }),
  };
  return oldestPart(left) === Number.POSITIVE_INFINITY ? undefined : left;
}

function withoutBody({ body: _, ...snapshot }: NonNullable<MessageState['snapshot']>) {
  return snapshot;
}

/** The earliest append that a part of it stands on, in ms. */
export function oldestPart(message: MessageState): number {
  return Math.min(
    ...message.facts.map(([, appended]) => appended),
    message.snapshot?.appended ?? Number.POSITIVE_INFINITY,
    message.erased ?? Number.POSITIVE_INFINITY,
    message.madePrivate ?? Number.POSITIVE_INFINITY,
    ...Object.values(message.removed ?? {}),
    oldestOf({ delivery: message.delivery ?? [] }),
  );
}

export const isVisible = (message: MessageState): boolean =>
  message.body !== undefined || message.snapshot?.body !== undefined;

/** Ids of all facts that brought it, the one it goes by first. */
export const factsOf = (message: MessageState): readonly string[] => [
  ...new Set([...message.facts.map(([id]) => id), ...(message.snapshot?.facts ?? [])]),
];

/** The message as the copilot and the reviewer see it; `undefined` while only facts about it are known. */
export function messageView(message: MessageState, sentBy?: string): ConversationMessage | undefined {
  const body = message.body ?? message.snapshot?.body;
  const [fact, ...otherFacts] = factsOf(message);
  if (body === undefined || fact === undefined) return undefined;
  const delivery = current<string>({ delivery: message.delivery ?? [] }, 'delivery');
  const actionId = body.actionId ?? (body.direction === 'sent' ? sentBy : undefined);
  const { snapshot } = message;
  const appended = Math.max(snapshot?.appended ?? 0, ...message.facts.map(([, at]) => at));
  const arrivals = [...(message.facts.length > 0 ? [message.arrival] : []), ...(snapshot ? [snapshot.arrival] : [])];
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
  };
}

export const timeOfMessage = (message: MessageState): string =>
  timeKey((message.body ?? message.snapshot?.body)?.at ?? '');
