import { derivedUuid } from '../fixtures/derived-id.js';
import type { AgentsDesk, AgentsDeskContext } from './agents-desk.js';
import { openTicketOf, userOf } from './desk-state.js';
import type { People } from './people.js';

/** The messaging platform's ids are no comment's: 24 hexadecimal digits. */
const platformId = (content: unknown): string => derivedUuid(content).replaceAll('-', '').slice(0, 24);

/** `messaging_ticket.message_added`, as a conversation on a website or a phone sends it. */
export function createMessaging(context: AgentsDeskContext, people: People): AgentsDesk['messagingWrites'] {
  let messages = 0;
  return ({ ticket: id, text, by: kind = 'end_user' }) => {
    const ticket = openTicketOf(context.state, id);
    const by =
      kind === 'agent' ? people.byAgent(undefined) : { userId: ticket.requesterId, channel: 'native_messaging' };
    messages += 1;
    const actor =
      kind === 'system'
        ? { id: 'zd:answerBot', name: 'Answer Bot', type: kind }
        : { id: by.userId, name: userOf(context.state, by.userId).name, type: kind };
    const message = { body: text, id: platformId(['message', id, messages]) };
    const event = { actor, conversation_id: platformId(['conversation', id]), message };
    context.emit(ticket, [{ type: 'messaging_ticket.message_added', event }], by);
  };
}
