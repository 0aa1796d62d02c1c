import { type EventByType, type Fact, formatSubject, type Party, parseSubject, type Sql } from '@deskrail/contracts';
import {
  beginConversation,
  type ConversationFact,
  type ConversationState,
  evolveConversation,
  isErased,
  noteErased,
} from '../state/conversation.js';
import { type CustomerFact, evolveCustomer, isDeleted } from '../state/customer.js';
import { eraseMessage, evolveMessage, factsOf, type MessageFact, repeatMessage } from '../state/message.js';
import { joinOpening, openCase } from '../state/opening.js';
import { write } from '../state/register.js';
import { repeatState } from '../state/snapshot.js';
import { timeKey } from '../state/time-key.js';
import {
  createErased,
  type Erasures,
  eraseConversation,
  erasePersonEverywhere,
  erasePersonIn,
  eraseWhatStandsOn,
  isOf,
} from './erasures.js';
import { createFactRows, type FactRows } from './fact-rows.js';

export interface AppendedFact {
  readonly event: Fact;
  /** In ms. */
  readonly appended: number;
}

interface Batch extends Erasures {
  readonly rows: FactRows;
  readonly sql: Sql;
}

/** Apply facts in their order; rows are read and written once for all of them. Throws `mustBeAlone` unless it is. */
export async function applyFacts(sql: Sql, facts: readonly AppendedFact[], alone: boolean): Promise<void> {
  const rows = createFactRows();
  const batch: Batch = { rows, sql, erased: createErased(alone) };
  await load(batch, facts);
  for (const { event, appended } of facts) await applyFact(batch, event, appended);
  await rows.flush(sql);
  for (const { tenant, id } of batch.erased.places()) {
    const state = rows.conversations.get(tenant, id);
    if (state !== undefined) await eraseWhatStandsOn(sql, state);
  }
}

async function load({ rows, sql }: Batch, facts: readonly AppendedFact[]): Promise<void> {
  const conversations: string[][] = [];
  const messages: string[][] = [];
  const customers: string[][] = [];
  const incidents: string[][] = [];
  for (const { event } of facts) {
    const { tenant, subject } = event;
    if (isOfCustomer(event)) customers.push([tenant, subject]);
    else if (event.type === 'incident.signalled.v1') incidents.push([tenant, incidentKey(event)]);
    else if (isOfConversation(event)) {
      conversations.push([tenant, subject]);
      for (const id of messagesIn(event)) messages.push([tenant, subject, id]);
      for (const party of peopleIn(event)) customers.push([tenant, customerId(event, party)]);
    }
  }
  await Promise.all([
    rows.conversations.load(sql, conversations),
    rows.messages.load(sql, messages),
    rows.customers.load(sql, customers),
    rows.incidents.load(sql, incidents),
  ]);
}

const isOfCustomer = (fact: Fact): fact is CustomerFact => fact.type.startsWith('customer.');
const isMessage = (fact: Fact): fact is MessageFact => fact.type.startsWith('message.');
const isOfConversation = (fact: Fact): fact is ConversationFact =>
  !isOfCustomer(fact) && fact.type !== 'incident.signalled.v1' && fact.type !== 'unmapped.v1';

function messagesIn(fact: ConversationFact): string[] {
  if (isMessage(fact)) return [fact.data.messageId];
  if (fact.type !== 'conversation.snapshotted.v1') return [];
  return fact.data.state.messages.map(({ id }) => id).filter((id) => id !== 'opening');
}

function peopleIn(fact: ConversationFact): Party[] {
  if (fact.type === 'message.received.v1' || fact.type === 'message.sent.v1') return [fact.data.author];
  if (fact.type === 'case.opened.v1') return [fact.data.requester];
  if (fact.type === 'case.state-observed.v1') return fact.data.requester === undefined ? [] : [fact.data.requester];
  if (fact.type !== 'conversation.snapshotted.v1') return [];
  const { requester, messages } = fact.data.state;
  return [...(requester === undefined ? [] : [requester]), ...messages.map(({ author }) => author)];
}

const incidentKey = (fact: EventByType<'incident.signalled.v1'>): string =>
  `${fact.connection ?? ''}/${fact.data.incidentId}`;

const customerId = (fact: Fact, party: Party): string =>
  formatSubject({
    kind: 'customer',
    connection: parseSubject(fact.subject)?.connection ?? fact.connection ?? '',
    id: party.id ?? '',
  });

async function applyFact(batch: Batch, fact: Fact, appended: number): Promise<void> {
  const { rows } = batch;
  if (isOfCustomer(fact)) return applyCustomer(batch, fact, appended);
  if (fact.type === 'incident.signalled.v1') {
    const key = incidentKey(fact);
    rows.incidents.set(
      write(rows.incidents.get(fact.tenant, key), fact, timeKey(fact.time), appended),
      fact.tenant,
      key,
    );
    return;
  }
  if (!isOfConversation(fact)) return;
  if (fact.type === 'conversation.snapshotted.v1') return applySnapshot(batch, fact, appended);
  const before = rows.conversations.get(fact.tenant, fact.subject);
  let state = evolveConversation(before, fact, appended);
  if (isMessage(fact)) state = applyMessage(batch, state, fact, appended);
  if (fact.type === 'case.opened.v1') state = await applyOpening(batch, state, fact, appended);
  rows.conversations.set(state, state.tenant, state.id);
  await eraseWithPeople(batch, state, fact, appended);
  if (fact.type === 'case.deleted.v1') await eraseConversation(batch, state, appended);
}

async function applyCustomer(batch: Batch, fact: CustomerFact, appended: number): Promise<void> {
  const { customers } = batch.rows;
  const before = customers.get(fact.tenant, fact.subject);
  const after = evolveCustomer(before, fact, appended);
  if (isDeleted(after) && (before === undefined || !isDeleted(before))) batch.erased.beAlone();
  customers.set(after, fact.tenant, fact.subject);
  if (fact.type === 'customer.deleted.v1') await erasePersonEverywhere(batch, fact, appended);
}

/** Of one millisecond a thousand messages can be told apart: facts appended together are retained together. */
function nextArrival(state: ConversationState, appended: number): number {
  const first = appended * 1000;
  return state.lastArrival >= first && state.lastArrival < first + 999 ? state.lastArrival + 1 : first;
}

function applyMessage(
  { rows, erased }: Batch,
  before: ConversationState,
  fact: MessageFact,
  appended: number,
): ConversationState {
  const arrival = nextArrival(before, appended);
  const known = rows.messages.get(before.tenant, before.id, fact.data.messageId);
  const told = fact.type === 'message.received.v1' || fact.type === 'message.sent.v1';
  const gone = told ? before.erased[fact.id] : undefined;
  let evolved = evolveMessage(known, fact, { appended, arrival });
  if (gone !== undefined) evolved = eraseMessage(evolved, gone);
  const text = told ? fact.data.text : ((known?.body ?? known?.snapshot?.body)?.text ?? '');
  const joined = joinOpening(before, evolved, text);
  let { state, message } = joined;
  if (told) state = { ...state, lastArrival: arrival };
  if (isErased(state)) message = eraseMessage(message, appended);
  if (message.erased !== undefined) {
    state = noteErased(state, message, message.erased);
    erased.add(state);
  }
  rows.messages.set(message, state.tenant, state.id, message.id);
  return state;
}

async function applyOpening(
  { rows, sql }: Batch,
  before: ConversationState,
  fact: EventByType<'case.opened.v1'>,
  appended: number,
): Promise<ConversationState> {
  const arrival = nextArrival(before, appended);
  let state: ConversationState = { ...openCase(before, fact, { appended, arrival }), lastArrival: arrival };
  const gone = before.erased[fact.id];
  if (gone !== undefined && state.opening) state = { ...state, opening: eraseMessage(state.opening, gone) };
  if (before.registers.spoken === undefined && Object.keys(before.erased).length === 0) return state;
  // Messages came before the opening: one of them may be its twin.
  for (const known of await messagesOf(rows, sql, state)) {
    const joined = joinOpening(state, known, (known.body ?? known.snapshot?.body)?.text ?? '');
    state = { ...state, ...joined.state };
    if (joined.message !== known) rows.messages.set(joined.message, state.tenant, state.id, known.id);
  }
  return isErased(state) && state.opening !== undefined
    ? { ...state, opening: eraseMessage(state.opening, appended) }
    : state;
}

async function messagesOf(rows: FactRows, sql: Sql, { tenant, id }: ConversationState) {
  await rows.messages.flush(sql);
  const found = await sql.all<{ id: string }>(
    'select id from store_messages where tenant = ? and conversation = ? order by at, id',
    [tenant, id],
  );
  const keys = found.map((row) => [tenant, id, row.id]);
  await rows.messages.load(sql, keys);
  return keys.flatMap((key) => rows.messages.get(...key) ?? []);
}

async function applySnapshot(
  batch: Batch,
  fact: EventByType<'conversation.snapshotted.v1'>,
  appended: number,
): Promise<void> {
  const { rows, erased } = batch;
  const before = rows.conversations.get(fact.tenant, fact.subject) ?? beginConversation(fact, appended);
  let state = repeatState(before, fact, appended);
  for (const told of fact.data.state.messages) {
    if (told.id === 'opening') {
      state = { ...state, opening: { ...state.opening, ...repeatMessage(state.opening, told, appended) } };
      continue;
    }
    const known = rows.messages.get(state.tenant, state.id, told.id);
    const repeated = repeatMessage(known, told, appended);
    const joined = joinOpening(state, repeated, undefined);
    state = joined.state;
    const message = isErased(state) ? eraseMessage(joined.message, appended) : joined.message;
    if (message.erased !== undefined) state = noteErased(state, message, message.erased);
    rows.messages.set(message, state.tenant, state.id, told.id);
  }
  if ((fact.data.carried?.erased.length ?? 0) > 0) state = await eraseCarried(batch, state);
  rows.conversations.set(state, state.tenant, state.id);
  await eraseWithPeople(batch, state, fact, appended);
  if (isErased(state))
    await eraseConversation(batch, rows.conversations.get(state.tenant, state.id) ?? state, appended);
  else if (state.registers.erasure !== undefined) erased.add(state);
}

/** What a snapshot says was taken out is taken out here too, whether or not the fact that did it is still held. */
async function eraseCarried({ rows, sql }: Batch, before: ConversationState): Promise<ConversationState> {
  const isGone = (id: string) => Object.hasOwn(before.erased, id);
  for (const message of await messagesOf(rows, sql, before)) {
    if (message.erased !== undefined || !factsOf(message).some(isGone)) continue;
    rows.messages.set(eraseMessage(message, before.appended), before.tenant, before.id, message.id);
  }
  const { opening } = before;
  if (opening === undefined || opening.erased !== undefined || !factsOf(opening).some(isGone)) return before;
  return { ...before, opening: eraseMessage(opening, before.appended) };
}

/** Words of somebody who was deleted before they came. */
async function eraseWithPeople(
  batch: Batch,
  state: ConversationState,
  fact: ConversationFact,
  appended: number,
): Promise<void> {
  const people = peopleIn(fact);
  if (people.length === 0) return;
  for (const party of people) {
    const person = batch.rows.customers.get(fact.tenant, customerId(fact, party));
    if (person === undefined || !isDeleted(person) || party.id === undefined) continue;
    const current = batch.rows.conversations.get(state.tenant, state.id) ?? state;
    if (isOf(current, party.id)) await eraseConversation(batch, current, appended, person);
    else if (party.kind === 'customer' || party.kind === 'unknown') {
      await erasePersonIn(
        batch,
        { tenant: state.tenant, id: state.id, ids: messagesIn(fact), author: party.id },
        appended,
      );
    }
  }
}
