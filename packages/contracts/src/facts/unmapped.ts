import { z } from 'zod';
import { eventsOf } from '../event.js';
import { origin } from '../origin.js';
import { operational } from '../privacy.js';

const fact = eventsOf('facts');

/** A vendor's event that has no fact of its own yet: kept whole, with what it was called. */
export const unmapped = fact({
  type: 'unmapped.v1',
  data: z.strictObject({
    vendorEvent: operational(z.string().max(256), 'The vendor’s name of the event, or (none).'),
    why: operational(z.enum(['unknown-event', 'no-contract', 'incomplete'])),
    origin,
  }),
  examples: [
    {
      vendorEvent: 'zen:event-type:article.published',
      why: 'unknown-event',
      origin: { vendor: 'zendesk', by: 'event', raw: '{}' },
    },
  ],
});
