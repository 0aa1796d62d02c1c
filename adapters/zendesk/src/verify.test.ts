import { createHmac } from 'node:crypto';
import type { Connection, Delivery } from '@deskrail/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zendeskAdapter, zendeskReceive } from './receive.js';

const testSecret = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';
const options = { id: 'zendesk', tenant: 'acme', secrets: ['newer', 'older'] };
const connection = zendeskReceive(options);
const now = Date.parse('2026-01-31T09:30:00Z');
const timestamp = '2026-01-31T09:30:00Z';
const bytes = (text: string) => new TextEncoder().encode(text);

function sign(secret: string, time: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(time).update(body).digest('base64');
}

interface Parts {
  body?: Uint8Array;
  headers?: Record<string, string>;
  pathSecret?: string;
}

function deliver({ body = bytes('{}'), headers = {}, pathSecret }: Parts = {}): Delivery {
  return {
    method: 'POST',
    url: 'http://localhost/webhooks/zendesk',
    headers: new Headers({
      'x-zendesk-webhook-signature': sign('newer', timestamp, body),
      'x-zendesk-webhook-signature-timestamp': timestamp,
      ...headers,
    }),
    body,
    receivedAtMs: now,
    ...(pathSecret === undefined ? {} : { pathSecret }),
  };
}

const verify = (parts?: Parts, to: Connection = connection) => zendeskAdapter.verify(deliver(parts), to);

describe('what is authentic', () => {
  it('is what any of the secrets signed, over timestamp and raw bytes', async () => {
    expect(await verify()).toEqual({ authentic: true, authenticity: 'signed' });
    const body = bytes('{"é":1}');
    const older = { 'x-zendesk-webhook-signature': sign('older', timestamp, body) };
    expect(await verify({ body, headers: older })).toMatchObject({ authentic: true });
  });

  it('takes header names in any case', async () => {
    const delivery = deliver();
    const headers = new Headers();
    delivery.headers.forEach((value, name) => {
      headers.set(name.toUpperCase(), value);
    });
    expect(await zendeskAdapter.verify({ ...delivery, headers }, connection)).toMatchObject({ authentic: true });
  });

  it('agrees with a signature computed elsewhere, for the public test secret and an empty body', async () => {
    const testing = zendeskReceive({ ...options, secrets: [testSecret], allowTestSecret: true });
    const headers = {
      'x-zendesk-webhook-signature': 'wCdBvXaHttn0wRVIYctzZ9O6O0bnqWakJMEKZ9VoRWw=',
      'x-zendesk-webhook-signature-timestamp': '2021-03-25T05:09:27Z',
    };
    const delivery = { ...deliver({ body: bytes(''), headers }), receivedAtMs: Date.parse('2021-03-25T05:10:00Z') };
    expect(await zendeskAdapter.verify(delivery, testing)).toMatchObject({ authentic: true });
  });
});

describe('what is refused', () => {
  const right = sign('newer', timestamp, bytes('{}'));
  it.each([
    ['', 'signature-missing', 'No signature header'],
    [right.slice(0, 30), 'signature-malformed', 'cut short'],
    [`${right}, ${right}`, 'signature-malformed', 'more than once'],
    [Buffer.from(right, 'base64').toString('hex'), 'signature-malformed', 'hexadecimal'],
    [right.slice(0, 43), 'signature-malformed', 'cut short'],
    [`${right}==`, 'signature-malformed', 'characters'],
    [`${right.slice(0, 20)}-_*${right.slice(23)}`, 'signature-malformed', 'standard alphabet'],
    [sign('another', timestamp, bytes('{}')), 'signature-invalid', 'No secret'],
  ])('the signature %s', async (signature, code, cause) => {
    const verification = await verify({ headers: { 'x-zendesk-webhook-signature': signature } });
    expect(verification).toMatchObject({ authentic: false, code });
    expect(verification).toHaveProperty('cause', expect.stringContaining(cause));
  });

  it('says when a timestamp is missing', async () => {
    const verification = await verify({ headers: { 'x-zendesk-webhook-signature-timestamp': '' } });
    expect(verification).toMatchObject({ code: 'signature-missing', cause: expect.stringContaining('timestamp') });
  });

  it.each([301, -301])('a right signature %i s away, as stale', async (seconds) => {
    const time = new Date(now - seconds * 1000).toISOString();
    const headers = {
      'x-zendesk-webhook-signature': sign('newer', time, bytes('{}')),
      'x-zendesk-webhook-signature-timestamp': time,
    };
    expect(await verify({ headers })).toMatchObject({
      authentic: false,
      code: 'signature-stale',
      stale: true,
      cause: expect.stringContaining('301 s'),
    });
    expect(await verify({ headers }, zendeskReceive({ ...options, freshnessSeconds: 400 }))).toMatchObject({
      authentic: true,
    });
  });

  it('a right signature over a time that is none, as stale', async () => {
    const headers = {
      'x-zendesk-webhook-signature': sign('newer', '1769851800', bytes('{}')),
      'x-zendesk-webhook-signature-timestamp': '1769851800',
    };
    expect(await verify({ headers })).toMatchObject({ code: 'signature-stale', stale: true });
  });

  it('another account’s delivery, by header and by body', async () => {
    const ours = zendeskReceive({ ...options, accountId: '22129848' });
    const body = bytes('{"type":"zen:event-type:ticket.created","account_id":22129848}');
    const account = (id: string) => ({ body, headers: { 'x-zendesk-account-id': id } });
    expect(await verify(account('22129848'), ours)).toMatchObject({ authentic: true });
    expect(await verify(account('1'), ours)).toMatchObject({ code: 'signature-invalid' });
    expect(await verify(account('1'))).toMatchObject({ code: 'signature-invalid' });
    expect(await verify({ body }, zendeskReceive({ ...options, accountId: '1' }))).toMatchObject({
      code: 'signature-invalid',
    });
  });

  it('a wrong secret part of the URL', async () => {
    const guarded = zendeskReceive({ ...options, pathSecrets: ['open sesame'] });
    expect(await verify({ pathSecret: 'open sesame' }, guarded)).toMatchObject({ authentic: true });
    expect(await verify({ pathSecret: 'open says me' }, guarded)).toMatchObject({ code: 'signature-invalid' });
    expect(await verify({}, guarded)).toMatchObject({ code: 'signature-invalid' });
  });
});

describe('secrets that would let anybody in', () => {
  it.each([
    [[], 'secret-empty'],
    [[''], 'secret-empty'],
    [['fine', '  '], 'secret-empty'],
    [['copied\n'], 'config-invalid'],
    [[testSecret], 'secret-public'],
  ])('%j are refused', (secrets, code) => {
    expect(() => zendeskReceive({ ...options, secrets })).toThrow(expect.objectContaining({ code }));
  });
});

describe('tampering', () => {
  it('with any byte of body, timestamp or signature is not authentic', async () => {
    const pick = fc.record({
      body: fc.uint8Array({ minLength: 1, maxLength: 200 }),
      part: fc.constantFrom('body', 'timestamp', 'signature'),
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 94 }),
    });
    await fc.assert(
      fc.asyncProperty(pick, async ({ body, part, at, by }) => {
        const signature = sign('newer', timestamp, body);
        const shifted = (text: string) => {
          const index = at % text.length;
          // Printable characters only: a header cannot hold others, and loses white space at its ends.
          const code = ((text.charCodeAt(index) - 0x21 + by) % 94) + 0x21;
          const changed = text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1);
          return changed === text ? `${changed}x` : changed;
        };
        const changedBody = Uint8Array.from(body);
        const index = at % body.length;
        changedBody[index] = ((body[index] as number) + by) % 256;
        const verification = await verify({
          body: part === 'body' ? changedBody : body,
          headers: {
            'x-zendesk-webhook-signature': part === 'signature' ? shifted(signature) : signature,
            'x-zendesk-webhook-signature-timestamp': part === 'timestamp' ? shifted(timestamp) : timestamp,
          },
        });
        expect(verification.authentic).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
