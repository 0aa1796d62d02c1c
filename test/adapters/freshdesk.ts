/** What Freshdesk sends and answers, for the conformance suite and the fuzzer. */
import type { ActionParameters } from '@deskrail/contracts';
import { openFreshdeskExecutor } from '@deskrail/freshdesk/act';
import { freshdeskReceive, freshdeskTemplate } from '@deskrail/freshdesk/receive';
import { freshdeskFixtures } from '@deskrail/testing';
import {
  type ActCase,
  type ActFixtures,
  type AdapterFixtures,
  approvedFixture,
  type FactFixture,
  type WebhookFixture,
} from '@deskrail/webhooks/conformance';

type Given = ReturnType<typeof freshdeskFixtures.every>[number];

const connection = { id: 'freshdesk', tenant: 'acme' };
const conversation = 'conversation:freshdesk:5158';
const nothingSigned = { skipped: 'Freshdesk signs nothing: a shared secret says who sends' };
const { appEvent, defaultPayload, templateBody, triggeredEvents } = freshdeskFixtures;

const sent = ({ name, follows, body }: Given): WebhookFixture => ({ name, follows, body });
const is = (given: Given, ...facts: FactFixture['facts']): FactFixture => ({ ...sent(given), facts });
const told = (triggeredEvent: string) => defaultPayload({ triggeredEvent });

const docs = 'https://developers.freshdesk.com/api/';
const rest = { url: 'https://fernhill.freshdesk.com', token: 'an-api-key' };
const ticket = {
  id: 5158,
  status: 2,
  priority: 1,
  tags: ['orders'],
  requester_id: 7,
  updated_at: '2026-03-02T07:00:00Z',
};
const written = (id: number, text: string) => ({
  ...{ id, body: `<p>${text}</p>`, body_text: text, user_id: 9, incoming: false, private: false },
  created_at: '2026-03-02T08:00:01Z',
});

/** A desk with one ticket, on which this was written. */
const answering =
  (write: () => Response, conversations: readonly object[] = [], current: object = ticket) =>
  ({ method, url }: Request): Response => {
    const { pathname } = new URL(url);
    if (method !== 'GET') return write();
    if (pathname.endsWith('/agents/me')) return Response.json({ id: 9, contact: { name: 'Fern Agent' } });
    if (pathname.endsWith('/conversations')) return Response.json(conversations);
    return Response.json(current);
  };
const taken = () => Response.json({ id: 43184309199 }, { status: 201 });
const refusing = (status: number, headers: Record<string, string> = {}) =>
  answering(() => Response.json({ description: 'Validation failed', errors: [] }, { status, headers }));

const approved = (parameters: ActionParameters) => approvedFixture({ connection, deskId: '5158', parameters });
const reply = approved({ kind: 'post-reply' });
const everyKind: readonly ActionParameters[] = [
  { kind: 'post-reply' },
  { kind: 'post-note' },
  { kind: 'set-status', status: 'pending' },
  { kind: 'set-priority', priority: 'high' },
  { kind: 'set-tags', add: ['vip'], remove: [] },
  { kind: 'assign', group: '12' },
];
const failure = (name: string, desk: ActCase['desk'], expected: ActCase['expected']): ActCase => ({
  ...{ name, follows: `${docs}#error`, action: reply, expected },
  ...(desk && { desk }),
});
const forGood = { outcome: 'failed', permanent: true } as const;

const act: ActFixtures = {
  open: (options) => openFreshdeskExecutor(freshdeskReceive({ ...connection, secrets: ['a-secret'], rest }), options),
  desk: () => answering(taken),
  reply,
  cases: [
    ...everyKind.map((parameters) => ({
      ...{ name: `${parameters.kind} is carried out`, follows: `${docs}#tickets` },
      ...{ action: approved(parameters), expected: { outcome: 'executed' as const } },
    })),
    failure('a closed ticket takes no reply', answering(taken, [], { ...ticket, status: 5 }), forGood),
    failure('a ticket that is gone', () => new Response('', { status: 404 }), forGood),
    failure('a ticket in the trash', answering(taken, [], { ...ticket, deleted: true }), forGood),
    failure('what the desk finds invalid', refusing(400), forGood),
    failure('credentials that are refused', () => new Response('', { status: 401 }), forGood),
    failure('a rate limit says for how long', refusing(429, { 'retry-after': '7' }), {
      ...{ outcome: 'failed', permanent: false, retryAfterMs: 7_000 },
    }),
    failure(
      'a rate limit in plain text, without a time',
      answering(() => new Response('Too many', { status: 429 })),
      { outcome: 'failed', permanent: false },
    ),
    failure('a fault of the desk’s own is uncertain', refusing(500), { outcome: 'uncertain' }),
  ],
  lookUp: {
    found: answering(taken, [written(1, 'Another answer.'), written(2, 'It left on Monday.')]),
    absent: answering(taken, [written(1, 'Another answer.')]),
    expected: { found: false, certain: true },
  },
};

/** One body of each kind that Freshdesk sends, for the fuzzer to start from. */
export const everyFreshdeskWebhook: readonly WebhookFixture[] = [
  ...freshdeskFixtures.every().map(sent),
  ...Object.values(triggeredEvents).map((triggeredEvent) =>
    sent(templateBody({ template: freshdeskTemplate, triggeredEvent, name: `our template, ${triggeredEvent}` })),
  ),
];

export const freshdeskWebhooks: AdapterFixtures = {
  scheme: {
    follows: freshdeskFixtures.defaultPayload().follows,
    ...{ signsBody: nothingSigned, signsTime: nothingSigned, encoding: nothingSigned, header: 'x-deskrail-secret' },
  },
  secrets: { newer: 'a-newer-shared-secret', older: 'an-older-shared-secret', foreign: 'the-secret-of-another' },
  connection: (secrets) => freshdeskReceive({ ...connection, secrets }),
  sign: async ({ secret }) => ({ headers: { 'x-deskrail-secret': secret } }),
  webhooks: [
    is(appEvent('onConversationCreate', { conversation: 'customer-reply' }), {
      ...{ type: 'message.received.v1', subject: conversation },
      data: { messageId: '43184309103', visibility: 'public', author: { id: '43090494101' } },
    }),
    is(told(triggeredEvents.created), {
      ...{ type: 'case.opened.v1', subject: conversation },
      data: { status: 'open', priority: 'low', tags: ['orders'] },
    }),
    is(told(triggeredEvents.status), {
      type: 'case.status-changed.v1',
      data: { previous: 'solved', current: 'open', vendorPrevious: '4' },
    }),
    is(told(triggeredEvents.priority), { type: 'case.priority-changed.v1', data: { current: 'normal' } }),
    is(told(triggeredEvents.publicNote), {
      type: 'message.received.v1',
      data: { text: 'It is not here yet.', author: { kind: 'customer', name: 'Robin Sample' } },
    }),
    is(told(triggeredEvents.tags), { type: 'case.tagged.v1', data: { added: ['late'], removed: [] } }),
    is(freshdeskFixtures.handMadeNested(), { type: 'case.opened.v1', subject: conversation }),
    is(freshdeskFixtures.prefixedId(), { type: 'case.opened.v1', subject: 'conversation:freshdesk:INC-12' }),
    is(appEvent('onTicketCreate'), { type: 'case.opened.v1', subject: conversation }),
    is(appEvent('onTicketUpdate'), { type: 'case.status-changed.v1', data: { previous: 'open', current: 'solved' } }),
    is(appEvent('onConversationCreate', { conversation: 'agent-reply' }), {
      type: 'message.sent.v1',
      data: { author: { kind: 'agent' }, visibility: 'public' },
    }),
    is(freshdeskFixtures.externalEvent(), { type: 'unmapped.v1', data: { why: 'no-contract' } }),
  ],
  unknownEvent: {
    ...sent(appEvent('onTicketUpdate', { envelope: { event: 'onTicketDreamtOf' } })),
    name: 'an event of tomorrow',
  },
  ownReply: sent(appEvent('onConversationCreate', { conversation: 'agent-reply' })),
  privateNotes: [
    sent(told(triggeredEvents.privateNote)),
    sent(appEvent('onConversationCreate', { conversation: 'private-note' })),
    ...[undefined, null, 'false', 0].map((value) => ({
      ...sent(appEvent('onConversationCreate', { conversation: 'agent-reply', resource: { private: value } })),
      name: `a reply whose private is ${JSON.stringify(value)}`,
    })),
  ] as unknown as readonly [WebhookFixture, ...WebhookFixture[]],
  hugeInteger: {
    ...sent(appEvent('onTicketCreate')),
    digits: '12345678901234567890',
    body: appEvent('onTicketCreate', { resource: { id: 0 } }).body.replace('"id":0', '"id":12345678901234567890'),
  },
  act,
};
