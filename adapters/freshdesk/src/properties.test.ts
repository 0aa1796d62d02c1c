import { checkEvent } from '@deskrail/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComment } from './normalize/comment.js';
import { readTriggeredEvent } from './normalize/triggered-event.js';
import { freshdeskAdapter, freshdeskReceive, freshdeskTemplate } from './receive.js';

const connection = freshdeskReceive({ id: 'freshdesk', tenant: 'acme', secrets: ['s3cret'] });

async function normalizesText(raw: string): Promise<void> {
  const headers = new Headers();
  const body = new TextEncoder().encode(raw);
  const delivery = { method: 'POST', url: 'http://localhost/', headers, body, receivedAtMs: 0 };
  const reading = freshdeskAdapter.read(delivery);
  if (!reading.readable) {
    expect(reading.cause).toMatch(/\.$/);
    return;
  }
  const context = { connection, authenticity: 'shared-secret', receivedAtMs: 0, headers, raw } as const;
  const facts = await freshdeskAdapter.normalize(reading.payload, context);
  expect(facts.length).toBeGreaterThan(0);
  for (const fact of facts) checkEvent('facts', fact);
}

const normalizes = (body: unknown): Promise<void> => normalizesText(JSON.stringify(body));

/** Any JSON, with a leaning to what Freshdesk sends. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  fc.constantFrom<unknown>(null, '', '0', 0, -1, '5158', 'INC-12', 1e300, 'Open', 'Medium', true, [], {}, '\ud800'),
  fc.constantFrom<unknown>('{{ticket.id}}', 'Ada Lovelace : <div>Hello</div>', ' : ', '{status:{from:2,to:6}}', 'a, b'),
  fc.constantFrom<unknown>(
    '{note_type:private}',
    '{ticket_action:created}',
    '{reply_sent:sent}',
    '2026-01-31T09:30:00Z',
  ),
  fc.string({ minLength: 200, maxLength: 6000 }),
);
const record = (keys: string) =>
  fc.record(Object.fromEntries(keys.split(' ').map((key) => [key, value])), { requiredKeys: [] });

const trigger = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'status',
        'priority',
        'responder_id',
        'group_id',
        'tags',
        'ticket_type',
        'cf_x',
        'ticket_action',
        'note_type',
      ),
      fc.string({ maxLength: 20 }),
      fc.string({ maxLength: 20 }),
    )
    .map(([name, from, to]) => `{${name}:{from:${from},to:${to}}}`),
  value,
);
const flat = fc
  .tuple(
    record(
      'ticket_id ticket_subject ticket_description ticket_status ticket_priority ticket_source ticket_type ticket_tags ticket_latest_public_comment ticket_latest_private_comment ticket_agent_name ticket_group_name ticket_requester_name ticket_contact_email requester_email updated_at cf_plan',
    ),
    trigger,
  )
  .map(([fields, triggered_event]) => ({ ...fields, triggered_event }));
const nested = record('id subject status priority tags requester agent group description updated_at').map((ticket) => ({
  ticket,
}));
const person = fc.oneof(record('id name email phone helpdesk_agent'), value);
const changes = record('status priority tags responder_id group_id type spam deleted due_by cc_emails').chain((to) =>
  fc.constantFrom<unknown>(Object.fromEntries(Object.entries(to).map(([key, after]) => [key, [null, after]])), to),
);
const app = fc.record(
  {
    event: fc.oneof(
      fc.constantFrom(
        'onTicketCreate',
        'onTicketUpdate',
        'onTicketDelete',
        'onConversationCreate',
        'onConversationDelete',
      ),
      fc.constantFrom('onExternalEvent', 'onContactCreate', 'onWhatever'),
    ),
    account_id: value,
    timestamp: fc.oneof(fc.double(), value),
    data: fc.oneof(
      fc.record(
        {
          ticket: fc.oneof(
            fc
              .tuple(
                record(
                  'id subject description description_text is_description_truncated status priority source type tags group_id responder_id requester_id company_id created_at updated_at',
                ),
                changes,
              )
              .map(([ticket, changed]) => ({ ...ticket, changes: changed })),
            value,
          ),
          conversation: fc.oneof(
            record(
              'id ticket_id body body_text is_body_truncated incoming private source user_id attachments created_at',
            ),
            value,
          ),
          requester: person,
          actor: person,
        },
        { requiredKeys: [] },
      ),
      value,
    ),
  },
  { requiredKeys: ['event'] },
);
const rendered = fc
  .tuple(fc.array(fc.string({ maxLength: 60 }), { minLength: 30, maxLength: 30 }), trigger)
  .map(([texts, event]) => {
    let index = 0;
    return freshdeskTemplate.replace(/\{\{([\w.]+)\}\}/g, (_whole, name: string) => {
      index += 1;
      return name === 'ticket.id'
        ? '5158'
        : name === 'triggered_event'
          ? typeof event === 'string'
            ? event
            : JSON.stringify(event)
          : (texts[index] ?? '');
    });
  });

describe('normalize', () => {
  it('gives valid facts for any JSON', () => fc.assert(fc.asyncProperty(value, normalizes), { numRuns: 500 }));
  it('gives valid facts for any flat payload', () =>
    fc.assert(
      fc.asyncProperty(flat, (fields) => normalizes({ freshdesk_webhook: fields })),
      { numRuns: 1500 },
    ));
  it('gives valid facts for any nested payload', () =>
    fc.assert(fc.asyncProperty(nested, normalizes), { numRuns: 500 }));
  it('gives valid facts for any event of an app', () =>
    fc.assert(fc.asyncProperty(app, normalizes), { numRuns: 1500 }));
  it('reads any rendered template or says why not', () =>
    fc.assert(fc.asyncProperty(rendered, normalizesText), { numRuns: 500 }));
  it('reads any text or says why not', () =>
    fc.assert(fc.asyncProperty(fc.string(), normalizesText), { numRuns: 500 }));
});

describe('readTriggeredEvent', () => {
  it('takes anything', () => fc.assert(fc.property(value, (given) => void readTriggeredEvent(given))));

  it.each(['{', ' ', ':', '{a:', 'from:', '{status:{from:', '",', "'"])(
    'takes time that grows with the length: %j',
    (part) => {
      const before = process.cpuUsage();
      readTriggeredEvent(part.repeat(Math.floor(9_999 / part.length)));
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(250);
    },
  );

  it.each(['{cf_x:a|b}', '{cf_x:{from:a|b,to:c}}', '{cf_x:{from:a,to:b|c}}', '{|cf_x:a}', '{cf_x:{to:a|b}}'])(
    'and so where the blanks in a value are: %j',
    (given) => {
      const before = process.cpuUsage();
      readTriggeredEvent(given.replace('|', ' '.repeat(9_900)));
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(250);
    },
  );
});

describe('readComment', () => {
  it.each(['', 'Ada '])('takes time that grows with the length: blanks after %j', (start) => {
    const before = process.cpuUsage();
    expect(readComment(`${start}${' '.repeat(900_000)}x`)?.text).toMatch(/x$/);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(250);
  });
});
