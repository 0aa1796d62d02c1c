import { z } from 'zod';
import { content, operational, pseudonymous } from './privacy.js';

/** Where a fact came from, in the vendor's own terms, with the raw payload or its hash: nothing is silently dropped. */
export const origin = z.strictObject({
  vendor: operational(z.string().min(1).max(64), 'zendesk, freshdesk, twilio, or api for the embedder’s own systems.'),
  event: operational(z.string().max(256).optional(), 'The vendor’s name of the event.'),
  eventId: pseudonymous(z.string().max(512).optional()),
  invocationId: pseudonymous(z.string().max(512).optional(), 'The delivery’s id, where the vendor names it.'),
  by: operational(z.enum(['event', 'trigger', 'export', 'rest', 'api']), 'The way it reached us.'),
  channel: operational(z.string().max(128).optional(), 'The vendor’s word for the channel.'),
  raw: content(z.string().optional(), 'The body exactly as it came. On the first fact of a delivery only.'),
  rawHash: operational(z.string().max(80).optional(), 'sha256:<hex> of the body’s bytes.'),
});

export type Origin = z.output<typeof origin>;
