import { z } from 'zod';
import { eventsOf } from '../event.js';
import { origin } from '../origin.js';
import { party } from '../party.js';
import { content, operational, personal, pseudonymous, secret } from '../privacy.js';

const fact = eventsOf('facts');
const messageId = pseudonymous(z.string().min(1).max(512), 'The desk’s own message or comment id.');

export const attachment = z.strictObject({
  id: pseudonymous(z.string().max(512).optional()),
  name: personal(z.string().max(1024).optional()),
  contentType: operational(z.string().max(256).optional()),
  sizeBytes: operational(z.number().int().nonnegative().optional()),
  url: secret(z.string().max(4096).optional(), 'Often carries its own token.'),
});

const message = {
  messageId,
  author: party,
  visibility: operational(z.enum(['public', 'private']), 'private: the customer does not see it.'),
  channel: operational(z.string().max(128).optional()),
  text: content(z.string(), 'As plain text.'),
  html: content(z.string().optional()),
  attachments: z.array(attachment).max(500).optional(),
};

/** A customer wrote to the desk. */
export const messageReceived = fact({
  type: 'message.received.v1',
  data: z.strictObject({ ...message, origin }),
  examples: [
    {
      messageId: '9876543210',
      author: { kind: 'customer', id: '8447388090494', name: 'A Customer' },
      visibility: 'public',
      channel: 'mail',
      text: 'Where is my order 1042?',
      origin: {
        vendor: 'zendesk',
        event: 'ticket.comment_added',
        eventId: 'cbe4028c-7239-495d-b020-f22348516046',
        by: 'event',
      },
    },
  ],
});

/** An agent or a bot wrote: a public reply or a private note. `actionId` where it is one of our own actions come back. */
export const messageSent = fact({
  type: 'message.sent.v1',
  data: z.strictObject({
    ...message,
    actionId: operational(z.string().max(128).optional(), 'The action of ours that sent it, known by its marker.'),
    origin,
  }),
  examples: [
    {
      messageId: '9876543211',
      author: { kind: 'agent', id: '8447388090495', name: 'An Agent' },
      visibility: 'private',
      text: 'Warehouse says it left on Monday.',
      origin: { vendor: 'zendesk', event: 'ticket.comment_added', by: 'event' },
    },
  ],
});

/** A message's text or one of its attachments was taken out at the desk; ours follows. */
export const messageRedacted = fact({
  type: 'message.redacted.v1',
  data: z.strictObject({
    messageId,
    part: operational(z.enum(['text', 'attachment'])),
    attachmentId: pseudonymous(z.string().max(512).optional()),
    origin,
  }),
  examples: [
    {
      messageId: '9876543210',
      part: 'text',
      origin: { vendor: 'zendesk', event: 'ticket.comment_redacted', by: 'event' },
    },
  ],
});

/** A public message became a private note; what quoted it may not reach a customer any more. */
export const messageMadePrivate = fact({
  type: 'message.made-private.v1',
  data: z.strictObject({ messageId, origin }),
  examples: [
    { messageId: '9876543210', origin: { vendor: 'zendesk', event: 'ticket.comment_made_private', by: 'event' } },
  ],
});

export const deliveryStatuses = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'undelivered',
  'failed',
  'canceled',
] as const;

/** What became of a message on its way; reduced by rank, not by arrival. */
export const messageDeliveryChanged = fact({
  type: 'message.delivery-changed.v1',
  data: z.strictObject({
    messageId,
    status: operational(z.enum(deliveryStatuses)),
    errorCode: operational(z.string().max(64).optional()),
    actionId: operational(z.string().max(128).optional(), 'The action of ours that sent it, known by its marker.'),
    origin,
  }),
  examples: [{ messageId: 'SM0123', status: 'delivered', origin: { vendor: 'twilio', by: 'event' } }],
});

export const messageFacts = [
  messageReceived,
  messageSent,
  messageRedacted,
  messageMadePrivate,
  messageDeliveryChanged,
] as const;
