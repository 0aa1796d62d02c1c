import { freshdesk } from '@deskrail/freshdesk';
import type { Captured } from './captured.ts';

const secret = 'the-shared-secret-of-a-rule';
export const freshdeskConnection = freshdesk({ id: 'freshdesk', tenant: 'acme', secrets: [secret] });

type Shown = 'header' | 'basic' | 'path';

const ways: Readonly<Record<Shown, { readonly path: string; readonly headers: Readonly<Record<string, string>> }>> = {
  header: { path: '', headers: { 'x-deskrail-secret': secret } },
  basic: { path: '', headers: { authorization: `Basic ${btoa(`deskrail:${secret}`)}` } },
  path: { path: `/${secret}`, headers: {} },
};

const sent =
  (body: object | string, by: Shown = 'header', contentType = 'application/json') =>
  () =>
    new Request(`http://desk.example/webhooks/freshdesk${ways[by].path}`, {
      method: 'POST',
      headers: { 'content-type': contentType, 'user-agent': 'Ruby', accept: '*/*', ...ways[by].headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
const wrapped = (fields: object, by?: Shown) => sent({ freshdesk_webhook: fields }, by);

const ticket = {
  ...{ ticket_id: 8123, ticket_subject: 'Refund from the online form', ticket_status: 'Open', ticket_priority: 'Low' },
  ticket_description: '<div>I have asked for my <b>refund</b>.</div>',
  ticket_url: 'https://acme.freshdesk.com/helpdesk/tickets/8123',
  ticket_portal_url: 'https://help.acme.example/support/tickets/8123',
};
const byRule = {
  ...{ ticket_id: 8123, ticket_subject: 'Zip', ticket_type: 'Incident', ticket_status: 'Waiting on Customer' },
  ...{ ticket_url: 'http://acme.freshdesk.com/helpdesk/tickets/8123', ticket_priority: 'Medium' },
  ...{ ticket_description: '<div>Stuck.</div>', requester_name: 'Robin Sample', requester_email: 'robin@acme.example' },
};
const app = {
  ...{ account_id: '13', domain: 'http://sample.freshdesk.com', region: 'US', timestamp: 1_770_802_304_254 },
};
const appTicket = {
  ...{ id: 8123, subject: 'Zip', description: '<div>Stuck.</div>', description_text: 'Stuck.', status: 2, priority: 1 },
  ...{ source: 2, type: null, tags: [], group_id: null, responder_id: null, requester_id: 51, company_id: null },
  ...{ spam: false, cc_emails: [], attachments: [], created_at: '2026-02-11T09:30:01Z' },
  ...{ updated_at: '2026-02-11T09:31:44Z', is_description_truncated: false },
};

export const freshdeskCaptured: readonly Captured[] = [
  {
    name: 'the default payload of a new ticket, ticked by hand, with no event',
    seen: 'status reports of integrations',
    request: wrapped({ ...ticket, ticket_contact_name: 'Robin Sample', ticket_contact_email: 'robin@acme.example' }),
    facts: [
      ['case.status-changed.v1', { current: 'open' }],
      ['case.priority-changed.v1', { current: 'low' }],
      ['case.opened.v1', { subject: 'Refund from the online form', requester: { name: 'Robin Sample' } }],
    ],
  },
  {
    name: 'three ticked fields: a comment with its author in front',
    seen: 'a chat bridge’s type declarations',
    request: wrapped(
      {
        ...{ ticket_id: 8123, ticket_contact_unique_external_id: 'robin' },
        ticket_latest_public_comment: 'Fern Agent : <div style="font-size:14px"><div dir="ltr">Sent today</div></div>',
      },
      'basic',
    ),
    facts: [['message.sent.v1', { text: 'Sent today', author: { name: 'Fern Agent' } }]],
  },
  {
    name: 'a hand-made body inside the wrapper, for a new ticket',
    seen: 'a chat product’s fixtures',
    request: wrapped({ triggered_event: '{ticket_action:created}', ...byRule }, 'path'),
    facts: [['case.opened.v1', { subject: 'Zip', kind: 'incident', requester: { address: 'robin@acme.example' } }]],
  },
  {
    name: 'the same for a status, by its ids in an event that is no JSON',
    seen: 'a chat product’s fixtures',
    request: wrapped({ triggered_event: '{status:{from:4,to:6}}', ...byRule }),
    facts: [['case.status-changed.v1', { previous: 'solved', vendorCurrent: 'Waiting on Customer' }]],
  },
  {
    name: 'the same for a priority',
    seen: 'a chat product’s fixtures',
    request: wrapped({ triggered_event: '{priority:{from:1,to:2}}', ...byRule }),
    facts: [['case.priority-changed.v1', { previous: 'low', current: 'normal' }]],
  },
  {
    name: 'custom fields and no ticket id',
    seen: 'a health service’s client',
    request: wrapped({ ticket_cf_language: 'Tamil', ticket_status: 'Open', ticket_cf_fsm_contact_name: 'Robin' }),
    facts: [['unmapped.v1', { why: 'incomplete' }]],
  },
  {
    name: 'a flat body with the id as text and an updated time',
    seen: 'a deployment guide',
    request: sent({ ticket_id: '8123', ticket_status: 'Resolved', ticket_updated_at: '2026-02-11T09:31:44Z' }),
    facts: [['case.status-changed.v1', { current: 'solved' }], ['case.opened.v1']],
  },
  {
    name: 'a nested ticket',
    seen: 'a receiver that takes four shapes',
    request: sent({ ticket: { id: 8123, subject: 'Zip', status: 'Open', priority: 'Urgent' } }),
    facts: [['case.status-changed.v1', { current: 'open' }], ['case.priority-changed.v1'], ['case.opened.v1']],
  },
  {
    name: 'a body that its own template broke',
    seen: 'questions in the vendor’s community',
    request: sent('{"ticket_id": 8123, "text": "Robin : <div class="x">I said\n"no"</div>"}'),
    facts: [],
    dead: 'payload-unreadable',
  },
  {
    name: 'an app’s new ticket, the account and its domain as older samples write them',
    seen: 'the platform’s sample apps',
    request: sent({
      ...{ ...app, event: 'onTicketCreate' },
      data: { ticket: appTicket, requester: { id: 51, name: 'Robin Sample', email: 'robin@acme.example' } },
    }),
    facts: [['case.opened.v1', { subject: 'Zip', status: 'open', priority: 'low', description: 'Stuck.' }]],
  },
  {
    name: 'an app’s update with its changes',
    seen: 'the platform’s reference',
    request: sent({
      ...{ ...app, event: 'onTicketUpdate' },
      data: { ticket: { ...appTicket, status: 4, changes: { status: [2, 4] } }, actor: { id: 9, name: 'Fern Agent' } },
    }),
    facts: [['case.status-changed.v1', { previous: 'open', current: 'solved' }]],
  },
  {
    name: 'an app’s external event, its data in a string',
    seen: 'the platform’s sample apps',
    request: sent({ ...app, event: 'onExternalEvent', options: {}, headers: {}, data: '{"success":"true"}' }),
    facts: [['unmapped.v1']],
  },
];
