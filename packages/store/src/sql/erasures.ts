import { DeskrailError, type EventByType, type Party, parseSubject, type Sql } from '@deskrail/contracts';
import {
  type ConversationFact,
  type ConversationState,
  erasePerson,
  isErased,
  noteErased,
} from '../state/conversation.js';
import { type CustomerState, isDeleted } from '../state/customer.js';
import { eraseMessage } from '../state/message.js';
import { current, write } from '../state/register.js';
import { iso, keyOfMs } from '../state/time-key.js';
import type { FactRows } from './fact-rows.js';
import { citing, readRecommendations, rewriteErased, standsOnErased } from './recommendation-rows.js';
import { customerId, messagesIn, peopleIn } from './touched.js';

/** What a batch of facts took text out of; what stands on it follows once the batch is written. */
export interface Erasures {
  readonly rows: FactRows;
  readonly sql: Sql;
  readonly erased: Erased;
}

interface Place {
  readonly tenant: string;
  readonly id: string;
}

export interface Erased {
  add(place: Place): void;
  /** Throws {@link mustBeAlone} where others write at the same time: who reads now would miss what is taken out. */
  beAlone(): void;
  places(): readonly Place[];
}

/** The same has to be done again with nobody else writing. */
export const mustBeAlone = new DeskrailError(
  'conflict',
  'An erasure has to have the store for itself: run it again so.',
);

export function createErased(alone: boolean): Erased {
  const places = new Map<string, Place>();
  const beAlone = (): void => {
    if (!alone) throw mustBeAlone;
  };
  return {
    beAlone,
    add({ tenant, id }) {
      beAlone();
      places.set(`${tenant}\n${id}`, { tenant, id });
    },
    places: () => [...places.values()],
  };
}

/** Take out all that a case holds: it was deleted, or the customer who asked was. */
export async function eraseConversation(
  { rows, sql, erased }: Erasures,
  before: ConversationState,
  appended: number,
  person?: CustomerState,
): Promise<void> {
  const { tenant, id } = before;
  let state = before;
  if (person !== undefined) state = erasePerson(state, person.registers.deleted?.[0]?.[1] ?? '', appended);
  await rows.messages.flush(sql);
  const found = await sql.all<{ id: string }>('select id from store_messages where tenant = ? and conversation = ?', [
    tenant,
    id,
  ]);
  await rows.messages.load(
    sql,
    found.map((row) => [tenant, id, row.id]),
  );
  for (const row of found) {
    const message = rows.messages.get(tenant, id, row.id);
    if (message !== undefined) rows.messages.set(eraseMessage(message, appended), tenant, id, row.id);
  }
  rows.conversations.set(state, tenant, id);
  erased.add({ tenant, id });
}

const noteErasure = (state: ConversationState, appended: number): ConversationState => ({
  ...state,
  registers: {
    ...state.registers,
    erasure: write(state.registers.erasure, iso(appended), keyOfMs(appended), appended),
  },
});

/** Whether the desk named this person as the one who asks; that somebody wrote in a case does not make it theirs. */
export const isOf = ({ registers }: ConversationState, person: string): boolean =>
  current<Party>(registers, 'requester')?.id === person;

/** A customer was deleted: their cases go, and their words in the cases of others. */
export async function erasePersonEverywhere(
  erasures: Erasures,
  fact: EventByType<'customer.deleted.v1'>,
  appended: number,
): Promise<void> {
  if (fact.data.kind !== 'person') return;
  const { rows, sql } = erasures;
  const { tenant, subject } = fact;
  const connection = parseSubject(subject)?.connection ?? fact.connection ?? '';
  const author = parseSubject(subject)?.id ?? fact.data.customerId;
  const person = rows.customers.get(tenant, subject);
  await rows.flush(sql);
  const cases = await sql.all<{ id: string }>('select id from store_conversations where tenant = ? and customer = ?', [
    tenant,
    subject,
  ]);
  await rows.conversations.load(
    sql,
    cases.map(({ id }) => [tenant, id]),
  );
  for (const { id } of cases) {
    const state = rows.conversations.get(tenant, id);
    if (state !== undefined && isOf(state, author)) await eraseConversation(erasures, state, appended, person);
  }
  const words = await sql.all<{ conversation: string; id: string }>(
    'select conversation, id from store_messages where tenant = ? and author = ?',
    [tenant, author],
  );
  for (const { conversation, id } of words) {
    if (parseSubject(conversation)?.connection !== connection) continue;
    await erasePersonIn(erasures, { tenant, id: conversation, ids: [id], author }, appended);
  }
}

/** Take out what one person wrote in a case of somebody else's. */
export async function erasePersonIn(
  { rows, sql, erased }: Erasures,
  what: { readonly tenant: string; readonly id: string; readonly ids: readonly string[]; readonly author: string },
  appended: number,
): Promise<void> {
  const { tenant, id, ids, author } = what;
  await rows.conversations.load(sql, [[tenant, id]]);
  await rows.messages.load(
    sql,
    ids.map((message) => [tenant, id, message]),
  );
  for (const messageId of ids) {
    const message = rows.messages.get(tenant, id, messageId);
    const state = rows.conversations.get(tenant, id);
    const by = (message?.body ?? message?.snapshot?.body)?.author;
    if (message === undefined || message.erased !== undefined || state === undefined || by?.id !== author) continue;
    if (by.kind !== 'customer' && by.kind !== 'unknown') continue;
    rows.messages.set(eraseMessage(message, appended), tenant, id, messageId);
    rows.conversations.set(noteErasure(noteErased(state, message, appended), appended), tenant, id);
    erased.add({ tenant, id });
  }
}

/** The recommendations whose own words were sent, and then taken out at the desk. */
async function sentAndErased(sql: Sql, { tenant, id, erased }: ConversationState): Promise<ReadonlySet<string>> {
  const text = 'select id, recommendation from store_actions where tenant = ? and conversation = ?';
  const actions = await sql.all<{ id: string; recommendation: string }>(text, [tenant, id]);
  return new Set(actions.filter((action) => Object.hasOwn(erased, action.id)).map((action) => action.recommendation));
}

/** Recommendations made from what was taken out lose their text too, in this case and in those that quote it. */
export async function eraseWhatStandsOn(sql: Sql, state: ConversationState): Promise<void> {
  const { tenant, id } = state;
  const own = await readRecommendations(sql, 'tenant = ? and conversation = ? and erased = 0', [tenant, id]);
  const sent = await sentAndErased(sql, state);
  for (const recommendation of own) {
    const isSent = sent.has(recommendation.view.recommendationId);
    if (isErased(state) || isSent || standsOnErased(recommendation, state)) await rewriteErased(sql, recommendation);
  }
  for (const recommendation of await citing(sql, state)) await rewriteErased(sql, recommendation);
}

/** Words of somebody who was deleted before they came. */
export async function eraseWithPeople(
  batch: Erasures,
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
