import { z } from 'zod';
import { timestamp } from './envelope.js';
import { apiKeyView } from './views/review.js';

export const keyName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'is empty, or holds a control character');

export const keyRoles = ['reader', 'writer', 'agent', 'reviewer', 'senior', 'admin'] as const;
export type KeyRole = (typeof keyRoles)[number];

/** A new API key in the tenant of whoever makes it. */
export const makeKey = z
  .strictObject({
    name: keyName.describe('What it is for, such as anna-phone; facts appended with it are system/<name>’s.'),
    person: keyName.optional().describe('Whose it is; verdicts given with it are theirs. Default: its name.'),
    roles: z.array(z.enum(keyRoles)).min(1).max(keyRoles.length).describe('None above those of whoever makes it.'),
    queues: z
      .array(keyName)
      .min(1)
      .max(100)
      .optional()
      .describe('The only queues it may decide in. Default: as its maker’s.'),
    expiresAt: timestamp.optional().describe('When it ends by itself. Default: it does not.'),
  })
  .meta({ id: 'MakeKey' });

export type MakeKey = z.output<typeof makeKey>;

export const rotateKey = z
  .strictObject({
    graceSeconds: z
      .number()
      .int()
      .min(0)
      .max(2_592_000)
      .optional()
      .describe('How long the old one works beside the new. Default: a day.'),
    expiresAt: timestamp.optional().describe('Of the new one. Default: as long from now as the old one had.'),
  })
  .meta({ id: 'RotateKey' });

export type RotateKey = z.output<typeof rotateKey>;

export const madeKey = z
  .strictObject({
    secret: z.string().describe('The key, for Authorization: Bearer. It is shown this once: what is kept is its hash.'),
    key: apiKeyView,
  })
  .meta({ id: 'MadeKey' });

export type MadeKey = z.output<typeof madeKey>;
