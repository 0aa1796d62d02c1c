import { expect, test } from 'vitest';
import { boundedFetch } from './bounded-fetch.js';

test('an answer is as it came', async () => {
  const fetch = boundedFetch(async () =>
    Response.json({ fine: true }, { status: 201, headers: { 'retry-after': '7' } }),
  );
  const response = await fetch('https://model.example');
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    201,
    '7',
    { fine: true },
  ]);
  const empty = boundedFetch(async () => new Response(null, { status: 204 }));
  expect((await empty('https://model.example')).status).toBe(204);
});

test('one that never ends is given up, and no more of it is read', async () => {
  let sent = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(1_000));
    },
    cancel() {
      cancelled = true;
    },
  });
  const fetch = boundedFetch(async () => new Response(endless), 10_000);
  await expect((await fetch('https://model.example')).text()).rejects.toMatchObject({ code: 'dependency-unavailable' });
  expect([sent < 20, cancelled]).toEqual([true, true]);
});
