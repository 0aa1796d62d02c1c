import { checkEvent } from '@deskrail/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticketEvents } from './normalize/ticket.js';
import { zendeskAdapter, zendeskReceive } from './receive.js';

const connection = zendeskReceive({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'] });

async function normalizes(body: unknown): Promise<void> {
  const raw = JSON.stringify(body);
  const headers = new Headers();
  const delivery = {
    method: 'POST',
    url: 'http://localhost/',
    headers,
    body: new TextEncoder().encode(raw),
    receivedAtMs: 0,
  };
  const reading = zendeskAdapter.read(delivery);
  if (!reading.readable) return;
  const context = { connection, authenticity: 'signed', receivedAtMs: 0, headers, raw } as const;
  const facts = await zendeskAdapter.normalize(reading.payload, context);
  expect(facts.length).toBeGreaterThan(0);
  for (const fact of facts) checkEvent('facts', fact);
}

const events = [
  ...[...ticketEvents.keys()].map((name) => `ticket.${name}`),
  ...['user.created', 'user.name_changed', 'user.merged', 'user.deleted', 'user.identity_created', 'user.tags_changed'],
  ...['organization.created', 'organization.deleted', 'messaging_ticket.message_added', 'article.published', '', '.'],
];

/** Any JSON, with a leaning to what Zendesk sends. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  fc.constantFrom<unknown>(null, '', '0', 0, -1, '5158', 5158, 1e300, 'OPEN', 'hold', true, 'true', [], {}, '\ud800'),
  fc.string({ minLength: 200, maxLength: 6000 }),
);
const record = (keys: readonly string[]) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] });
const detail = record(
  'id actor_id assignee_id description external_id group_id is_public organization_id priority requester_id status subject submitter_id tags type updated_at via name email role active'.split(
    ' ',
  ),
);
const person = record(['id', 'is_staff', 'name', 'type']);
const comment = fc.record(
  {
    id: value,
    body: value,
    html_body: value,
    is_public: value,
    author: fc.oneof(person, value),
    attachment: value,
    attachments: value,
  },
  { requiredKeys: [] },
);
const change = fc.record(
  {
    ...Object.fromEntries(
      'current previous tags_added tags_removed users_added target_ticket_id target_user_id satisfaction_score meta'
        .split(' ')
        .map((key) => [key, value]),
    ),
    comment: fc.oneof(comment, value),
    message: fc.oneof(record(['id', 'body']), value),
    actor: fc.oneof(person, value),
    custom_field: fc.oneof(record(['id', 'title', 'type']), value),
  },
  { requiredKeys: [] },
);
const envelope = fc.record(
  {
    type: fc.constantFrom(...events).map((event) => `zen:event-type:${event}`),
    id: value,
    account_id: value,
    subject: value,
    time: fc.oneof(value, fc.constant('2025-01-08T10:12:07.672717030Z')),
    detail: fc.oneof({ weight: 5, arbitrary: detail }, value),
    event: fc.oneof({ weight: 5, arbitrary: change }, value),
  },
  { requiredKeys: ['type'] },
);
const template = record(
  'ticket_id status priority type channel tags requester_id assignee_id group_id created_at updated_at comment_id comment_public author_id actor_id title requester_name requester_email author_name text'.split(
    ' ',
  ),
).map((body) => ({ deskrail: 'zendesk/1', ...body }));

describe('normalize', () => {
  it('gives valid facts for any JSON', () => fc.assert(fc.asyncProperty(value, normalizes), { numRuns: 500 }));
  it('gives valid facts for any event', () => fc.assert(fc.asyncProperty(envelope, normalizes), { numRuns: 2000 }));
  it('gives valid facts for any template', () => fc.assert(fc.asyncProperty(template, normalizes), { numRuns: 500 }));
});
