import { signZendesk } from '@deskrail/testing';
import { zendeskReceive } from '@deskrail/zendesk/receive';
import { usageError } from '../command/parse.js';
import type { SendingDesk } from './sending-desk.js';
import { zendeskBody } from './zendesk-body.js';

export const zendeskSending: SendingDesk = {
  events: 'Zendesk’s own, such as ticket.created, ticket.comment_added, ticket.status_changed, user.merged',
  secretVariable: 'DESKRAIL_ZENDESK_SECRET',
  receive: zendeskReceive,
  async sign({ from = 'customer', ...message }, { secret }) {
    if (!['customer', 'agent'].includes(from)) throw usageError('--from takes customer or agent on Zendesk.', 'send');
    const timestamp = new Date(message.nowMs).toISOString();
    const content = { ...message, time: timestamp, eventId: uuid(message.unique), commentId: message.number };
    const body = JSON.stringify(zendeskBody({ ...content, fromAgent: from === 'agent' }));
    return { body, headers: await signZendesk({ secret, timestamp, body, invocationId: uuid(message.unique) }) };
  },
};

const uuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
