import { z } from 'zod';
import { authenticities } from './envelope.js';
import { eventsOf } from './event.js';
import { content, operational, pseudonymous } from './privacy.js';

/** What could not be read or handled, kept with why and where it came from, so that it can be looked at and redriven. */
export const deadLetterRecorded = eventsOf('dead-letters')({
  type: 'dead-letter.recorded.v1',
  data: z.strictObject({
    reason: operational(z.enum(['unreadable', 'stale', 'handler-failed', 'too-large', 'event-invalid'])),
    code: operational(z.string().max(64), 'The error’s stable code.'),
    message: operational(z.string().max(2048), 'What was wrong and where; no text of a person.'),
    attempts: operational(z.number().int().nonnegative()),
    from: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: operational(z.literal('webhook')),
        connection: operational(z.string()),
        headers: operational(z.record(z.string(), z.string()), 'Without credentials.'),
        authenticity: operational(z.enum(authenticities).optional(), 'How it was verified, for when it is redriven.'),
      }),
      z.strictObject({
        kind: operational(z.literal('stream')),
        stream: operational(z.string()),
        position: operational(z.string()),
        group: operational(z.string()),
        eventId: pseudonymous(z.string()),
      }),
    ]),
    body: content(z.string().optional(), 'As it came: text, or base64 where it was not UTF-8.'),
    bodyEncoding: operational(z.enum(['utf8', 'base64']).optional()),
  }),
  examples: [
    {
      reason: 'unreadable',
      code: 'payload-unreadable',
      message: 'The body is not JSON: unexpected end at byte 12.',
      attempts: 1,
      from: { kind: 'webhook', connection: 'zendesk', headers: { 'content-type': 'application/json' } },
      body: '{"type":"zen',
      bodyEncoding: 'utf8',
    },
  ],
});
