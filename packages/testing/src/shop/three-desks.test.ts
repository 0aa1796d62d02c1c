import { expect, test } from 'vitest';
import { emulateFreshdesk } from '../freshdesk/emulator/emulate-freshdesk.js';
import { manualTime } from '../time.js';
import { emulateTwilio, type TwilioEmulator } from '../twilio/emulator/emulate-twilio.js';
import { emulateZendesk } from '../zendesk/emulator/emulate-zendesk.js';
import { aDayAtFernhill } from './a-day-at-fernhill.js';
import { aDayOnThreeDesks } from './by-freshdesk-and-phone.js';
import { playShopDay } from './play-shop-day.js';

function open() {
  const time = manualTime();
  const zendesk = emulateZendesk({ time });
  const freshdesk = emulateFreshdesk({ time });
  const twilio = emulateTwilio({ time });
  return { time, desks: { zendesk, freshdesk, twilio } };
}

const text = (desk: TwilioEmulator, to: string, body = 'Here is your answer.') =>
  desk.fetch(`${desk.url}/2010-04-01/Accounts/${desk.accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(desk.token)}` },
    body: new URLSearchParams({
      From: to.startsWith('whatsapp:') ? 'whatsapp:+15550100001' : '+15550100001',
      To: to,
      Body: body,
    }),
  });

test('a customer of each desk comes within two seconds', async () => {
  const { time, desks } = open();
  const stop = new AbortController();
  const day = playShopDay(desks, { signal: stop.signal });
  await time.advance(2_000);
  expect(desks.zendesk.tickets.list()).toHaveLength(4);
  expect(desks.freshdesk.tickets.list()).toHaveLength(2);
  expect(desks.twilio.messages.list()).toHaveLength(1);
  stop.abort();
  await day;
  expect(time.sleeping).toBe(0);
});

test('the whole day on three desks, every message answered: it ends', async () => {
  const { time, desks } = open();
  const { zendesk, freshdesk, twilio } = desks;
  let isOver = false;
  const day = playShopDay(desks, { signal: new AbortController().signal, pace: 100 }).then(() => {
    isOver = true;
  });
  for (let round = 0; round < 300 && !isOver; round++) {
    await time.advance(100);
    for (const ticket of zendesk.tickets.list()) {
      const latest = ticket.comments.findLast((comment) => comment.public);
      const waits = zendesk.users.get(latest?.authorId ?? '')?.role === 'end-user' && ticket.status !== 'solved';
      if (waits) zendesk.agentWrites({ ticket: ticket.id, text: 'Here is your answer.' });
    }
    for (const ticket of freshdesk.tickets.list()) {
      const latest = ticket.conversations.findLast((one) => !one.private);
      const waits = (latest === undefined || latest.incoming) && ticket.status !== 4;
      if (waits) freshdesk.agentWrites({ ticket: ticket.id, text: 'Here is your answer.' });
    }
    const latest = new Map(twilio.messages.list().map((one) => [one.direction === 'inbound' ? one.from : one.to, one]));
    for (const [address, { direction }] of latest) if (direction === 'inbound') await text(twilio, address);
  }
  await day;
  expect(zendesk.tickets.list().map(({ status }) => status)).toEqual(aDayAtFernhill.map(() => 'solved'));
  expect(freshdesk.tickets.list().map(({ status }) => status)).toEqual([4, 4, 4, 4, 4]);
  const phones = aDayOnThreeDesks.filter((scene) => scene.desk === 'twilio');
  const expected = phones.flatMap((scene) => [scene.text, ...scene.reactions]).sort();
  const inbound = twilio.messages.list().filter(({ direction }) => direction === 'inbound');
  expect(inbound.map(({ body }) => body).sort()).toEqual(expected);
  expect(twilio.hasOptedOut({ from: '+15550100123' })).toBe(true);
});

test('by phone too, a day goes on where it stopped', async () => {
  const { time, desks } = open();
  const scenario = aDayOnThreeDesks.filter((scene) => scene.desk === 'twilio').slice(0, 1);
  const yesterday = new AbortController();
  const first = playShopDay(desks, { signal: yesterday.signal, pace: 1_000, scenario });
  await time.advance(0);
  yesterday.abort();
  await first;
  const day = playShopDay(desks, { signal: new AbortController().signal, pace: 1_000, scenario });
  for (const _reaction of scenario[0]?.reactions ?? []) {
    await text(desks.twilio, '+15550100121');
    await time.advance(10_000);
  }
  await day;
  const inbound = desks.twilio.messages.list().filter(({ direction }) => direction === 'inbound');
  expect(inbound.map(({ body }) => body)).toEqual([scenario[0]?.text, ...(scenario[0]?.reactions ?? [])]);
});

test('whoever writes to a desk that is not there stays at home', async () => {
  const { time, desks } = open();
  const stop = new AbortController();
  const { zendesk, twilio } = desks;
  const day = playShopDay({ zendesk, twilio }, { signal: stop.signal, pace: 10 });
  await time.advance(10_000);
  expect(zendesk.tickets.list()).toHaveLength(aDayAtFernhill.length);
  expect(twilio.messages.list()).toHaveLength(5);
  stop.abort();
  await day;
});

test('everybody is invented, and nobody writes to two desks', () => {
  const addresses = aDayOnThreeDesks.map(({ customer }) => ('phone' in customer ? customer.phone : customer.email));
  for (const address of addresses) expect(address).toMatch(/^(\+15550100\d{3}|.+@customer\.example)$/);
  expect(new Set(addresses).size).toBe(aDayOnThreeDesks.length);
});
