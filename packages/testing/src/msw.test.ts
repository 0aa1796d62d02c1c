import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zendeskHandlers } from './msw.js';
import { emulateZendesk } from './zendesk/emulator/emulate-zendesk.js';

const desk = emulateZendesk();
const baseUrl = 'https://acme.zendesk.example';
const server = setupServer(...zendeskHandlers(desk, { baseUrl }));
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

const headers = { authorization: `Basic ${btoa(desk.token)}`, 'content-type': 'application/json' };

test('the global fetch reaches the emulated desk', async () => {
  const ticket = desk.customerWrites({ text: 'Is it tight?' });
  const answer = await fetch(`${baseUrl}/api/v2/tickets/${ticket.id}.json`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ ticket: { comment: { body: 'It is.', public: true } } }),
  });
  expect(answer.status).toBe(200);
  expect(ticket.comments.map(({ body }) => body)).toEqual(['Is it tight?', 'It is.']);
  const read = await fetch(`${baseUrl}/api/v2/tickets/${ticket.id}/comments.json?page[size]=1`, { headers });
  expect(await read.json()).toMatchObject({ comments: [{ body: 'Is it tight?' }], meta: { has_more: true } });
});

test('its refusals and faults reach the caller as well', async () => {
  const url = `${baseUrl}/api/v2/users/me.json`;
  expect((await fetch(url)).status).toBe(401);
  desk.failNext({ status: 429, retryAfterSeconds: 7 });
  expect((await fetch(url, { headers })).headers.get('retry-after')).toBe('7');
  desk.failNext({ status: 'connection-lost' });
  await expect(fetch(url, { headers })).rejects.toThrow(TypeError);
  desk.failNext({ status: 'time-out' });
  await expect(fetch(url, { headers, signal: AbortSignal.timeout(20) })).rejects.toThrow(/timeout/);
});
