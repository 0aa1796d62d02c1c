import { signedZendeskRequest } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import type { Captured } from './captured.ts';

const secret = 'the-signing-secret-of-a-webhook';
export const zendeskConnection = zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret] });

const sent = (body: object | string) => () =>
  signedZendeskRequest({
    url: 'http://desk.example/webhooks/zendesk',
    secret,
    timestamp: new Date().toISOString(),
    accountId: 31415926,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const detail = {
  ...{ actor_id: '31415926535801', assignee_id: null, brand_id: '31415926535802', external_id: null },
  ...{ created_at: '2026-02-11T09:30:01Z', updated_at: '2026-02-11T09:31:44Z', custom_status: '31415926535803' },
  ...{ description: 'The zip of my jacket is stuck.', form_id: '31415926535804', group_id: '31415926535805' },
  ...{ id: '70412', is_public: true, organization_id: null, priority: null, requester_id: '31415926535806' },
  ...{ status: 'NEW', subject: 'Zip', submitter_id: '31415926535806', tags: null, type: null },
  via: { channel: 'web_form' },
};
const envelope = (type: string, event: object, more: object = {}) => ({
  ...{ account_id: 31415926, detail, event, id: '6a1f0c52-93de-4f0b-8f1c-0a1b2c3d4e5f', subject: 'zen:ticket:70412' },
  ...{ time: '2026-02-11T09:31:44.254571515Z', type: `zen:event-type:${type}`, zendesk_event_version: '2022-11-06' },
  ...more,
});
const comment = (more: object) => ({
  comment: { id: '31415926535810', body: 'It still is.', is_public: true, ...more },
});

export const zendeskCaptured: readonly Captured[] = [
  {
    name: 'a new ticket with nulls everywhere, tags too',
    seen: 'samples of the reference, and logs in issue threads',
    request: sent(envelope('ticket.created', {})),
    facts: [['case.opened.v1', { subject: 'Zip', status: 'new', priority: null, channel: 'web_form' }]],
  },
  {
    name: 'a comment with a sequence of 26 digits, bare',
    seen: 'captures in receivers’ tests',
    request: sent(
      JSON.stringify(
        envelope('ticket.comment_added', comment({ author: { id: '31415926535806', is_staff: false } })),
      ).replace('"event":{', '"event":{"meta":{"sequence":{"id":31415926535897932384626433,"position":1}},'),
    ),
    facts: [['message.received.v1', { text: 'It still is.', author: { kind: 'customer' }, visibility: 'public' }]],
  },
  {
    name: 'a comment whose ids are numbers, by an agent, in HTML as well',
    seen: 'connectors’ unit tests',
    request: sent(
      envelope(
        'ticket.comment_added',
        comment({ id: 314159265, html_body: '<p>Sent.</p>', author: { id: 271828, is_staff: true, name: 'A. Gent' } }),
        { detail: { ...detail, id: 70412, tags: 'zip jacket' } },
      ),
    ),
    facts: [['message.sent.v1', { messageId: '314159265', author: { kind: 'agent', id: '271828' } }]],
  },
  {
    name: 'a comment that does not say whether it is public',
    seen: 'older captures of channel integrations',
    request: sent(
      envelope('ticket.comment_added', { comment: { id: '31415926535811', body: 'Ask Bo.', author: { id: '1' } } }),
    ),
    facts: [['message.sent.v1', { visibility: 'private' }]],
  },
  {
    name: 'a status by its upper-case words',
    seen: 'samples of the reference',
    request: sent(envelope('ticket.status_changed', { current: 'SOLVED', previous: 'OPEN' })),
    facts: [['case.status-changed.v1', { previous: 'open', current: 'solved', vendorCurrent: 'SOLVED' }]],
  },
  {
    name: 'an event type that public lists have and Zendesk does not',
    seen: 'lists of triggers in workflow tools',
    request: sent(envelope('ticket.updated', {})),
    facts: [['unmapped.v1', { why: 'unknown-event' }]],
  },
  {
    name: 'a messaging message, which names the ticket alone',
    seen: 'samples of the reference',
    request: sent(
      envelope(
        'messaging_ticket.message_added',
        {
          ...{ actor: { id: '31415926535806', name: 'Robin Sample', type: 'end_user' }, conversation_id: '65f0c0ffee' },
          message: { id: '65f0c0ffee01', body: 'Anybody there?' },
        },
        { id: '01HQ3ZK6W8V4T2N9B7F5D1C0XA', detail: { id: '70412' } },
      ),
    ),
    facts: [['message.received.v1', { text: 'Anybody there?', author: { kind: 'customer', name: 'Robin Sample' } }]],
  },
  {
    name: 'a trigger’s body that an admin wrote by hand',
    seen: 'how-to articles on triggers with webhooks',
    request: sent({ ticket: { id: '70412', status: 'Open', requester: 'Robin Sample' }, comment: 'It still is.' }),
    facts: [['unmapped.v1', { why: 'no-contract' }]],
  },
  {
    name: 'a trigger’s body that a quotation mark broke',
    seen: 'questions why a webhook answers 400',
    request: sent('{"id": "70412", "comment": "She said "no""}'),
    facts: [],
    dead: 'payload-unreadable',
  },
  {
    name: 'the older event of another bus',
    seen: 'event-bus samples of the reference',
    request: sent({ ticket_event: { type: 'Agent Assignment Changed', ticket: { id: 70412, status: 'open' } } }),
    facts: [['unmapped.v1', { why: 'no-contract' }]],
  },
];
