import { z } from 'zod';
import { eventsOf } from './event.js';
import { operational, pseudonymous } from './privacy.js';

/** What was derived from one message. Never raw text: entities are types and positions. */
export const featureSet = z.strictObject({
  about: pseudonymous(z.string(), 'Id of the fact they were derived from.'),
  pipeline: operational(z.string().max(128), 'Name and version of what derived them.'),
  language: operational(z.string().max(16), 'ISO 639-1, or und when unsure.'),
  sentiment: operational(z.number().min(-1).max(1), '-1 bad, 1 good.'),
  urgency: operational(z.number().min(0).max(1), '0 can wait, 1 cannot.'),
  intents: operational(
    z.array(z.strictObject({ name: z.string().max(128), confidence: z.number().min(0).max(1) })).max(20),
    'Most likely first, several where several are asked; confidence is calibrated. Empty when out of scope.',
  ),
  unsureBetween: operational(
    z.array(z.string().max(128)).length(2).optional(),
    'Two intents too close to call: better to ask which one is meant.',
  ),
  outOfScope: operational(z.boolean()),
  entities: operational(
    z
      .array(
        z.strictObject({
          kind: z.enum(['email', 'phone', 'amount', 'order-number', 'date', 'url']),
          start: z.number().int().nonnegative(),
          end: z.number().int().nonnegative(),
        }),
      )
      .max(200),
    'Positions in UTF-16 code units of the message’s text.',
  ),
  duplicateOf: z
    .strictObject({
      conversation: pseudonymous(z.string().max(1024)),
      likeness: operational(z.number().min(0).max(1)),
    })
    .optional()
    .describe('An earlier conversation that asks the same.'),
  cluster: operational(z.string().max(128).optional(), 'Of conversations that ask alike; stable while they are kept.'),
});

export type FeatureSet = z.output<typeof featureSet>;

export const featuresDerived = eventsOf('features')({
  type: 'features.derived.v1',
  data: featureSet,
  examples: [
    {
      about: 'acme/zendesk/message/9876543210',
      pipeline: 'embedded/1',
      language: 'en',
      sentiment: -0.2,
      urgency: 0.3,
      intents: [{ name: 'order-status', confidence: 0.82 }],
      outOfScope: false,
      entities: [{ kind: 'order-number', start: 18, end: 22 }],
    },
  ],
});
