import { expect, test } from 'vitest';
import { manualTime } from '../time.js';
import { emulateZendesk, type ZendeskEmulator } from '../zendesk/emulator/emulate-zendesk.js';
import { aDayAtFernhill } from './a-day-at-fernhill.js';
import { playShopDay } from './play-shop-day.js';

function open() {
  const time = manualTime();
  const desk = emulateZendesk({ secret: 'a-secret', time, deliver: async () => new Response(null, { status: 204 }) });
  return { time, desk };
}

const reply = (desk: ZendeskEmulator, ticket: string, isPublic = true) =>
  desk.fetch(`${desk.url}/api/v2/tickets/${ticket}.json`, {
    method: 'PUT',
    headers: { authorization: `Basic ${btoa(desk.token)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ticket: { comment: { body: 'Here is your answer.', public: isPublic } } }),
  });

test('the first few customers come within two seconds, the others at their pace', async () => {
  const { time, desk } = open();
  const stop = new AbortController();
  const day = playShopDay(desk, { signal: stop.signal, pace: 20_000 });
  await time.advance(0);
  expect(desk.tickets.list()).toHaveLength(1);
  await time.advance(2_000);
  expect(desk.tickets.list()).toHaveLength(7);
  await time.advance(20_000);
  expect(desk.tickets.list()).toHaveLength(8);
  stop.abort();
  await day;
  expect(time.sleeping).toBe(0);
});

test('customers react to each public reply, to the last with thanks, and then the case is solved', async () => {
  const { time, desk } = open();
  const stop = new AbortController();
  const scenario = aDayAtFernhill.filter(({ subject }) => subject === 'A pole is missing');
  const day = playShopDay(desk, { signal: stop.signal, pace: 1_000, scenario });
  await time.advance(0);
  const [ticket] = desk.tickets.list();
  const id = ticket?.id ?? '';
  await reply(desk, id, false);
  await time.advance(10_000);
  expect(ticket?.comments).toHaveLength(2);
  await reply(desk, id);
  await time.advance(10_000);
  expect(ticket?.comments.at(-1)?.body).toContain('ridge pole');
  expect(ticket?.status).not.toBe('solved');
  await reply(desk, id);
  await time.advance(10_000);
  expect(ticket?.comments.at(-1)?.body).toContain('Thank you');
  expect(ticket?.status).toBe('solved');
  await day;
});

test('the whole day, every message answered: it ends, and every case is solved', async () => {
  const { time, desk } = open();
  const day = playShopDay(desk, { signal: new AbortController().signal, pace: 100 });
  let isOver = false;
  void day.then(() => {
    isOver = true;
  });
  for (let round = 0; round < 200 && !isOver; round++) {
    await time.advance(100);
    for (const ticket of desk.tickets.list()) {
      const latest = ticket.comments.findLast((comment) => comment.public);
      const waits = latest !== undefined && latest.channel !== 'web_service' && ticket.status !== 'solved';
      if (waits) desk.agentWrites({ ticket: ticket.id, text: 'Here is your answer.' });
    }
  }
  await day;
  expect(desk.tickets.list().map(({ status }) => status)).toEqual(aDayAtFernhill.map(() => 'solved'));
});

test('everybody in it is invented', () => {
  for (const { customer } of aDayAtFernhill) expect(customer.email).toMatch(/@customer\.example$/);
  expect(new Set(aDayAtFernhill.map(({ customer }) => customer.email)).size).toBe(aDayAtFernhill.length);
});

test('goes on with what waits from an earlier day, and opens nothing twice', async () => {
  const { time, desk } = open();
  const scenario = aDayAtFernhill.filter(({ subject }) => subject === 'A pole is missing');
  const yesterday = new AbortController();
  const first = playShopDay(desk, { signal: yesterday.signal, pace: 1_000, scenario });
  await time.advance(0);
  const [ticket] = desk.tickets.list();
  await reply(desk, ticket?.id ?? '');
  await time.advance(10_000);
  yesterday.abort();
  await first;

  const day = playShopDay(desk, { signal: new AbortController().signal, pace: 1_000, scenario });
  await reply(desk, ticket?.id ?? '');
  await time.advance(10_000);
  await day;
  expect(desk.tickets.list()).toHaveLength(1);
  expect(ticket?.comments.filter(({ body }) => body.includes('ridge pole'))).toHaveLength(1);
  expect(ticket).toMatchObject({ status: 'solved' });
});

test('what was said before stands in its order, with the note before the agent looks', async () => {
  const { time, desk } = open();
  const stop = new AbortController();
  const scenario = aDayAtFernhill.filter(({ before }) => before !== undefined);
  const day = playShopDay(desk, { signal: stop.signal, scenario });
  await time.advance(0);
  const [ticket] = desk.tickets.list();
  const [scene] = scenario;
  const said = [scene?.before?.[0]?.text, scene?.before?.[0]?.answer, scene?.text, scene?.note];
  expect(ticket?.comments.map(({ body }) => body)).toEqual(said);
  stop.abort();
  await day;
});
