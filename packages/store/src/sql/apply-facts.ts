import type { EventByType, Fact, Sql } from '@deskrail/contracts';
import { type ConversationState, evolveConversation, isErased, noteErased } from '../state/conversation.js';
import { type CustomerFact, evolveCustomer, isDeleted } from '../state/customer.js';
import { eraseMessage, evolveMessage, type MessageFact } from '../state/message.js';
import { joinOpening, openCase } from '../state/opening.js';
import { write } from '../state/register.js';
import { timeKey } from '../state/time-key.js';
import { applySnapshot } from './apply-snapshot.js';
import {
  createErased,
  type Erasures,
  eraseConversation,
  erasePersonEverywhere,
  eraseWhatStandsOn,
  eraseWithPeople,
} from './erasures.js';
import { createFactRows, messagesOf } from './fact-rows.js';
import { customerId, incidentKey, isMessage, isOfConversation, isOfCustomer, messagesIn, peopleIn } from './touched.js';

export interface AppendedFact {
  readonly event: Fact;
  /** In ms. */
  readonly appended: number;
}

/** Apply facts in their order; rows are read and written once for all of them. Throws `mustBeAlone` unless it is. */
export async function applyFacts(sql: Sql, facts: readonly AppendedFact[], alone: boolean): Promise<void> {
  const rows = createFactRows();
  const batch: Erasures = { rows, sql, erased: createErased(alone) };
  await load(batch, facts);
  for (const { event, appended } of facts) await applyFact(batch, event, appended);
  await rows.flush(sql);
  for (const { tenant, id } of batch.erased.places()) {
    const state = rows.conversations.get(tenant, id);
    if (state !== undefined) await eraseWhatStandsOn(sql, state);
  }
}

async function load({ rows, sql }: Erasures, facts: readonly AppendedFact[]): Promise<void> {
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

async function applyFact(batch: Erasures, fact: Fact, appended: number): Promise<void> {
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

async function applyCustomer(batch: Erasures, fact: CustomerFact, appended: number): Promise<void> {
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
  { rows, erased }: Erasures,
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
  { rows, sql }: Erasures,
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
