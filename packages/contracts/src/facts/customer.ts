import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { eventsOf } from '../event.js';
import { origin } from '../origin.js';
import { content, operational, personal, pseudonymous } from '../privacy.js';

const fact = eventsOf('facts');
const user = (event: string) => ({ vendor: 'zendesk', event: `user.${event}`, by: 'event' as const });
const customerId = pseudonymous(z.string().min(1).max(512), 'The desk’s own id.');

/** What is known of a customer or an organization after a change; a field that is left out is not known. */
export const customerProfile = z.strictObject({
  name: personal(z.string().max(1024).nullable().optional()),
  email: personal(z.string().max(1024).nullable().optional()),
  phone: personal(z.string().max(256).nullable().optional()),
  locale: personal(z.string().max(64).nullable().optional()),
  timeZone: personal(z.string().max(128).nullable().optional()),
  role: operational(z.string().max(64).nullable().optional()),
  active: operational(z.boolean().optional()),
  suspended: operational(z.boolean().optional()),
  organizationId: pseudonymous(z.string().max(256).nullable().optional()),
  externalId: pseudonymous(z.string().max(512).nullable().optional()),
  tags: operational(z.array(z.string().max(256)).max(2000).optional()),
});

export type CustomerProfile = z.output<typeof customerProfile>;

/** A customer, agent or organization record changed; `change` names what, `profile` is the state after it. */
export const customerChanged = fact({
  type: 'customer.changed.v1',
  data: z.strictObject({
    customerId,
    kind: operational(z.enum(['person', 'organization'])),
    change: operational(z.string().max(128), 'Such as created, name, role, tags.'),
    previous: content(z.json().optional()),
    current: content(z.json().optional()),
    profile: customerProfile,
    origin,
  }),
  examples: [
    {
      customerId: '8447388090494',
      kind: 'person',
      change: 'active',
      previous: true,
      current: false,
      profile: { active: false, role: 'end-user' },
      origin: user('active_changed'),
    },
  ],
});

/** Merges are one fact on each side, as with cases. */
export const customerMerged = fact({
  type: 'customer.merged.v1',
  data: z.strictObject({
    customerId,
    side: operational(z.enum(['source', 'target'])),
    other: pseudonymous(z.string().max(1024), 'The other customer’s subject.'),
    origin,
  }),
  examples: [{ customerId: '8447388090494', side: 'source', other: 'customer:zendesk:77', origin: user('merged') }],
});

export const customerDeleted = fact({
  type: 'customer.deleted.v1',
  data: z.strictObject({ customerId, kind: operational(z.enum(['person', 'organization'])), origin }),
  examples: [{ customerId: '8447388090494', kind: 'person', origin: user('deleted') }],
});

/** An opt-out or opt-in on one channel; an opt-out blocks further sends. */
export const customerConsentChanged = fact({
  type: 'customer.consent-changed.v1',
  data: z.strictObject({
    customerId,
    channel: operational(z.string().max(64)),
    address: personal(z.string().max(256).optional()),
    consent: operational(z.enum(['opted-in', 'opted-out'])),
    origin,
  }),
  examples: [
    { customerId: '+15005550006', channel: 'sms', consent: 'opted-out', origin: { vendor: 'twilio', by: 'event' } },
  ],
});

/** What must outlive the stream, written again: the whole customer record. */
export const customerSnapshotted = fact({
  type: 'customer.snapshotted.v1',
  data: z.strictObject({
    customerId,
    kind: operational(z.enum(['person', 'organization'])),
    profile: customerProfile,
    consent: z
      .array(
        z.strictObject({
          channel: operational(z.string().max(64)),
          consent: operational(z.enum(['opted-in', 'opted-out'])),
        }),
      )
      .max(50),
    times: operational(z.record(z.string(), timestamp).optional(), 'Desk’s time of each part, to judge late facts.'),
    deleted: operational(z.boolean().optional(), 'Deleted at the desk: said again where later facts were kept.'),
    origin,
  }),
  examples: [
    {
      customerId: '8447388090494',
      kind: 'person',
      profile: { name: 'A Customer' },
      consent: [],
      origin: { vendor: 'deskrail', by: 'api' },
    },
  ],
});

export const customerFacts = [
  customerChanged,
  customerMerged,
  customerDeleted,
  customerConsentChanged,
  customerSnapshotted,
] as const;
