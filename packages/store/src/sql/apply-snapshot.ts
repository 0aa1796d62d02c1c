import type { EventByType } from '@deskrail/contracts';
import { beginConversation, type ConversationState, isErased, noteErased } from '../state/conversation.js';
import { eraseMessage, factsOf, repeatMessage } from '../state/message.js';
import { joinOpening } from '../state/opening.js';
import { repeatState } from '../state/snapshot.js';
import { type Erasures, eraseConversation, eraseWithPeople } from './erasures.js';
import { messagesOf } from './fact-rows.js';

/** A case as its snapshot repeats it. */
export async function applySnapshot(
  batch: Erasures,
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
async function eraseCarried({ rows, sql }: Erasures, before: ConversationState): Promise<ConversationState> {
  const isGone = (id: string) => Object.hasOwn(before.erased, id);
  for (const message of await messagesOf(rows, sql, before)) {
    if (message.erased !== undefined || !factsOf(message).some(isGone)) continue;
    rows.messages.set(eraseMessage(message, before.appended), before.tenant, before.id, message.id);
  }
  const { opening } = before;
  if (opening === undefined || opening.erased !== undefined || !factsOf(opening).some(isGone)) return before;
  return { ...before, opening: eraseMessage(opening, before.appended) };
}
