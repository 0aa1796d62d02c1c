import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulateFreshdesk } from './freshdesk/emulator/emulate-freshdesk.js';
import { freshdeskHandlers, twilioHandlers, zendeskHandlers } from './msw.js';
import { emulateTwilio } from './twilio/emulator/emulate-twilio.js';
import { emulateZendesk } from './zendesk/emulator/emulate-zendesk.js';

const desk = emulateZendesk();
const baseUrl = 'https://acme.zendesk.example';
const freshdesk = emulateFreshdesk();
const server = setupServer(...zendeskHandlers(desk, { baseUrl }), ...freshdeskHandlers(freshdesk));
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

test('beside it an emulated Freshdesk', async () => {
  const ticket = freshdesk.customerWrites({ text: 'Is it tight?' });
  const answer = await fetch(`${freshdesk.url}/api/v2/tickets/${ticket.id}/reply`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${freshdesk.key}:X`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body: 'It is.' }),
  });
  expect(answer.status).toBe(201);
  expect(ticket.conversations.map(({ body }) => body)).toEqual(['<div>It is.</div>']);
  expect((await fetch(`${freshdesk.url}/api/v2/tickets/1`, { method: 'PUT' })).status).toBe(401);
});

test('Twilio’s two hosts are answered by one account', async () => {
  const twilio = emulateTwilio();
  server.use(...twilioHandlers(twilio, { baseUrl: 'https://api.twilio.com' }));
  const authorization = { authorization: `Basic ${btoa(twilio.token)}` };
  const { sid } = twilio.customerWritesInConversation({ from: '+15550100142', text: 'Hi' });
  const conversation = `https://conversations.twilio.com/v1/Conversations/${sid}`;
  expect((await fetch(conversation, { headers: authorization })).status).toBe(200);
  const messages = `https://api.twilio.com/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`;
  const body = new URLSearchParams({ From: '+15550100001', To: '+15550100142', Body: 'Hello' });
  expect((await fetch(messages, { method: 'POST', headers: authorization, body })).status).toBe(201);
});
