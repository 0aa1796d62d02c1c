import { type CaseStatus, type Party, vendorEventFactId } from '@deskrail/contracts';
import { type Draft, known, messageDraft, type NoFact, subjectOf, text, time } from '@deskrail/webhooks';
import type { TwilioConnection } from '../verify/connection.js';
import { addressOf } from './address.js';
import { listedMedia } from './attachments.js';
import { authorOf, ownActionIn } from './author.js';
import { consentDrafts } from './consent.js';
import { deliveryDraft } from './delivery.js';
import { type Fields, sid, word } from './fields.js';

export interface ConversationInput {
  readonly connection: TwilioConnection;
  readonly fields: Fields;
}

/** Drafts; an empty list for what is no fact. */
type Mapping = (input: ConversationInput) => readonly Draft[] | NoFact;

/** Named by a resource and what became of it, so that a webhook and Event Streams give the same fact. */
const identified = ({ tenant, id }: TwilioConnection, change: readonly (string | undefined)[], type: string) =>
  change.some((part) => part === undefined)
    ? {}
    : { identity: vendorEventFactId({ tenant, connection: id }, change.join(':'), type) };

const messageAdded: Mapping = ({ connection, fields }) => {
  const messageId = sid(fields, 'MessageSid');
  if (messageId === undefined) return 'incomplete';
  const { author, channel } = authorOf(fields, connection);
  const said = word(fields, 'Body', 'MessageBody') ?? '';
  const message = messageDraft({
    connection,
    messageId,
    author,
    visibility: 'public',
    channel,
    text: said,
    attachments: listedMedia(fields.get('Media')),
    actionId: ownActionIn(fields, connection),
  });
  if (author.kind !== 'customer' || channel === undefined || author.address === undefined) return [message];
  return [message, ...consentDrafts({ connection, messageId, channel, address: author.address, text: said })];
};

const messageRemoved: Mapping = ({ connection, fields }) => {
  const messageId = sid(fields, 'MessageSid');
  if (messageId === undefined) return 'incomplete';
  const type = 'message.redacted.v1';
  return [{ type, data: { messageId, part: 'text' }, ...identified(connection, [messageId, 'removed'], type) }];
};

const conversationAdded: Mapping = ({ connection, fields }) => {
  const type = 'case.opened.v1';
  const customer = addressOf(word(fields, 'MessagingBinding.Address'));
  const requester: Party =
    customer === undefined
      ? { kind: 'unknown' }
      : { kind: 'customer', id: customer.address, address: customer.address };
  const state = word(fields, 'State', 'ConversationState');
  return [
    {
      type,
      data: known({
        subject: text(word(fields, 'FriendlyName'), 4096),
        status: caseStatus(state ?? 'active'),
        vendorStatus: text(state, 256),
        channel: customer?.channel,
        requester,
        externalId: text(word(fields, 'UniqueName'), 512),
      }),
      ...identified(connection, [sid(fields, 'ConversationSid')], type),
    },
  ];
};

const stateUpdated: Mapping = ({ connection, fields }) => {
  const current = word(fields, 'StateTo', 'State');
  if (current === undefined) return 'incomplete';
  const previous = word(fields, 'StateFrom');
  const type = 'case.status-changed.v1';
  return [
    {
      type,
      data: known({
        previous: previous === undefined ? null : caseStatus(previous),
        current: caseStatus(current),
        vendorPrevious: text(previous, 256),
        vendorCurrent: text(current, 256),
      }),
      ...identified(connection, [sid(fields, 'ConversationSid'), current.slice(0, 64), timeOf(fields)], type),
    },
  ];
};

const conversationRemoved: Mapping = ({ connection, fields }) => {
  const type = 'case.deleted.v1';
  const change = [sid(fields, 'ConversationSid'), 'removed'];
  return [{ type, data: { mode: 'permanent' }, ...identified(connection, change, type) }];
};

const participant =
  (change: 'added' | 'updated' | 'removed'): Mapping =>
  ({ connection, fields }) => {
    const participantSid = sid(fields, 'ParticipantSid');
    if (participantSid === undefined) return 'incomplete';
    // How far somebody has read: nothing that happened at the desk.
    if (change === 'updated' && word(fields, 'LastReadMessageIndex', 'LastReadTimestamp') !== undefined) return [];
    const binding = word(fields, 'MessagingBinding.Address');
    const value = known({
      sid: participantSid,
      identity: text(word(fields, 'Identity'), 512),
      address: text(binding, 512),
    });
    const type = 'case.field-changed.v1';
    return [
      {
        type,
        data: {
          field: { id: 'participant', kind: 'participant' },
          ...(change === 'removed' ? { previous: value } : { current: value }),
        },
        ...identified(connection, [participantSid, change, timeOf(fields)], type),
      },
    ];
  };

const deliveryUpdated: Mapping = ({ connection, fields }) => {
  const messageId = sid(fields, 'MessageSid');
  const status = word(fields, 'Status', 'DeliveryStatus', 'MessageStatus');
  if (messageId === undefined || status === undefined) return 'incomplete';
  const draft = deliveryDraft({ connection, messageId, status, errorCode: word(fields, 'ErrorCode') });
  return draft === undefined ? 'no-contract' : [draft];
};

const user =
  (change: 'created' | 'updated'): Mapping =>
  ({ connection, fields }) => {
    const identity = word(fields, 'Identity');
    if (identity === undefined || !/^[\x20-\x7e]{1,128}$/.test(identity)) return 'incomplete';
    const type = 'customer.changed.v1';
    const name = text(word(fields, 'FriendlyName'), 1024);
    return [
      {
        type,
        data: { customerId: identity, kind: 'person', change, profile: known({ name }) },
        subject: subjectOf('customer', connection, identity),
        ...identified(connection, [sid(fields, 'UserSid'), change, timeOf(fields)], type),
      },
    ];
  };

const noContract: Mapping = () => 'no-contract';

/** Conversations (classic) after the event. */
export const conversationEvents: ReadonlyMap<string, Mapping> = new Map([
  ['onMessageAdded', messageAdded],
  ['onMessageUpdated', noContract],
  ['onMessageRemoved', messageRemoved],
  ['onConversationAdded', conversationAdded],
  ['onConversationUpdated', noContract],
  ['onConversationRemoved', conversationRemoved],
  ['onConversationStateUpdated', stateUpdated],
  ['onParticipantAdded', participant('added')],
  ['onParticipantUpdated', participant('updated')],
  ['onParticipantRemoved', participant('removed')],
  ['onDeliveryUpdated', deliveryUpdated],
  ['onUserAdded', user('created')],
  ['onUserUpdated', user('updated')],
]);

/** A conversation without its timers: open until it sleeps, and a customer's message wakes it. */
export function caseStatus(state: string): CaseStatus {
  switch (state.toLowerCase()) {
    case 'initializing':
      return 'new';
    case 'active':
      return 'open';
    case 'inactive':
      return 'pending';
    case 'closed':
      return 'closed';
    default:
      return 'other';
  }
}

/** When it happened, as Twilio wrote it. */
export const timeOf = (fields: Fields): string | undefined =>
  time(word(fields, 'StateUpdated')) ??
  time(word(fields, 'DateRemoved')) ??
  time(word(fields, 'DateUpdated')) ??
  time(word(fields, 'DateCreated')) ??
  time(word(fields, 'Timestamp'));
