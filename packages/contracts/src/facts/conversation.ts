import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { eventsOf } from '../event.js';
import { origin } from '../origin.js';
import { operational, pseudonymous } from '../privacy.js';
import { conversation } from '../views/conversation.js';

/**
 * What must outlive the stream, written again: a conversation's whole state with its latest messages, at closing and
 * every 14 days while it is open.
 */
export const conversationSnapshotted = eventsOf('facts')({
  type: 'conversation.snapshotted.v1',
  data: z.strictObject({
    reason: operational(z.enum(['closed', 'periodic'])),
    takenAt: operational(timestamp),
    state: conversation,
    carried: z
      .strictObject({
        times: operational(
          z.record(z.string(), timestamp),
          'Desk’s time of each part of the state, to judge late facts.',
        ),
        erased: pseudonymous(z.array(z.string().max(1024)).max(500), 'Facts whose text was taken out.'),
        erasedAt: operational(timestamp.optional(), 'When text was last taken out: quotes read before do not stand.'),
      })
      .optional(),
    origin,
  }),
  examples: [
    {
      reason: 'closed',
      takenAt: '2026-01-31T12:00:00Z',
      state: {
        id: 'conversation:zendesk:5158',
        tenant: 'acme',
        connection: 'zendesk',
        deskId: '5158',
        status: 'solved',
        priority: null,
        tags: [],
        openedAt: '2026-01-31T09:30:00Z',
        updatedAt: '2026-01-31T12:00:00Z',
        messages: [],
        facts: [],
      },
      origin: { vendor: 'deskrail', by: 'api' },
    },
  ],
});
