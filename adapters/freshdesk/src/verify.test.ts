import type { Delivery, Verification } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import type { FreshdeskConnection } from './receive.js';
import { freshdeskReceive } from './receive.js';
import { verify } from './verify.js';

const secret = 'nHq7-shared_secret';
const options = { id: 'freshdesk', tenant: 'acme', secrets: ['newer', secret] };
const connection = freshdeskReceive(options);
const basic = (text: string) => `Basic ${btoa(text)}`;

const deliver = (headers: Record<string, string>, more: Partial<Delivery> = {}): Delivery => ({
  method: 'POST',
  url: 'http://localhost/webhooks/freshdesk',
  headers: new Headers(headers),
  body: new TextEncoder().encode('{"ticket_id":5158}'),
  receivedAtMs: 0,
  ...more,
});

const check = (headers: Record<string, string>, more?: Partial<Delivery>, by: FreshdeskConnection = connection) =>
  verify(deliver(headers, more), by);
const authentic = { authentic: true, authenticity: 'shared-secret' };

/** What the log hears, without the secret. */
async function refusal(
  headers: Record<string, string>,
  more?: Partial<Delivery>,
  by?: FreshdeskConnection,
): Promise<Extract<Verification, { authentic: false }>> {
  const verification = await check(headers, more, by);
  expect(verification.authentic).toBe(false);
  expect(JSON.stringify(verification)).not.toContain(secret);
  return verification as Extract<Verification, { authentic: false }>;
}

describe('the shared secret', () => {
  it.each([
    ['a header', { 'x-deskrail-secret': secret }, {}],
    ['a header in another case', { 'X-DESKRAIL-SECRET': secret }, {}],
    ['the newer of two', { 'x-deskrail-secret': 'newer' }, {}],
    ['a Basic password', { authorization: basic(`anybody:${secret}`) }, {}],
    ['a Basic password without a user', { authorization: basic(`:${secret}`) }, {}],
    ['the path', {}, { pathSecret: secret }],
  ])('is taken from %s', async (_, headers, more) => {
    expect(await check(headers as Record<string, string>, more)).toEqual(authentic);
  });

  it('has a header of its own name', async () => {
    const own = freshdeskReceive({ ...options, secretHeader: 'X-Our-Key' });
    expect(await check({ 'x-our-key': secret }, {}, own)).toEqual(authentic);
    expect((await refusal({ 'x-deskrail-secret': secret }, {}, own)).cause).toContain('secretHeader is X-Our-Key');
  });

  it('takes the colon of a Basic password', async () => {
    const own = freshdeskReceive({ ...options, secrets: ['a:b'] });
    expect(await check({ authorization: basic('user:a:b') }, {}, own)).toEqual(authentic);
  });

  it.each([
    [{}, 'signature-missing', 'no header X-Deskrail-Secret'],
    [{ 'x-deskrail-secret': 'wrong' }, 'signature-invalid', 'The shared secret in the header is not one of'],
    [{ 'x-deskrail-secret': '' }, 'signature-invalid', 'is empty'],
    [{ 'x-deskrail-secret': `nHq7-shared _secret` }, 'signature-invalid', 'white space'],
    [{ 'x-deskrail-secret': `"${secret}"` }, 'signature-invalid', 'quotation marks'],
    [{ 'x-deskrail-secret': `Bearer ${secret}` }, 'signature-invalid', 'a word before it'],
    [{ 'x-deskrail-secret': `${secret}, ${secret}` }, 'signature-invalid', 'more than once'],
    [{ 'x-deskrail-secret': secret.slice(0, -1) }, 'signature-invalid', 'not one of'],
    [{ authorization: basic('user:wrong') }, 'signature-invalid', 'password of the Authorization'],
    [{ authorization: `Bearer ${secret}` }, 'signature-malformed', 'is not Basic'],
    [{ authorization: 'Basic §' }, 'signature-malformed', 'base64'],
    [{ authorization: basic(secret) }, 'signature-malformed', 'no colon'],
  ])('is refused for %j: %s', async (headers, code, cause) => {
    const refused = await refusal(headers as unknown as Record<string, string>);
    expect(refused).toMatchObject({ code, cause: expect.stringContaining(cause) });
  });

  it('is refused where the path is wrong', async () => {
    expect(await refusal({}, { pathSecret: 'wrong' })).toMatchObject({
      code: 'signature-invalid',
      cause: expect.stringContaining('part of the URL'),
    });
  });

  it('is asked for beside the path where the connection names path secrets, which do alone', async () => {
    const both = freshdeskReceive({ ...options, pathSecrets: ['abc'] });
    expect(await check({ 'x-deskrail-secret': secret }, { pathSecret: 'abc' }, both)).toEqual(authentic);
    expect(await check({}, { pathSecret: 'abc' }, both)).toEqual(authentic);
    expect((await refusal({ 'x-deskrail-secret': secret }, {}, both)).cause).toContain('pathSecrets');
  });
});

describe('the list of addresses', () => {
  const listed = freshdeskReceive({ ...options, allowedAddresses: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] });
  const from = (remoteAddress?: string) =>
    verify(deliver({ 'x-deskrail-secret': secret }, remoteAddress === undefined ? {} : { remoteAddress }), listed);

  it.each([
    '192.0.2.1',
    '192.0.2.255',
    '::ffff:192.0.2.9',
    '198.51.100.7',
    '2001:db8::1',
    '[2001:DB8:1::]',
    '2001:db8::1%eth0',
  ])('takes %s', async (address) => expect(await from(address)).toEqual(authentic));

  it.each(['192.0.3.1', '198.51.100.8', '2001:db9::1', '::1', '127.0.0.1'])('refuses %s', async (address) => {
    expect(await from(address)).toMatchObject({ authentic: false, cause: expect.stringContaining('allowedAddresses') });
  });

  it.each([undefined, 'unix:', '', '300.1.1.1'])('refuses where the host tells %j', async (address) => {
    expect(await from(address)).toMatchObject({
      authentic: false,
      cause: expect.stringContaining('does not tell the sender’s address'),
    });
  });
});

it('refuses an app’s event of another account', async () => {
  const own = freshdeskReceive({ ...options, accountId: '13' });
  const body = (account: unknown) =>
    new TextEncoder().encode(JSON.stringify({ event: 'onTicketCreate', account_id: account, data: {} }));
  for (const account of [13, '13']) {
    expect(await check({ 'x-deskrail-secret': secret }, { body: body(account) }, own)).toEqual(authentic);
  }
  expect((await refusal({ 'x-deskrail-secret': secret }, { body: body(14) }, own)).cause).toContain('another');
});

it.each([
  [{ secrets: [] }, 'secret-empty'],
  [{ secrets: ['a', ' '] }, 'secret-empty'],
  [{ pathSecrets: [''] }, 'secret-empty'],
  [{ secrets: ['a '] }, 'config-invalid'],
  [{ secrets: ['schlüssel'] }, 'config-invalid'],
  [{ secretHeader: 'X Our Key' }, 'config-invalid'],
  [{ allowedAddresses: ['192.0.2.0/33'] }, 'config-invalid'],
  [{ allowedAddresses: ['freshdesk.com'] }, 'config-invalid'],
  [{ allowedAddresses: ['2001:db8::/129'] }, 'config-invalid'],
])('refuses to start with %j', (wrong, code) => {
  expect(() => freshdeskReceive({ ...options, ...wrong })).toThrow(expect.objectContaining({ code }));
});
