import { z } from 'zod';
import { deadLetterRecorded } from '../dead-letter.js';
import { timestamp } from '../envelope.js';
import { operational, pseudonymous } from '../privacy.js';

/** A dead letter as it is looked at: what was recorded, when and about what. */
export const deadLetterView = deadLetterRecorded.data.extend({
  id: operational(z.string()),
  tenant: operational(z.string()),
  connection: operational(z.string().optional()),
  subject: pseudonymous(z.string()),
  at: operational(timestamp, 'When it was appended.'),
});
export type DeadLetterView = z.output<typeof deadLetterView>;

/** In a list: without the body. */
export const deadLetterSummary = deadLetterView.omit({ body: true, bodyEncoding: true });
export type DeadLetterSummary = z.output<typeof deadLetterSummary>;

/** Where a dead letter went when it was given another chance. */
export const redrivenLetter = z.strictObject({
  id: operational(z.string()),
  to: operational(z.enum(['group', 'receiver']), 'The group that failed, or the receiver for a webhook.'),
  group: operational(z.string().optional()),
  facts: operational(z.number().int().optional(), 'Facts that the receiver made of it.'),
});
export type RedrivenLetter = z.output<typeof redrivenLetter>;
