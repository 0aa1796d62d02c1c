/** What Freshdesk sends and answers, for the conformance suite and the fuzzer. */
import { freshdeskReceive, freshdeskTemplate } from '@deskrail/freshdesk/receive';
import { freshdeskFixtures } from '@deskrail/testing';
import type { AdapterFixtures, FactFixture, WebhookFixture } from '@deskrail/webhooks/conformance';

type Given = ReturnType<typeof freshdeskFixtures.every>[number];

const connection = { id: 'freshdesk', tenant: 'acme' };
const conversation = 'conversation:freshdesk:5158';
const nothingSigned = { skipped: 'Freshdesk signs nothing: a shared secret says who sends' };
const { appEvent, defaultPayload, templateBody, triggeredEvents } = freshdeskFixtures;

const sent = ({ name, follows, body }: Given): WebhookFixture => ({ name, follows, body });
const is = (given: Given, ...facts: FactFixture['facts']): FactFixture => ({ ...sent(given), facts });
const told = (triggeredEvent: string) => defaultPayload({ triggeredEvent });

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
  act: { skipped: 'not there yet' },
};
