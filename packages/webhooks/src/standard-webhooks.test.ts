import { createHmac } from 'node:crypto';
import { formatActor } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { defineAdapter, defineConnection } from './define-adapter.js';
import { finishFacts, unmappedDraft } from './facts/draft.js';
import { checkStandardSecrets, verifyStandardWebhooks } from './standard-webhooks.js';

// The specification's own example.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const seconds = 1614265330;
const other = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

const adapter = defineAdapter({
  desk: 'own',
  verify: verifyStandardWebhooks,
  checkConnection: checkStandardSecrets,
  normalize: (_, context) =>
    finishFacts(
      [unmappedDraft('test', 'no-contract')],
      {
        subject: 'connection:own',
        actor: formatActor('system'),
        time: '2021-02-25T15:02:10Z',
        eventId: undefined,
        change: () => context.raw,
        origin: { by: 'event' },
      },
      context,
    ),
});
const connect = (secrets: readonly string[]) => defineConnection(adapter, { id: 'own', tenant: 'acme', secrets });

function verify(headers: Record<string, string> = {}, secrets = [secret], atSeconds = seconds) {
  const given = { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature, ...headers };
  const delivery = { method: 'POST', url: 'https://hooks.example/webhooks/own', receivedAtMs: atSeconds * 1000 };
  const body = new TextEncoder().encode('{"test": 2432232314}');
  return adapter.verify({ ...delivery, headers: new Headers(given), body }, connect(secrets));
}

it('agrees with the specification’s example, whichever secret and signature of several it is', async () => {
  expect(await verify()).toEqual({ authentic: true, authenticity: 'signed' });
  expect(await verify({}, [other, secret])).toMatchObject({ authentic: true });
  const several = `v1a,AAAA v2,x v1,${btoa('x'.repeat(32))} ${signature}`;
  expect(await verify({ 'webhook-signature': several })).toMatchObject({ authentic: true });
});

it.each([
  [{ 'webhook-id': '' }, 'signature-missing'],
  [{ 'webhook-id': 'msg_other' }, 'signature-invalid'],
  [{ 'webhook-timestamp': `${seconds}, ${seconds}` }, 'signature-malformed'],
  [{ 'webhook-signature': `${signature}, ${signature}` }, 'signature-malformed'],
  [{ 'webhook-signature': signature.slice(0, 30) }, 'signature-malformed'],
  [{ 'webhook-signature': signature.replace('v1,', 'v9,') }, 'signature-malformed'],
])('%j is refused as %s', async (headers, code) => {
  expect(await verify(headers)).toMatchObject({ authentic: false, code });
});

it('tells a right signature of another time', async () => {
  expect(await verify({}, [secret], seconds + 301)).toMatchObject({ code: 'signature-stale', stale: true });
  expect(await verify({}, [secret], seconds - 301)).toMatchObject({ stale: true });
  const key = Buffer.from(other.slice(6), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.{"test": 2432232314}`).digest('base64');
  expect(await verify({ 'webhook-signature': `v1,${mac}` }, [other])).toMatchObject({ authentic: true });
});

it.each([
  [[], 'secret-empty'],
  [[''], 'secret-empty'],
  [[`${secret}\n`], 'config-invalid'],
  [['whsec_short'], 'config-invalid'],
])('the secrets %j are refused', (secrets, code) => {
  expect(() => connect(secrets)).toThrow(expect.objectContaining({ code }));
});

it('has what an adapter may leave out: JSON, and the status that asks for another try', () => {
  const delivery = { method: 'POST', url: 'https://x.example', headers: new Headers(), receivedAtMs: 0 };
  const read = (text: string) => adapter.read({ ...delivery, body: new TextEncoder().encode(text) });
  expect(read('{"id":12345678901234567890}')).toEqual({ readable: true, payload: { id: '12345678901234567890' } });
  expect(read('<xml/>')).toMatchObject({ readable: false });
  expect(adapter.retry).toEqual({ status: 503, headers: { 'retry-after': '5' } });
});
