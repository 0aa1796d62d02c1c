import { z } from 'zod';
import { eventsOf } from '../event.js';
import { origin } from '../origin.js';
import { operational, personal } from '../privacy.js';

const fact = eventsOf('facts');

/** Something is wrong with the product, or right again: many cases may be about it. */
export const incidentSignalled = fact({
  type: 'incident.signalled.v1',
  data: z.strictObject({
    incidentId: operational(z.string().min(1).max(256)),
    state: operational(z.enum(['open', 'updated', 'resolved'])),
    severity: operational(z.enum(['minor', 'major', 'critical']).optional()),
    title: operational(z.string().max(512)),
    summary: operational(z.string().max(8192).optional(), 'Written to be told to customers.'),
    affects: operational(z.array(z.string().max(128)).max(100).optional(), 'Products or components.'),
    contact: personal(z.string().max(256).optional()),
    origin,
  }),
  examples: [
    {
      incidentId: 'INC-7',
      state: 'open',
      severity: 'major',
      title: 'Card payments are delayed',
      affects: ['checkout'],
      origin: { vendor: 'api', by: 'api' },
    },
  ],
});
