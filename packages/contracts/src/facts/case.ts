import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { eventsOf } from '../event.js';
import { origin } from '../origin.js';
import { casePriorities, caseStatuses, party } from '../party.js';
import { content, operational, pseudonymous } from '../privacy.js';

const fact = eventsOf('facts');
const zendesk = (event: string) => ({ vendor: 'zendesk', event: `ticket.${event}`, by: 'event' as const });
const status = operational(z.enum(caseStatuses));
const priority = operational(z.enum(casePriorities).nullable(), 'null: not set.');
const tags = operational(z.array(z.string().max(256)).max(2000));
const group = z.strictObject({
  id: operational(z.string().max(256)),
  name: operational(z.string().max(512).optional()),
});

/** A case began. Its description is the customer's opening words, and counts as a message until the desk sends it as one. */
export const caseOpened = fact({
  type: 'case.opened.v1',
  data: z.strictObject({
    subject: content(z.string().max(4096).optional()),
    description: content(z.string().optional()),
    visibility: operational(z.enum(['public', 'private']).optional(), 'Of the description; missing means private.'),
    status,
    vendorStatus: operational(z.string().max(256).optional()),
    priority: priority.optional(),
    kind: operational(z.string().max(64).optional(), 'problem, incident, question, task, or the desk’s own.'),
    tags: tags.optional(),
    channel: operational(z.string().max(128).optional()),
    requester: party,
    submitter: party.optional(),
    assignee: party.nullable().optional(),
    group: group.nullable().optional(),
    organizationId: pseudonymous(z.string().max(256).nullable().optional()),
    externalId: pseudonymous(z.string().max(512).nullable().optional()),
    origin,
  }),
  examples: [
    {
      subject: 'Order 1042',
      description: 'Where is my order 1042?',
      visibility: 'public',
      status: 'new',
      priority: null,
      tags: [],
      channel: 'web',
      requester: { kind: 'customer', id: '8447388090494' },
      origin: zendesk('created'),
    },
  ],
});

export const caseStatusChanged = fact({
  type: 'case.status-changed.v1',
  data: z.strictObject({
    previous: status.nullable(),
    current: status,
    vendorPrevious: operational(z.string().max(256).optional()),
    vendorCurrent: operational(z.string().max(256).optional(), 'The desk’s own word, where it says more than ours.'),
    origin,
  }),
  examples: [{ previous: 'open', current: 'solved', vendorCurrent: 'SOLVED', origin: zendesk('status_changed') }],
});

export const casePriorityChanged = fact({
  type: 'case.priority-changed.v1',
  data: z.strictObject({ previous: priority, current: priority, origin }),
  examples: [{ previous: null, current: 'high', origin: zendesk('priority_changed') }],
});

/** Assignee or group changed. A side that did not change is left out; null means nobody. */
export const caseAssigned = fact({
  type: 'case.assigned.v1',
  data: z.strictObject({
    assignee: party.nullable().optional(),
    previousAssignee: party.nullable().optional(),
    group: group.nullable().optional(),
    previousGroup: group.nullable().optional(),
    origin,
  }),
  examples: [
    {
      assignee: { kind: 'agent', id: '8447388090495' },
      previousAssignee: null,
      origin: zendesk('agent_assignment_changed'),
    },
  ],
});

export const caseTagged = fact({
  type: 'case.tagged.v1',
  data: z.strictObject({ added: tags, removed: tags, origin }),
  examples: [{ added: ['vip'], removed: [], origin: zendesk('tags_changed') }],
});

/** Any other field of the case; values as the desk gave them. */
export const caseFieldChanged = fact({
  type: 'case.field-changed.v1',
  data: z.strictObject({
    field: z.strictObject({
      id: operational(z.string().max(256)),
      name: operational(z.string().max(512).optional()),
      kind: operational(z.string().max(64).optional()),
    }),
    previous: content(z.json().optional()),
    current: content(z.json().optional()),
    origin,
  }),
  examples: [
    {
      field: { id: '360000', name: 'Plan', kind: 'tagger' },
      previous: 'free',
      current: 'pro',
      origin: zendesk('custom_field_changed'),
    },
  ],
});

/**
 * The state that a reading of the desk found, where what changed it never came. Not a change with an event of its own: a
 * field that is left out was not read. Its time is the desk's time of the case's last update.
 */
export const caseStateObserved = fact({
  type: 'case.state-observed.v1',
  data: z.strictObject({
    subject: content(z.string().max(4096).optional()),
    status: status.optional(),
    vendorStatus: operational(z.string().max(256).optional()),
    priority: priority.optional(),
    tags: tags.optional(),
    channel: operational(z.string().max(128).optional()),
    requester: party.optional(),
    assignee: party.nullable().optional(),
    group: group.nullable().optional(),
    organizationId: pseudonymous(z.string().max(256).nullable().optional()),
    externalId: pseudonymous(z.string().max(512).nullable().optional()),
    openedAt: operational(timestamp.optional()),
    origin,
  }),
  examples: [
    {
      status: 'solved',
      vendorStatus: 'solved',
      priority: 'high',
      tags: ['vip'],
      assignee: null,
      origin: { vendor: 'zendesk', by: 'export' },
    },
  ],
});

/** A merge is one fact on each side: `source` went into `other`, `target` took `other` in. */
export const caseMerged = fact({
  type: 'case.merged.v1',
  data: z.strictObject({
    side: operational(z.enum(['source', 'target'])),
    other: pseudonymous(z.string().max(1024), 'The other conversation’s id.'),
    origin,
  }),
  examples: [{ side: 'source', other: 'conversation:zendesk:5160', origin: zendesk('merged') }],
});

export const caseDeleted = fact({
  type: 'case.deleted.v1',
  data: z.strictObject({ mode: operational(z.enum(['soft', 'permanent', 'spam'])), origin }),
  examples: [{ mode: 'permanent', origin: zendesk('permanently_deleted') }],
});

export const slaChanged = fact({
  type: 'sla.changed.v1',
  data: z.strictObject({
    what: operational(z.enum(['next-breach', 'sla-policy', 'ola-policy', 'schedule', 'due'])),
    previous: operational(z.string().max(256).nullable()),
    current: operational(z.string().max(256).nullable(), 'A time for next-breach and due, else an id; null: cleared.'),
    origin,
  }),
  examples: [
    {
      what: 'next-breach',
      previous: null,
      current: '2026-01-31T12:00:00Z',
      origin: zendesk('next_sla_breach_changed'),
    },
  ],
});

export const csatReceived = fact({
  type: 'csat.received.v1',
  data: z.strictObject({
    rating: operational(z.enum(['good', 'bad', 'other'])),
    score: operational(z.number().optional(), 'Where the desk uses a scale.'),
    vendorScore: operational(z.string().max(64).optional()),
    comment: content(z.string().optional()),
    origin,
  }),
  examples: [{ rating: 'good', vendorScore: 'GOOD', origin: zendesk('csat_received') }],
});

export const caseFacts = [
  caseOpened,
  caseStatusChanged,
  casePriorityChanged,
  caseAssigned,
  caseTagged,
  caseFieldChanged,
  caseStateObserved,
  caseMerged,
  caseDeleted,
  slaChanged,
  csatReceived,
] as const;
