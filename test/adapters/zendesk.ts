/** What Zendesk sends and answers, for the conformance suite and the fuzzer. */
import type { ActionParameters } from '@deskrail/contracts';
import { signZendesk, type ZendeskEventPayload, zendeskFixtures } from '@deskrail/testing';
import {
  type ActCase,
  type AdapterFixtures,
  approvedFixture,
  type FactFixture,
  type WebhookFixture,
} from '@deskrail/webhooks/conformance';
import { openZendeskExecutor } from '@deskrail/zendesk/act';
import { zendeskReceive, zendeskTemplate } from '@deskrail/zendesk/receive';

const pages = {
  ticket: 'https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/',
  user: 'https://developer.zendesk.com/api-reference/webhooks/event-types/user-events/',
  organization: 'https://developer.zendesk.com/api-reference/webhooks/event-types/organization-events/',
  messaging: 'https://developer.zendesk.com/api-reference/webhooks/event-types/messaging-events/',
  trigger: 'https://support.zendesk.com/hc/en-us/articles/4408839108378',
  verifying: 'https://developer.zendesk.com/documentation/webhooks/verifying/',
  update: 'https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket',
  limits: 'https://developer.zendesk.com/api-reference/introduction/rate-limits/',
  audits: 'https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/',
};

const pageOf = (type: string): string => {
  const family = type.slice('zen:event-type:'.length).split('.')[0] ?? '';
  return pages[family === 'messaging_ticket' ? 'messaging' : (family as 'ticket' | 'user' | 'organization')];
};

const event = (name: string, payload: ZendeskEventPayload, facts: FactFixture['facts']): FactFixture => ({
  name,
  follows: pageOf(payload.type),
  body: JSON.stringify(payload),
  facts,
});

const conversation = 'conversation:zendesk:5158';
const customer = zendeskFixtures.commentAdded({ commentId: '9876543210', author: { staff: false } });
const note = (given: object): WebhookFixture => ({
  name: `a note that says ${JSON.stringify(given)}`,
  follows: pages.ticket,
  body: JSON.stringify(
    zendeskFixtures.ticketEvent('comment_added', {
      event: { comment: { id: '77', body: 'Not for the customer.', author: { id: '9', is_staff: true }, ...given } },
    }),
  ),
});

const template = (values: Record<string, string>): string =>
  zendeskTemplate.replace(/\{\{(.+?)\}\}/g, (_, name: string) => values[name.trim()] ?? '');

const everyEvent = zendeskFixtures.everyEvent().map((payload) => ({
  name: payload.type,
  follows: pageOf(payload.type),
  body: JSON.stringify(payload),
}));

const connection = { id: 'zendesk', tenant: 'acme' };
const rest = { url: 'https://acme.zendesk.com', token: 'bot@acme.example/token:abc' };
const reply = approvedFixture({ connection, deskId: '5158', parameters: { kind: 'post-reply' } });
const ticket = {
  id: 5158,
  status: 'open',
  priority: 'normal',
  tags: ['a'],
  assignee_id: 7,
  updated_at: '2026-03-02T07:00:00Z',
};
const audit = (marker: string | undefined) => ({
  id: 1,
  created_at: '2026-03-02T08:00:00Z',
  events: [{ id: 9876543211, type: 'Comment', public: true }],
  metadata: { custom: marker === undefined ? {} : { deskrail_action: marker } },
});

const answering =
  (write: () => Response | Promise<Response>, current: object = ticket) =>
  (request: Request) =>
    request.method === 'GET' ? Response.json({ ticket: current, audits: [], meta: { has_more: false } }) : write();
const taken = () => Response.json({ ticket, audit: audit('act_1') });
const refusing = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  answering(() => Response.json(body, { status, headers }));

const everyKind: readonly ActionParameters[] = [
  { kind: 'post-reply' },
  { kind: 'post-note' },
  { kind: 'set-status', status: 'pending' },
  { kind: 'set-priority', priority: 'high' },
  { kind: 'set-tags', add: ['vip'], remove: [] },
  { kind: 'assign', group: '12' },
];
const kinds: readonly ActCase[] = everyKind.map((parameters) => ({
  name: `${parameters.kind} is carried out`,
  follows: pages.update,
  action: approvedFixture({ connection, deskId: '5158', parameters }),
  expected: { outcome: 'executed' },
}));

const failure = (
  name: string,
  desk: ActCase['desk'],
  expected: ActCase['expected'],
  follows = pages.update,
): ActCase => ({
  ...{ name, follows, action: reply, expected },
  ...(desk && { desk }),
});

export const zendeskWebhooks: AdapterFixtures = {
  scheme: {
    ...{ follows: pages.verifying, signsBody: true, signsTime: true, encoding: 'base64' },
    header: 'x-zendesk-webhook-signature',
  },
  secrets: { newer: 'a-newer-signing-secret', older: 'an-older-signing-secret', foreign: 'the-secret-of-another' },
  connection: (secrets) => zendeskReceive({ ...connection, secrets }),
  accountFields: ['account_id'],
  sign: async ({ secret, atMs, body }) => ({
    headers: await signZendesk({ secret, body, timestamp: new Date(atMs).toISOString(), accountId: 22129848 }),
  }),
  webhooks: [
    event('a customer’s comment', customer, [
      { type: 'message.received.v1', subject: conversation, data: { messageId: '9876543210', visibility: 'public' } },
    ]),
    event('a ticket', zendeskFixtures.ticketCreated({ subject: 'Order 1042' }), [
      { type: 'case.opened.v1', subject: conversation, data: { status: 'new', subject: 'Order 1042' } },
    ]),
    event('a status in capitals', statusChanged('OPEN', 'SOLVED'), [
      { type: 'case.status-changed.v1', data: { previous: 'open', current: 'solved' } },
    ]),
    event('a status in lower case', statusChanged('open', 'hold'), [
      { type: 'case.status-changed.v1', data: { previous: 'open', current: 'on-hold' } },
    ]),
    event('tags that are null', zendeskFixtures.ticketEvent('tags_changed', { event: { tags_added: null } }), [
      { type: 'case.tagged.v1', data: { added: [], removed: [] } },
    ]),
    event('a message of messaging, named by a ULID', zendeskFixtures.messageAdded(), [{ type: 'message.received.v1' }]),
    event('a user', zendeskFixtures.userEvent('name_changed'), [{ type: 'customer.changed.v1' }]),
    event('an organization', zendeskFixtures.organizationEvent('name_changed'), [{ type: 'customer.changed.v1' }]),
    {
      name: 'a trigger’s template',
      follows: pages.trigger,
      headers: { 'x-zendesk-webhook-invocation-id': '01HQ3ZKB2M6R8E4Y0J3G9S7PQC' },
      body: template({
        'ticket.id': '5158',
        'ticket.requester.id': '7',
        'ticket.status': 'Open',
        'ticket.latest_comment.id': '9876543212',
        'ticket.latest_comment.author.id': '7',
        'ticket.latest_comment.is_public': 'true',
        'ticket.latest_comment.value': 'Where is my order?',
      }),
      facts: [{ type: 'case.status-changed.v1' }, { type: 'case.opened.v1' }, { type: 'message.received.v1' }],
    },
  ],
  unknownEvent: {
    name: 'an event of tomorrow',
    follows: pages.ticket,
    body: JSON.stringify({ ...customer, type: 'zen:event-type:ticket.dreamt_of' }),
  },
  ownReply: {
    name: 'our own reply, through the API',
    follows: pages.ticket,
    body: JSON.stringify(
      zendeskFixtures.commentAdded({ commentId: '9876543211', author: { staff: true }, channel: 'web_service' }),
    ),
  },
  privateNotes: [note({ is_public: false }), note({}), note({ is_public: null }), note({ is_public: 'true' })],
  hugeInteger: {
    name: 'a value of 26 digits without quotation marks',
    follows: pages.ticket,
    digits: '12345678901234567890123456',
    body: JSON.stringify(
      zendeskFixtures.ticketEvent('custom_field_changed', {
        event: { custom_field: { id: '1' }, current: { value: 0 }, previous: {} },
      }),
    ).replace('"value":0', '"value":12345678901234567890123456'),
  },
  act: {
    open: (options) => openZendeskExecutor(zendeskReceive({ ...connection, secrets: ['s3cret'], rest }), options),
    desk: () => answering(taken),
    reply,
    cases: [
      ...kinds,
      failure('a ticket that changed meanwhile is a conflict', refusing(409, { error: 'UpdateConflict' }), {
        outcome: 'failed',
        code: 'conflict',
      }),
      failure('a closed ticket takes nothing any more', answering(taken, { ...ticket, status: 'closed' }), {
        outcome: 'failed',
        permanent: true,
      }),
      failure('a ticket that is gone', () => Response.json({ error: 'RecordNotFound' }, { status: 404 }), {
        outcome: 'failed',
        permanent: true,
      }),
      failure('credentials that are refused', () => new Response('', { status: 401 }), { outcome: 'failed' }),
      failure('what the desk finds invalid', refusing(422, { error: 'RecordInvalid' }), {
        outcome: 'failed',
        permanent: true,
      }),
      failure(
        'a rate limit says for how long',
        refusing(429, { error: 'APIRateLimitExceeded' }, { 'retry-after': '7' }),
        { outcome: 'failed', permanent: false, retryAfterMs: 7_000 },
        pages.limits,
      ),
      failure(
        'a rate limit in plain text, without a time',
        answering(() => new Response('Number of allowed API requests exceeded', { status: 429 })),
        { outcome: 'failed', permanent: false },
        pages.limits,
      ),
    ],
    lookUp: {
      found: () => Response.json({ ticket, audits: [audit(undefined), audit('act_1')], meta: { has_more: false } }),
      absent: () => Response.json({ ticket, audits: [audit(undefined), audit('act_2')], meta: { has_more: false } }),
      expected: { found: false, certain: true },
    },
  },
};

/** One body of each type that Zendesk names, for the fuzzer to start from. */
export const everyZendeskEvent: readonly WebhookFixture[] = everyEvent;

function statusChanged(previous: string, current: string): ZendeskEventPayload {
  return zendeskFixtures.ticketEvent('status_changed', { event: { previous, current } });
}
