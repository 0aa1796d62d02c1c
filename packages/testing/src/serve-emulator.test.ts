import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulateFreshdesk } from './freshdesk/emulator/emulate-freshdesk.js';
import { type ServedEmulator, serveEmulator } from './serve-emulator.js';
import { manualTime } from './time.js';
import { emulateZendesk } from './zendesk/emulator/emulate-zendesk.js';

const time = manualTime();
const desk = emulateZendesk({ time });
let served: ServedEmulator;
beforeAll(async () => {
  served = await serveEmulator(desk);
});
afterAll(() => served.close());

const headers = { authorization: `Basic ${btoa(desk.token)}`, 'content-type': 'application/json' };

test('answers on a port of the loopback interface', async () => {
  const ticket = desk.customerWrites({ text: 'Ist es dicht?' });
  expect(served.url).toBe(`http://127.0.0.1:${served.port}`);
  const path = `${served.url}/api/v2/tickets/${ticket.id}`;
  const body = JSON.stringify({ ticket: { comment: { body: 'Natürlich.', public: true } } });
  const answer = await fetch(`${path}.json`, { method: 'PUT', headers, body });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-rate-limit-remaining')).toBe('699');
  expect(ticket.comments[1]?.body).toBe('Natürlich.');
  const removed = await fetch(`${path}/tags.json`, { method: 'DELETE', headers, body: '{"tags":["x"]}' });
  expect(await removed.json()).toEqual({ tags: [] });
  expect((await fetch(`${path}.json`, { headers })).status).toBe(200);
});

test('a caller who gives up ends what waited for it; a broken connection is one', async () => {
  const url = `${served.url}/api/v2/users/me.json`;
  desk.failNext({ status: 'time-out' });
  const given = new AbortController();
  const hanging = fetch(url, { headers, signal: given.signal });
  await expect.poll(() => time.sleeping).toBe(1);
  given.abort();
  await expect(hanging).rejects.toThrow();
  await expect.poll(() => time.sleeping).toBe(0);
  desk.failNext({ status: 'connection-lost' });
  await expect(fetch(url, { headers })).rejects.toThrow(TypeError);
});

test('a body over the limit is refused, not kept', async () => {
  const answer = await fetch(`${served.url}/api/v2/tickets/1.json`, {
    method: 'PUT',
    headers,
    body: 'x'.repeat(3_000_000),
  });
  expect(answer.status).toBe(413);
});

test('a Freshdesk too: a form with a file comes in whole, and an answer without a body goes out as one', async () => {
  const freshdesk = emulateFreshdesk();
  await using port = await serveEmulator(freshdesk);
  const ticket = freshdesk.customerWrites({ text: 'Is it tight?' });
  const authorization = { authorization: `Basic ${btoa(`${freshdesk.key}:X`)}` };
  const url = `${port.url}/api/v2/tickets/${ticket.id}`;
  const form = new FormData();
  form.set('body', 'It is – see the picture.');
  form.append('attachments[]', new File([new Uint8Array([0, 255, 13, 10])], 'tent.png', { type: 'image/png' }));
  expect((await fetch(`${url}/reply`, { method: 'POST', headers: authorization, body: form })).status).toBe(201);
  expect(ticket.conversations[0]?.body).toBe('<div>It is – see the picture.</div>');
  const deleted = await fetch(url, { method: 'DELETE', headers: authorization });
  expect([deleted.status, await deleted.text()]).toEqual([204, '']);
  const missing = await fetch(`${port.url}/api/v2/tickets/1`, { headers: authorization });
  expect([missing.status, await missing.text()]).toEqual([404, '']);
});
