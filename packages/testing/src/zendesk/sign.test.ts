import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { manyZendeskWebhooks } from './many-webhooks.js';
import { signedZendeskRequest, signZendesk, zendeskTestSecret } from './sign.js';

test('signs as Zendesk does: the known vector', async () => {
  const headers = await signZendesk({ secret: zendeskTestSecret, timestamp: '2021-03-25T05:09:27Z', body: '' });
  expect(headers['x-zendesk-webhook-signature']).toBe('wCdBvXaHttn0wRVIYctzZ9O6O0bnqWakJMEKZ9VoRWw=');
  expect(headers['x-zendesk-webhook-signature-timestamp']).toBe('2021-03-25T05:09:27Z');
});

test('signs the bytes that are sent, be they text or bytes', async () => {
  const timestamp = '2026-03-02T08:00:00Z';
  const body = '{"text":"Größe 42 – ≥ 2 nights"}';
  const expected = createHmac('sha256', 's3cret').update(timestamp).update(body).digest('base64');
  const given = { url: 'https://hooks.example/zendesk', secret: 's3cret', timestamp, invocationId: '01ABC' };
  for (const sent of [body, new TextEncoder().encode(body)]) {
    const request = await signedZendeskRequest({ ...given, body: sent });
    expect(request.headers.get('X-Zendesk-Webhook-Signature')).toBe(expected);
    expect(request.headers.get('X-Zendesk-Webhook-Invocation-Id')).toBe('01ABC');
    expect(request.headers.get('X-Zendesk-Webhook-Id')).toMatch(/^01/);
    expect(request.headers.get('X-Zendesk-Account-Id')).toBe('22129848');
    expect(request.headers.get('User-Agent')).toBe('Zendesk Webhook');
    expect(request.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(await request.text()).toBe(body);
  }
});

test('makes many webhooks: signed, all different, the same for the same seed, about 1.2 kB', async () => {
  const options = { count: 400, secret: 's3cret', seed: 7, timestamp: '2026-03-02T08:00:00Z' };
  const webhooks = await manyZendeskWebhooks(options);
  expect(await manyZendeskWebhooks(options)).toEqual(webhooks);
  expect(new Set(webhooks.map(({ body }) => JSON.parse(body).id)).size).toBe(400);
  const mean = webhooks.reduce((sum, { body }) => sum + body.length, 0) / webhooks.length;
  expect(mean).toBeGreaterThan(1_000);
  expect(mean).toBeLessThan(1_400);
  for (const { body, headers } of webhooks.slice(0, 5)) {
    const expected = createHmac('sha256', 's3cret').update(options.timestamp).update(body).digest('base64');
    expect(headers['x-zendesk-webhook-signature']).toBe(expected);
  }
});
