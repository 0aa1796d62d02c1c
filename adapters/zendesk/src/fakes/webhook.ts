import { checkEvent, type Fact, type NormalizeContext } from '@deskrail/contracts';
import { expect } from 'vitest';
import { zendeskAdapter, zendeskReceive } from '../receive.js';

export const connection = zendeskReceive({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'], botIds: ['900'] });
export const detail = {
  actor_id: '8447388090494',
  assignee_id: '8447388090494',
  brand_id: '8447346621310',
  created_at: '2025-01-08T10:12:07Z',
  custom_status: '8447320465790',
  description: 'Where is my order?',
  external_id: null,
  form_id: '8646151517822',
  group_id: '8447320466430',
  id: '5158',
  is_public: true,
  organization_id: '8447346622462',
  priority: 'LOW',
  requester_id: '8447388090494',
  status: 'OPEN',
  subject: 'Order 1042',
  submitter_id: '8447388090494',
  tags: ['vip'],
  type: 'TASK',
  updated_at: '2025-01-08T10:12:07Z',
  via: { channel: 'web_service' },
};

export function envelope(type: string, event: unknown, more: object = {}): object {
  return {
    account_id: 22129848,
    detail,
    event,
    id: 'cbe4028c-7239-495d-b020-f22348516046',
    subject: 'zen:ticket:5158',
    time: '2025-01-08T10:12:07.672717030Z',
    type: `zen:event-type:${type}`,
    zendesk_event_version: '2022-11-06',
    ...more,
  };
}

export async function factsOf(body: unknown, over: Partial<NormalizeContext> = {}): Promise<readonly Fact[]> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = new Headers();
  const delivery = {
    method: 'POST',
    url: 'http://localhost/webhooks/zendesk',
    headers,
    body: new TextEncoder().encode(raw),
    receivedAtMs: 0,
  };
  const reading = zendeskAdapter.read(delivery);
  if (!reading.readable) throw new Error(reading.cause);
  const facts = await zendeskAdapter.normalize(reading.payload, {
    connection,
    authenticity: 'signed',
    receivedAtMs: Date.parse('2026-01-01T00:00:00Z'),
    headers,
    raw,
    ...over,
  });
  for (const fact of facts) checkEvent('facts', fact);
  return facts;
}

export const factOf = async (type: string, event: unknown, more: object = {}): Promise<Fact> => {
  const facts = await factsOf(envelope(type, event, more));
  expect(facts).toHaveLength(1);
  return facts[0] as Fact;
};
