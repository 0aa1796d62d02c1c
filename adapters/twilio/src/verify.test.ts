import type { Delivery } from '@deskrail/contracts';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { type TwilioConnection, type TwilioOptions, twilioReceive } from './receive.js';
import { verify } from './verify.js';

const { getExpectedTwilioSignature: sign, getExpectedBodyHash: hashOf } = twilio;
const url = 'https://desk.example.com/webhooks/twilio';
const token = 't0ken';
const form = { AccountSid: 'AC1', Body: 'Größe & + 1', From: '+15550100142', MessageSid: 'SM1', To: '+15550100001' };

const connect = (options: Partial<TwilioOptions> = {}): TwilioConnection =>
  twilioReceive({ id: 'twilio', tenant: 'acme', secrets: [token], publicUrl: url, ...options });

type Params = Record<string, string | string[]>;

function encode(params: Params): string {
  const pairs = Object.entries(params).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
  return new URLSearchParams(pairs as [string, string][]).toString();
}

interface Sent extends Partial<Omit<Delivery, 'body' | 'headers'>> {
  readonly body?: string;
  readonly params?: Params;
  readonly signature?: string | null;
  readonly headers?: Record<string, string>;
}

function deliver({ params = form, body, signature, headers, ...rest }: Sent = {}): Delivery {
  const given = new Headers({ 'content-type': 'application/x-www-form-urlencoded', ...headers });
  if (signature !== null) given.set('x-twilio-signature', signature ?? sign(token, rest.url ?? url, params));
  const bytes = new TextEncoder().encode(body ?? encode(params));
  return { method: 'POST', url, receivedAtMs: 0, ...rest, headers: given, body: bytes };
}

const signed = { authentic: true, authenticity: 'signed' };
const refused = (code: string, cause: string) => ({ authentic: false, code, cause: expect.stringContaining(cause) });

describe('the known vectors', () => {
  const call = { CallSid: 'CA1234567890ABCDE', Digits: '1234', To: '+18005551212' };
  const at = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  it.each([
    ['+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['+12349013030', '0/KCTR6DLpKmkAf8muzZqo1nDgQ='],
  ])('caller %s', async (number, signature) => {
    const delivery = deliver({ url: at, params: { ...call, Caller: number, From: number }, signature });
    const connection = connect({ secrets: ['12345'], publicUrl: 'https://mycompany.com/myapp.php' });
    expect(await verify(delivery, connection)).toEqual(signed);
    expect(await verify(delivery, connect({ secrets: ['12345', 'x'], publicUrl: 'https://mycompany.com' }))).toEqual(
      signed,
    );
    expect(await verify(delivery, connect({ secrets: ['12346'], publicUrl: 'https://mycompany.com' }))).toMatchObject({
      authentic: false,
    });
  });
});

describe('the parameters', () => {
  it.each<[string, Params]>([
    ['names that begin alike', { Ab: 'x', A: 'z', AbC: '', a: 'y' }],
    ['repeated ones', { 'Digits[]': ['2', '1', '2'], Body: '' }],
    ['white space at the ends', { Body: ' \t two  spaces \r\n' }],
    ['none at all', {}],
  ])('%s', async (_, params) => {
    expect(await verify(deliver({ params }), connect())).toEqual(signed);
    expect(await verify(deliver({ params, body: `${encode(params)}&Body=more` }), connect())).toMatchObject({
      authentic: false,
      code: 'signature-invalid',
    });
  });

  it('are at most 2,000, by body and by query', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=`).join('&');
    const params = (count: number) => Object.fromEntries(new URLSearchParams(many(count)));
    expect(await verify(deliver({ params: params(2000) }), connect())).toEqual(signed);
    const tooLarge = { name: 'DeskrailError', code: 'body-too-large' };
    await expect(verify(deliver({ params: params(2001) }), connect())).rejects.toMatchObject(tooLarge);
    const get = deliver({ method: 'GET', url: `${url}?${many(100_000)}`, params: {}, body: '' });
    await expect(verify(get, connect())).rejects.toMatchObject(tooLarge);
  });

  it('of a GET are in its URL', async () => {
    const at = `${url}?Body=a+b&MessageSid=SM1`;
    expect(await verify(deliver({ method: 'GET', url: at, params: {}, body: '' }), connect())).toEqual(signed);
    const changed = deliver({ method: 'GET', url: `${at}&x=1`, body: '', signature: sign(token, at, {}) });
    expect(await verify(changed, connect())).toEqual(refused('signature-invalid', 'A GET is signed by its URL alone'));
  });
});

describe('a JSON body', () => {
  const body = '[{"specversion":"1.0","type":"com.twilio.x","data":{"accountSid":"AC1"}}]';
  const json = (at: string, sent: Sent = {}) =>
    deliver({ url: at, params: {}, body, headers: { 'content-type': 'application/json' }, ...sent });
  const at = `${url}?bodySHA256=${hashOf(body)}`;

  it('is bound by its hash in the URL', async () => {
    expect(twilio.validateRequestWithBody(token, sign(token, at, {}), at, body)).toBe(true);
    expect(await verify(json(at), connect())).toEqual(signed);
    const upper = `${url}?bodySHA256=${hashOf(body).toUpperCase()}`;
    expect(await verify(json(upper), connect())).toEqual(signed);
  });

  it.each([
    ['another body', json(at, { body: `${body} ` }), 'not the one that bodySHA256'],
    ['no hash', json(url), 'no bodySHA256'],
    ['a form’s type', json(url, { headers: {} }), 'no bodySHA256'],
  ])('is refused with %s', async (_, delivery, cause) => {
    expect(await verify(delivery, connect())).toEqual(refused('signature-invalid', cause));
  });

  it('of an unsigned sink is taken by its own secret, where there is one', async () => {
    const sink = connect({ sinkSecrets: ['s1nk'] });
    const basic = (password: string) => ({
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`u:${password}`)}`,
    });
    const unsigned = (sent: Sent) => json(url, { signature: null, ...sent });
    const shared = { authentic: true, authenticity: 'shared-secret' };
    expect(await verify(unsigned({ headers: basic('s1nk') }), sink)).toEqual(shared);
    expect(await verify(unsigned({ pathSecret: 's1nk' }), sink)).toEqual(shared);
    expect(await verify(unsigned({ headers: basic('s1nK') }), sink)).toEqual(
      refused('signature-invalid', 'sinkSecrets'),
    );
    expect(await verify(unsigned({}), sink)).toMatchObject({ code: 'signature-missing' });
    expect(await verify(unsigned({ headers: basic('s1nk') }), connect())).toMatchObject({ code: 'signature-missing' });
    // A message's form is never taken without a signature.
    expect(await verify(deliver({ signature: null, pathSecret: 's1nk' }), sink)).toMatchObject({
      code: 'signature-missing',
    });
  });
});

describe('the URL', () => {
  it.each([
    ['port left away', 'https://desk.example.com:443/hook', 'https://desk.example.com/hook'],
    ['port added', 'https://desk.example.com/hook', 'https://desk.example.com:443/hook'],
    ['port of http added', 'http://desk.example.com/hook', 'http://desk.example.com:80/hook'],
    ['odd port left away', 'https://desk.example.com:8443/hook', 'https://desk.example.com/hook'],
    ['user and password', 'https://u:p%40ss@desk.example.com/hook', 'https://u:p%40ss@desk.example.com/hook'],
    ['fragment', 'https://desk.example.com/hook#rc=3&rp=all', 'https://desk.example.com/hook'],
    ['fragment kept', 'https://desk.example.com/hook#rc=3&rp=all', 'https://desk.example.com/hook#rc=3&rp=all'],
    ['IPv6', 'https://[2001:db8::1]/hook', 'https://[2001:db8::1]:443/hook'],
  ])('with its %s', async (_, publicUrl, told) => {
    const delivery = deliver({ url: 'http://10.0.0.7:3000/elsewhere', signature: sign(token, told, form) });
    expect(await verify(delivery, connect({ publicUrl }))).toEqual(signed);
    expect(await verify(delivery, connect({ publicUrl: 'https://other.example.com/hook' }))).toMatchObject({
      authentic: false,
    });
  });

  it.each([
    ['as it stands', "?name=O'Brien+x&e="],
    ['as browsers write it', '?name=O%27Brien+x&e='],
    ['as querystring writes it', "?name=O'Brien%20x&e="],
  ])('with its query %s', async (_, query) => {
    const delivery = deliver({
      url: `http://10.0.0.7${"?name=O'Brien+x&e="}`,
      signature: sign(token, url + query, form),
    });
    expect(await verify(delivery, connect())).toEqual(signed);
  });

  it('takes the path from the request where publicUrl has none', async () => {
    const delivery = deliver({
      url: 'http://10.0.0.7/webhooks/twilio/p4th?a=1',
      signature: sign(token, `${url}/p4th?a=1`, form),
    });
    expect(await verify(delivery, connect({ publicUrl: 'https://desk.example.com' }))).toEqual(signed);
  });

  it('comes from a proxy only where that is trusted', async () => {
    const headers = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'desk.example.com' };
    const delivery = deliver({
      url: 'http://10.0.0.7:3000/webhooks/twilio',
      headers,
      signature: sign(token, url, form),
    });
    const { publicUrl: _, ...rest } = connect();
    expect(await verify(delivery, { ...rest, trustForwarded: true })).toEqual(signed);
    expect(await verify(delivery, rest)).toEqual(refused('signature-invalid', `${url}: as a proxy says`));
    const withPort = deliver({
      url: 'http://10.0.0.7/webhooks/twilio',
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'desk.example.com', 'x-forwarded-port': '8443' },
      signature: sign(token, 'https://desk.example.com:8443/webhooks/twilio', form),
    });
    expect(await verify(withPort, { ...rest, trustForwarded: true })).toEqual(signed);
  });
});

describe('tokens', () => {
  it('may be several, and a subaccount’s is its own', async () => {
    const connection = connect({
      secrets: ['newer', token],
      tokensByAccount: { AC2: ['sub', 'old'] },
      accountId: 'AC1',
    });
    const of = (AccountSid: string, key: string) =>
      verify(
        deliver({ params: { ...form, AccountSid }, signature: sign(key, url, { ...form, AccountSid }) }),
        connection,
      );
    expect(await of('AC1', token)).toEqual(signed);
    expect(await of('AC1', 'newer')).toEqual(signed);
    expect(await of('AC2', 'sub')).toEqual(signed);
    expect(await of('AC2', 'old')).toEqual(signed);
    expect(await of('AC2', token)).toEqual(signed);
    expect(await of('AC1', 'sub')).toMatchObject({ authentic: false });
    expect(await of('AC3', token)).toEqual(refused('signature-invalid', 'another account'));
    expect(await of('AC3', 'theirs')).toEqual(refused('signature-invalid', 'tokensByAccount'));
    expect(await of('__proto__', 'x')).toMatchObject({ authentic: false });
  });

  it('of a subaccount sign for no other in the same delivery', async () => {
    const connection = connect({ tokensByAccount: { AC2: 'sub' }, accountId: 'AC1' });
    const of = (key: string, accounts: string[]) => {
      const event = (accountSid: string) => ({ specversion: '1.0', type: 'x', data: { accountSid } });
      const body = JSON.stringify(accounts.map(event));
      const at = `${url}?bodySHA256=${hashOf(body)}`;
      return verify(deliver({ url: at, body, signature: sign(key, at, {}) }), connection);
    };
    expect(await of('sub', ['AC2', 'AC2'])).toEqual(signed);
    expect(await of('sub', ['AC2', 'AC1'])).toEqual(refused('signature-invalid', 'signs for itself alone'));
    expect(await of(token, ['AC2', 'AC1'])).toEqual(signed);
    expect(await of(token, ['AC1', 'AC3'])).toEqual(refused('signature-invalid', 'another account'));
  });

  it('may be a shared key that signs by SHA-256', async () => {
    const { createHmac } = await import('node:crypto');
    const body = Object.keys(form)
      .sort()
      .map((name) => name + form[name as keyof typeof form])
      .join('');
    const signature = createHmac('sha256', 'shared')
      .update(url + body)
      .digest('base64');
    expect(await verify(deliver({ signature }), connect({ secrets: ['shared'] }))).toEqual(signed);
    expect(await verify(deliver({ signature }), connect())).toMatchObject({ authentic: false });
  });
});

describe('a refusal says why', () => {
  const right = sign(token, url, form);
  it.each<[string, Sent, string, string]>([
    ['no header', { signature: null }, 'signature-missing', 'No X-Twilio-Signature header'],
    [
      'an unknown header',
      { signature: null, headers: { 'x-twilio-signature-ed25519': 'x' } },
      'signature-malformed',
      'x-twilio-signature-ed25519',
    ],
    ['an unknown scheme', { signature: `v9=${right}` }, 'signature-malformed', '"v9"'],
    ['hexadecimal', { signature: 'ab'.repeat(20) }, 'signature-malformed', 'hexadecimal'],
    ['cut short', { signature: right.slice(0, 20) }, 'signature-malformed', 'cut short: 20 characters'],
    ['twice', { signature: `${right}, ${right}` }, 'signature-malformed', 'more than once'],
    ['no base64', { signature: `${right.slice(0, 27)}-` }, 'signature-malformed', 'not padded base64'],
    ['an empty body', { body: '', signature: right }, 'signature-invalid', 'The body is empty'],
    [
      'a parsed body',
      { body: '[object Object]', signature: right, headers: { 'content-type': 'text/plain' } },
      'signature-invalid',
      'parsed',
    ],
    ['another token', { signature: sign('other', url, form) }, 'signature-invalid', 'not the primary auth token'],
    [
      'another scheme',
      { signature: sign(token, url.replace('https', 'http'), form) },
      'signature-invalid',
      'the scheme differs',
    ],
    ['a slash', { signature: sign(token, `${url}/`, form) }, 'signature-invalid', 'a slash at the end'],
    [
      'its own URL',
      { url: 'https://real.example.com/x?k=v', signature: sign(token, 'https://real.example.com/x?k=v', form) },
      'signature-invalid',
      'https://real.example.com/x?k=…: the request’s own URL',
    ],
  ])('%s', async (_, sent, code, cause) => {
    expect(await verify(deliver(sent), connect())).toEqual(refused(code, cause));
  });

  it('and holds no query value, no password, no token', async () => {
    const publicUrl = 'https://user:passw0rd@desk.example.com/hook/p4th';
    const delivery = deliver({ url: `${url}?customer=hidden`, signature: sign('x', url, form) });
    const result = await verify(delivery, connect({ publicUrl, pathSecrets: ['p4th'] }));
    expect(result).toMatchObject({ authentic: false, code: 'signature-invalid' });
    expect(JSON.stringify(result)).not.toMatch(/passw0rd|hidden|t0ken|p4th|15550100142/);
    expect(JSON.stringify(result)).toContain('https://…@desk.example.com/hook/…?customer=…');
  });

  it('checks the secret part of the URL as well', async () => {
    const connection = connect({ pathSecrets: ['p4th'] });
    expect(await verify(deliver(), connection)).toEqual(refused('signature-invalid', 'secret part'));
    expect(await verify(deliver({ pathSecret: 'p4th' }), connection)).toEqual(signed);
  });
});

describe('checkConnection', () => {
  it.each<[Partial<TwilioOptions>, string]>([
    [{ secrets: [] }, 'secret-empty'],
    [{ secrets: ['ok', ' '] }, 'secret-empty'],
    [{ tokensByAccount: { AC2: [] } }, 'secret-empty'],
    [{ tokensByAccount: { AC2: '' } }, 'secret-empty'],
    [{ sinkSecrets: [''] }, 'secret-empty'],
    [{ secrets: [' token'] }, 'config-invalid'],
    [{ secrets: [`SK${'0'.repeat(32)}`] }, 'config-invalid'],
    [{ publicUrl: 'desk.example.com' }, 'config-invalid'],
    [{ accountId: 'SK1' }, 'config-invalid'],
  ])('%j is refused', (options, code) => {
    expect(() => connect(options)).toThrow(expect.objectContaining({ code }));
  });
});
