import type { Party } from '@deskrail/contracts';
import { identifier, isObject, known, messageDraft, text } from '@deskrail/webhooks';
import { kindOf } from './party.js';
import type { TicketMapping } from './ticket-event.js';

const kinds: ReadonlyMap<unknown, Party['kind']> = new Map([
  ['end_user', 'customer'],
  ['agent', 'agent'],
  ['trigger', 'bot'],
  ['system', 'system'],
]);

/** A message of a messaging conversation. Its id is the messaging platform's, not a comment's. */
export const messagingMessageAdded: TicketMapping = ({ connection, payload: { change } }) => {
  const message = isObject(change.message) ? change.message : {};
  const messageId = identifier(message.id);
  if (messageId === undefined) return 'incomplete';
  const actor = isObject(change.actor) ? change.actor : {};
  const id = identifier(actor.id);
  // The AI agent comes as an agent or as the system; its id gives it away.
  const isBot = kindOf({ id }, connection) === 'bot';
  const kind = isBot ? 'bot' : (kinds.get(actor.type) ?? 'unknown');
  return messageDraft({
    connection,
    messageId,
    author: known({ kind, id, name: text(actor.name, 1024) }),
    visibility: 'public',
    channel: 'messaging',
    text: typeof message.body === 'string' ? message.body : '',
  });
};
