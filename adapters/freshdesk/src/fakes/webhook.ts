import { checkEvent, type Fact } from '@deskrail/contracts';
import { type FreshdeskReceiveOptions, freshdeskAdapter, freshdeskReceive } from '../receive.js';

/** When it comes in, unless a test says otherwise. */
export const start = Date.parse('2026-03-02T23:50:00Z');
export const minute = 60_000;
export const hour = 60 * minute;

const base = { id: 'freshdesk', tenant: 'acme', secrets: ['s3cret'] };
export const connect = (options: Partial<FreshdeskReceiveOptions> = {}) => freshdeskReceive({ ...base, ...options });

/** A body as the adapter reads it. */
export function read(body: unknown, type = 'application/json') {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = new Headers({ 'content-type': type });
  const bytes = new TextEncoder().encode(raw);
  return {
    raw,
    headers,
    reading: freshdeskAdapter.read({ method: 'POST', url: '/', headers, body: bytes, receivedAtMs: 0 }),
  };
}

/** What the adapter makes of a body; each fact is checked against its contract. */
export async function factsOf(body: unknown, connection = connect(), receivedAtMs = start): Promise<readonly Fact[]> {
  const { raw, headers, reading } = read(body);
  if (!reading.readable) throw new Error(reading.cause);
  const context = { connection, authenticity: 'shared-secret', receivedAtMs, headers, raw } as const;
  const facts = await freshdeskAdapter.normalize(reading.payload, context);
  for (const fact of facts) checkEvent('facts', fact);
  return facts;
}

export const shown = (facts: readonly Fact[]) => facts.map(({ type, data: { origin, ...data } }) => ({ type, data }));

/** The payload that Freshdesk's “simple” webhook sends, of one ticket. */
export const simple = (fields: object = {}) => ({
  freshdesk_webhook: {
    ...{ ticket_id: 5158, ticket_subject: 'Order 1042', ticket_status: 'Open', ticket_priority: 'Medium' },
    ...{ ticket_source: 'Email', ticket_tags: 'orders, very late', ticket_requester_name: 'Robin Sample' },
    ...{ ticket_requester_email: 'robin@customer.example.com', ticket_agent_name: 'Fern Agent' },
    ...{ ticket_description: '<div>Where is it?</div>', ...fields },
  },
});

export const publicComment = 'Robin Sample : <div>It is <b>not</b> here.</div><p>Robin : me</p>';
export const reply = simple({ triggered_event: '{reply_sent:sent}', ticket_latest_public_comment: publicComment });
export const status = simple({ triggered_event: '{status:{from:4,to:6}}', ticket_status: 'Waiting on Customer' });
