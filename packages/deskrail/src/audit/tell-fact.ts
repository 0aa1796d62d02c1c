import type { Conversation, ConversationMessage, DeskrailEvent, StoredEvent } from '@deskrail/contracts';
import type { CaseRecord } from './read-case.js';
import { erasedText, type Telling, type Texts } from './telling.js';

/** What happened at the desk; undefined for an event that is no fact, or needs no words of its own. */
export function tellFact(event: DeskrailEvent, { view, events }: CaseRecord): Telling | undefined {
  switch (event.type) {
    case 'message.received.v1':
    case 'message.sent.v1':
      return tellMessage(event, messageOf(view, event.id), events);
    case 'message.redacted.v1':
      return { what: `Erased at the desk: the ${event.data.part} of message ${event.data.messageId}` };
    case 'message.made-private.v1':
      return { what: `Message ${event.data.messageId} was made private` };
    case 'message.delivery-changed.v1': {
      const { messageId, status, errorCode, actionId } = event.data;
      const of = actionId === undefined ? `message ${messageId}` : `message ${messageId}, of action ${actionId}`;
      return { what: `Delivery: ${status}`, details: [`Of ${of}`, ...(errorCode ? [`Error ${errorCode}`] : [])] };
    }
    case 'case.opened.v1':
      return tellOpened(event, view, events);
    case 'case.status-changed.v1':
      return { what: `Status: ${event.data.previous ?? 'unknown'} → ${event.data.current}` };
    case 'case.priority-changed.v1':
      return { what: `Priority: ${event.data.previous ?? 'none'} → ${event.data.current ?? 'none'}` };
    case 'case.tagged.v1':
      return {
        what: `Tags: ${[...signs('+', event.data.added), ...signs('−', event.data.removed)].join(' ') || 'as before'}`,
      };
    case 'case.field-changed.v1':
      return { what: `Field ${event.data.field.name ?? event.data.field.id} was changed` };
    case 'case.deleted.v1':
      return { what: 'The case was deleted at the desk: its texts are erased' };
    case 'customer.deleted.v1':
      return { what: 'The customer was deleted at the desk: their texts are erased' };
    case 'csat.received.v1':
      return { what: `The customer rated it ${event.data.rating}` };
    default:
      return undefined;
  }
}

const signs = (sign: string, tags: readonly string[]): string[] => tags.map((tag) => `${sign}${tag}`);

const textOf = (label: string, text: string | undefined): Texts =>
  text === undefined || text === '' ? [] : [{ label, text }];

const messageOf = (view: Conversation | undefined, fact: string): ConversationMessage | undefined =>
  view?.messages.find((message) => message.fact === fact || message.otherFacts?.includes(fact));

/** The customer's first words stand with the case where the desk tells them in no message of their own. */
function tellOpened(
  { id, data }: Extract<DeskrailEvent, { type: 'case.opened.v1' }>,
  view: Conversation | undefined,
  events: readonly StoredEvent[],
): Telling {
  const subject = textOf('subject', view?.subject);
  const message = messageOf(view, id);
  const facts = message === undefined ? [] : [message.fact, ...(message.otherFacts ?? [])];
  const isTold = events.some(({ event }) => event.id !== id && facts.includes(event.id));
  if (data.description === undefined || isTold) return { what: 'The case was opened', texts: subject };
  const isCustomers = data.visibility === 'public' && (data.submitter ?? data.requester).kind === 'customer';
  return {
    what: isCustomers ? 'The customer opened the case, and wrote' : 'The case was opened, with words',
    opening: isCustomers,
    texts: [...subject, { label: 'text', text: message?.text || erasedText }],
  };
}

function tellMessage(
  event: Extract<DeskrailEvent, { type: 'message.received.v1' | 'message.sent.v1' }>,
  message: ConversationMessage | undefined,
  events: readonly StoredEvent[],
): Telling {
  const { author, visibility, channel, messageId } = event.data;
  const kind = visibility === 'private' ? 'a private note' : 'a message';
  const actionId =
    ('actionId' in event.data ? event.data.actionId : undefined) ?? message?.actionId ?? madeBy(messageId, events);
  const who = author.kind === 'unknown' ? 'somebody' : `the ${author.kind}`;
  return {
    what:
      actionId === undefined ? `${who[0]?.toUpperCase()}${who.slice(1)} wrote ${kind}` : `At the desk: ${kind} of ours`,
    details: [
      `Message ${messageId}${channel === undefined ? '' : `, by ${channel}`}`,
      ...(actionId === undefined ? [] : [`Of action ${actionId}, by its marker or by what the desk answered`]),
    ],
    texts: [{ label: 'text', text: message === undefined || message.text === '' ? erasedText : message.text }],
  };
}

/** The action of ours whose effect has this id at the desk: its webhook may come before the call has returned. */
const madeBy = (messageId: string, events: readonly StoredEvent[]): string | undefined =>
  events
    .flatMap(({ event }) => (event.type === 'action.executed.v1' ? [event.data] : []))
    .find(({ vendorId }) => vendorId === messageId)?.actionId;
