import { z } from 'zod';
import { timestamp } from './envelope.js';
import { keyName, keyRoles } from './key-requests.js';

/** A code that signs somebody in, in the tenant of whoever makes it. */
export const makeSignInCode = z
  .strictObject({
    name: keyName.optional().describe('Whom it signs in. Default: local.'),
    roles: z
      .array(z.enum(keyRoles))
      .min(1)
      .max(keyRoles.length)
      .optional()
      .describe(
        'None above those of whoever makes it. Default: those that the directory of people says, else a reviewer’s.',
      ),
  })
  .meta({ id: 'MakeSignInCode' });

export type MakeSignInCode = z.output<typeof makeSignInCode>;

export const madeSignInCode = z
  .strictObject({
    code: z
      .string()
      .describe('For the page’s address, as #code=<code>. It is shown this once: what is kept is its hash.'),
    name: z.string(),
    roles: z.array(z.enum(keyRoles)),
    expiresAt: timestamp.describe('Until when it signs in, once.'),
  })
  .meta({ id: 'MadeSignInCode' });

export type MadeSignInCode = z.output<typeof madeSignInCode>;

export const endSessions = z
  .strictObject({ name: keyName.describe('Whose sessions and unused codes end.') })
  .meta({ id: 'EndSessions' });

export type EndSessions = z.output<typeof endSessions>;

export const endedSessions = z
  .strictObject({ ended: z.number().int().min(0).describe('How many sessions.') })
  .meta({ id: 'EndedSessions' });

export type EndedSessions = z.output<typeof endedSessions>;
