import { type EventByType, type Fact, messageFactId, type Party, parseSubject } from '@deskrail/contracts';
import { eraseMessage, factsOf, type MessageFact, type MessageState } from './message.js';
import { oldestPart, pruneMessage } from './prune-message.js';
import { current, observe, oldestOf, prune, type Register, type Registers, write } from './register.js';
import { iso, keyOfMs, timeKey } from './time-key.js';

/** A case without its messages, which are kept one by one; every value with the facts that it stands on. */
export interface ConversationState {
  readonly tenant: string;
  readonly id: string;
  readonly connection: string;
  readonly deskId: string;
  readonly registers: Registers;
  /** The case's description, until the desk sends it as a message. */
  readonly opening?: MessageState & {
    readonly twinId?: string;
    /** Taken out because it may have said what a redacted message did: not shown beside that one. */
    readonly hidden?: true;
  };
  /** Facts whose text was taken out, with when (ms). */
  readonly erased: Readonly<Record<string, number>>;
  /** When its last fact was appended, in ms. */
  readonly appended: number;
  readonly lastArrival: number;
  /** Facts so far, snapshots not counted, and how many of them the last snapshot covers. */
  readonly changes: number;
  readonly covered: number;
  /** When the last snapshot was taken, or else the first fact appended, in ms. */
  readonly snapshotAt: number;
}

export type ConversationFact =
  | MessageFact
  | EventByType<
      | 'case.opened.v1'
      | 'case.status-changed.v1'
      | 'case.priority-changed.v1'
      | 'case.assigned.v1'
      | 'case.tagged.v1'
      | 'case.field-changed.v1'
      | 'case.state-observed.v1'
      | 'case.merged.v1'
      | 'case.deleted.v1'
      | 'sla.changed.v1'
      | 'csat.received.v1'
      | 'conversation.snapshotted.v1'
    >;

export function beginConversation(fact: Fact, appended: number): ConversationState {
  const subject = parseSubject(fact.subject);
  return {
    tenant: fact.tenant,
    id: fact.subject,
    connection: subject?.connection ?? fact.connection ?? '',
    deskId: subject?.id ?? fact.subject,
    registers: {},
    erased: {},
    appended,
    lastArrival: 0,
    changes: 0,
    covered: 0,
    snapshotAt: appended,
  };
}

/** The case after a fact, the messages' own side apart. `appended` in ms. */
export function evolveConversation(
  before: ConversationState | undefined,
  fact: Exclude<ConversationFact, { type: 'conversation.snapshotted.v1' }>,
  appended: number,
): ConversationState {
  const state = before ?? beginConversation(fact, appended);
  const time = timeKey(fact.time);
  const registers: Record<string, Register> = { ...state.registers };
  const tell = fact.type === 'case.state-observed.v1' ? observe : write;
  for (const [name, value] of changesOf(fact)) registers[name] = tell(registers[name], value, time, appended);
  if (tellsOfCase(fact)) registers.case = write(registers.case, true, time, appended);
  registers.updated = write(registers.updated, fact.time, time, appended);
  const erased = erasedBy(fact, state);
  // By our own clock, as it is compared with the time at which a quote was read.
  if (erased !== undefined) registers.erasure = write(registers.erasure, iso(appended), keyOfMs(appended), appended);
  const next: ConversationState = {
    ...state,
    registers,
    erased: erased === undefined ? state.erased : { ...state.erased, [erased]: appended },
    appended: Math.max(state.appended, appended),
    changes: state.changes + 1,
  };
  return isErased(next) ? eraseCase(next) : next;
}

/** What a fact says of the case: the parts' names and their values. */
function changesOf(fact: Exclude<ConversationFact, { type: 'conversation.snapshotted.v1' }>): [string, unknown][] {
  switch (fact.type) {
    case 'case.opened.v1':
      return openedWith(fact.data, fact.time);
    case 'case.status-changed.v1':
      return [['status', fact.data.current]];
    case 'case.priority-changed.v1':
      return [['priority', fact.data.current]];
    case 'case.assigned.v1':
      return told({ assignee: fact.data.assignee, group: fact.data.group });
    case 'case.tagged.v1':
      return [...tags(fact.data.added, true), ...tags(fact.data.removed, false)];
    case 'case.field-changed.v1':
      return [[`field:${fact.data.field.id}`, fact.data.current ?? null]];
    case 'case.state-observed.v1':
      return observedIn(fact.data);
    case 'case.merged.v1':
      return fact.data.side === 'source' ? [['merged', fact.data.other]] : [];
    case 'case.deleted.v1':
      return [['deleted', fact.data.mode]];
    case 'sla.changed.v1':
      return fact.data.what === 'next-breach' ? [['breach', fact.data.current]] : [];
    case 'csat.received.v1':
      return [['csat', fact.data.rating]];
    case 'message.received.v1':
      return [
        ['spoken', true],
        ...told({ 'message-channel': fact.data.channel, writer: customerIn(fact.data.author) }),
      ];
    case 'message.sent.v1':
      return [['spoken', true]];
    case 'message.redacted.v1':
    case 'message.made-private.v1':
    case 'message.delivery-changed.v1':
      return [];
  }
}

const told = (values: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(values).filter(([, value]) => value !== undefined);

const tags = (names: readonly string[], there: boolean): [string, unknown][] =>
  names.map((name) => [`tag:${name}`, there]);

const customerIn = (author: Party): Party | undefined => (author.kind === 'customer' ? author : undefined);

function openedWith(data: EventByType<'case.opened.v1'>['data'], time: string): [string, unknown][] {
  const { subject, status, priority, kind, channel, requester, assignee, group, organizationId } = data;
  return [
    ...told({ subject, status, priority, kind, channel, requester, assignee, group, organizationId }),
    ...tags(data.tags ?? [], true),
    ['opened', time],
  ];
}

/** All tags at once: what a reading names is there, and what it does not is not, until a later word on it. */
function observedIn(data: EventByType<'case.state-observed.v1'>['data']): [string, unknown][] {
  const { subject, status, priority, tags: all, channel, requester, assignee, group, organizationId } = data;
  const opened = data.openedAt;
  return told({ subject, status, priority, tags: all, channel, requester, assignee, group, organizationId, opened });
}

/** The desk has a case of its own here, and says itself how it stands. What the embedder says of one does not show that. */
const tellsOfCase = (fact: Exclude<ConversationFact, { type: 'conversation.snapshotted.v1' }>): boolean =>
  fact.type === 'case.opened.v1' || (fact.type.startsWith('case.') && fact.data.origin.by !== 'api');

/** The fact whose text this one takes out. Its id follows from the message's, so that it can be named before it comes. */
function erasedBy(fact: Fact, { tenant, connection }: ConversationState): string | undefined {
  const takes =
    fact.type === 'message.made-private.v1' || (fact.type === 'message.redacted.v1' && fact.data.part === 'text');
  return takes ? messageFactId({ tenant, connection }, fact.data.messageId).id : undefined;
}

/** The whole case was taken out: deleted at the desk, or its customer was. */
export const isErased = (state: ConversationState): boolean =>
  current(state.registers, 'deleted') !== undefined || current(state.registers, 'person') !== undefined;

/** Its customer was deleted, at `time` (a time key). */
export function erasePerson(state: ConversationState, time: string, appended: number): ConversationState {
  const person = write(state.registers.person, true, time, appended);
  return eraseCase({ ...state, registers: { ...state.registers, person } });
}

/**
 * Note that a message's text is gone, by all facts that brought it and by the id that follows from its own; of one that we
 * sent, also by the action that sent it.
 */
export function noteErased(state: ConversationState, message: MessageState, appended: number): ConversationState {
  const erased = { ...state.erased };
  const { actionId } = message.body ?? message.snapshot?.body ?? {};
  const action = actionId === undefined ? [] : [actionId];
  for (const id of [messageFactId(state, message.id).id, ...factsOf(message), ...action])
    erased[id] = Math.max(erased[id] ?? 0, appended);
  return { ...state, erased };
}

/** Take out what the case itself says; its messages are apart. */
export function eraseCase(state: ConversationState): ConversationState {
  const registers: Record<string, Register> = {};
  for (const [name, register] of Object.entries(state.registers)) {
    if (name === 'subject' || name.startsWith('field:')) continue;
    registers[name] = parties.has(name) ? register.map(([party, ...when]) => [nameless(party), ...when]) : register;
  }
  const { opening, ...rest } = state;
  return { ...rest, registers, ...(opening !== undefined && { opening: eraseMessage(opening, state.appended) }) };
}

const parties = new Set(['requester', 'writer']);

function nameless(party: unknown): Party {
  const { kind, id } = party as Party;
  return { kind, ...(id !== undefined && { id }) };
}

/** The case when facts appended before `cutoff` (ms) are gone; nothing, where that is all of them. */
export function pruneConversation(state: ConversationState, cutoff: number): ConversationState | undefined {
  if (state.appended < cutoff) return undefined;
  const { opening: before, ...rest } = state;
  const opening = before === undefined ? undefined : pruneMessage(before, cutoff);
  return {
    ...rest,
    registers: prune(state.registers, cutoff),
    erased: Object.fromEntries(Object.entries(state.erased).filter(([, appended]) => appended >= cutoff)),
    ...(opening !== undefined && { opening }),
  };
}

/** The earliest append that something here stands on, in ms. */
export const oldestInConversation = (state: ConversationState): number =>
  Math.min(
    oldestOf(state.registers),
    state.appended,
    state.opening === undefined ? Number.POSITIVE_INFINITY : oldestPart(state.opening),
    ...Object.values(state.erased),
  );
