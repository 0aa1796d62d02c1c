import { z } from 'zod';
import { customerProfile } from '../facts/customer.js';
import { operational, pseudonymous } from '../privacy.js';

/** What is known of a customer or an organization. The id is the subject of its facts. */
export const customer = z.strictObject({
  id: pseudonymous(z.string()),
  tenant: operational(z.string()),
  connection: operational(z.string()),
  deskId: pseudonymous(z.string()),
  kind: operational(z.enum(['person', 'organization'])),
  profile: customerProfile,
  consent: operational(z.record(z.string(), z.enum(['opted-in', 'opted-out'])), 'By channel.'),
  mergedInto: pseudonymous(z.string().optional()),
  updatedAt: operational(z.string()),
});

export type Customer = z.output<typeof customer>;
