import {
  freshdeskFixtures,
  signedTwilioRequest,
  signZendesk,
  type TwilioParams,
  twilioFixtures,
  zendeskFixtures,
} from '@deskrail/testing';
import { expect } from 'vitest';
import { secrets } from './receive-three-desks.ts';

/** A webhook as a desk puts it on the wire. */
export interface OnTheWire {
  readonly method: string;
  /** Path and query below what the host is mounted under. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface HostUnderTest {
  /** What is before `/webhooks/…` in the URL that the desks were told. */
  readonly told: string;
  send(webhook: OnTheWire): Promise<Response>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
// Whatever reads and writes this anew changes it.
const odd = 'Grüße 👋 & 1 + 1 = 2,  "100%" \\ /';

/** The types of the facts that {@link deliverToHost} leaves, in order. */
export const factsOfAll = [
  'message.received.v1',
  'unmapped.v1',
  'case.opened.v1',
  'message.received.v1',
  'message.received.v1',
] as const;

/** Every desk's webhook in its own form, what is not authentic, and what is too large: each is answered as it should be. */
export async function deliverToHost({ told, send }: HostUnderTest): Promise<void> {
  const statusOf = async (webhook: OnTheWire) => (await send(webhook)).status;
  const fromZendesk = await zendesk(`{ "spaced":   1.0, "n": 12345678901234567890, ${zendeskComment().slice(1)}`);
  expect(await statusOf(fromZendesk)).toBe(204);
  // Signed, and without a body.
  const { body: _, ...empty } = await zendesk('');
  expect(await statusOf({ ...empty, body: bytes('') })).toBe(204);
  expect(await statusOf(await zendesk(JSON.stringify({ type: 'zen:event-type:of.tomorrow' })))).toBe(204);
  await expectProblem(await send({ ...fromZendesk, body: bytes('{}') }), 401, 'signature-invalid');
  const large = await send(await zendesk(JSON.stringify({ large: 'x'.repeat(1_100_000) })));
  await expectProblem(large, 413, 'body-too-large');
  await expectProblem(await send({ ...fromZendesk, target: '/webhooks/nobody' }), 404, 'connection-unknown');

  expect(await statusOf(freshdesk(secrets.freshdesk))).toBe(204);
  expect(await statusOf(freshdesk('another'))).toBe(401);

  const sms = { ...twilioFixtures.sms().params, Body: odd };
  for (const method of ['POST', 'GET'] as const) {
    const answer = await send(await twilio(told, method, sms));
    expect([method, answer.status, answer.headers.get('content-type')]).toEqual([method, 200, 'text/xml']);
    expect(await answer.text()).toContain('<Response/>');
    expect(await statusOf(await twilio(`${told}/elsewhere`, method, sms))).toBe(401);
  }
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  expect(await response.json()).toMatchObject({ status, code });
}

const zendeskComment = () =>
  JSON.stringify(zendeskFixtures.commentAdded({ ticket: '5158', body: odd, author: { staff: false } }));

async function zendesk(body: string): Promise<OnTheWire> {
  const headers = await signZendesk({ secret: secrets.zendesk, body });
  return { method: 'POST', target: '/webhooks/zendesk', headers, body: bytes(body) };
}

const freshdesk = (secret: string): OnTheWire => ({
  method: 'POST',
  target: '/webhooks/freshdesk',
  headers: { 'content-type': 'application/json', 'X-Deskrail-Secret': secret },
  body: bytes(freshdeskFixtures.defaultPayload().body),
});

async function twilio(told: string, method: 'POST' | 'GET', params: TwilioParams): Promise<OnTheWire> {
  // A GET's parameters are a form in its query, the configured one as well.
  const url = `${told}/webhooks/twilio?of=a${method === 'GET' ? '+' : '%20'}b`;
  const request = await signedTwilioRequest({ authToken: secrets.twilio, url, method, params });
  return {
    method,
    target: request.url.slice(request.url.indexOf('/webhooks/')),
    headers: Object.fromEntries(request.headers),
    body: method === 'GET' ? undefined : await request.bytes(),
  };
}
