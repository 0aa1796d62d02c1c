import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signedTwilioRequest, signTwilio, twilioSignature } from './sign.js';

const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const call = { CallSid: 'CA1234567890ABCDE', Digits: '1234', To: '+18005551212' };

describe('the known vectors', () => {
  test.each([
    ['+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['+12349013030', '0/KCTR6DLpKmkAf8muzZqo1nDgQ='],
  ])('caller %s', async (number, expected) => {
    const params = { ...call, Caller: number, From: number };
    expect(await twilioSignature({ authToken: '12345', url, params })).toBe(expected);
    const reversed = Object.entries(params).reverse();
    expect(await twilioSignature({ authToken: '12345', url, params: reversed })).toBe(expected);
    expect(await signTwilio({ authToken: '12345', url, params })).toMatchObject({ 'x-twilio-signature': expected });
  });
});

const over = (text: string) => createHmac('sha1', 'token').update(text, 'utf8').digest('base64');
const at = { authToken: 'token', url: 'https://hooks.example/twilio' };

test('sorts by name, not by name and value; repeated values once each, sorted; empty ones count', async () => {
  const params: [string, string][] = [
    ['Ab', 'x'],
    ['A', 'z'],
    ['Digits[]', '2'],
    ['Digits[]', '1'],
    ['Digits[]', '2'],
    ['Body', ''],
    ['B', ' Größe '],
  ];
  expect(await twilioSignature({ ...at, params })).toBe(over(`${at.url}AzAbxB Größe BodyDigits[]1Digits[]2`));
});

test('a fragment is for Twilio alone', async () => {
  expect(await twilioSignature({ ...at, url: `${at.url}?a=1#rc=2&rp=all` })).toBe(over(`${at.url}?a=1`));
});

test('a form that is sent is what was signed', async () => {
  const params = new URLSearchParams({ Body: 'a + b & c=ü', From: 'whatsapp:+15550100142' });
  const request = await signedTwilioRequest({ ...at, params, idempotencyToken: 'the-token' });
  expect(request.headers.get('X-Twilio-Signature')).toBe(over(`${at.url}Bodya + b & c=üFromwhatsapp:+15550100142`));
  expect(request.headers.get('I-Twilio-Idempotency-Token')).toBe('the-token');
  expect([...new URLSearchParams(await request.text())]).toEqual([...params]);
});

test('a JSON body is hashed into the query', async () => {
  const body = '[{"id":"ü"}]';
  const request = await signedTwilioRequest({ ...at, url: `${at.url}?x=1`, body });
  const signed = `${at.url}?x=1&bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  expect(request.url).toBe(signed);
  expect(request.headers.get('X-Twilio-Signature')).toBe(over(signed));
  expect(request.headers.get('Content-Type')).toBe('application/json');
  expect(await request.text()).toBe(body);
});

test('a GET has its parameters in the query, and nothing beside it is signed', async () => {
  const request = await signedTwilioRequest({ ...at, method: 'GET', params: { Body: 'a b', To: '+15550100001' } });
  expect(request.url).toBe(`${at.url}?Body=a+b&To=%2B15550100001`);
  expect(request.headers.get('X-Twilio-Signature')).toBe(over(request.url));
  expect(request.body).toBeNull();
});

test('user and password are signed, and travel as a header', async () => {
  const secret = 'https://desk:s%20cret@hooks.example/twilio';
  const request = await signedTwilioRequest({ ...at, url: secret, params: { Body: 'x' } });
  expect(request.headers.get('X-Twilio-Signature')).toBe(over(`${secret}Bodyx`));
  expect(request.headers.get('Authorization')).toBe(`Basic ${btoa('desk:s cret')}`);
  expect(request.url).toBe('https://hooks.example/twilio');
});
