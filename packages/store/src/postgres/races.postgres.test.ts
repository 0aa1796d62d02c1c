import { type Fact, subjectOfRecommendation, type UseKey } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  conversationOf,
  customerOf,
  fact,
  message,
  stored,
  suggestion,
  tenant,
  verdict,
} from '../conformance/events.js';
import { at, opened, ticket } from '../conformance/facts.js';
import { readEverything } from '../conformance/reads.js';
import { startHousekeeping } from '../housekeeping.js';
import type { SqlStore } from './index.js';
import { openTestSchema, type TestSchema } from './open-test-schema.js';

let schema: TestSchema;
let one: SqlStore;
let two: SqlStore;
const nowMs = Date.parse('2026-01-01T12:00:00Z');
const clock = { now: () => nowMs };
const secret = 'My card is 4111';
const said = message('m1', { conversation: ticket, time: at(0), text: secret });

beforeEach(async () => {
  schema = await openTestSchema();
  [one, two] = await Promise.all([schema.open({ clock }), schema.open({ clock })]);
});
afterEach(() => schema[Symbol.asyncDispose]());

const apply = (store: SqlStore, ...events: readonly Fact[]) =>
  store.apply(stored(events, nowMs), { group: 'projection' });

const deletion = fact('case.deleted.v1', { id: 'e1', subject: ticket, time: at(3) }, { mode: 'permanent' });
const departure = fact(
  'customer.deleted.v1',
  { id: 'e2', subject: customerOf('c1'), time: at(3) },
  { customerId: 'c1', kind: 'person' },
);

/** Everything as text. */
const told = async () => JSON.stringify(await readEverything(two, tenant, [customerOf('c1')]));

test('a suggestion that is being made from another conversation’s words loses them when these are erased meanwhile', async () => {
  await apply(one, said);
  const other = conversationOf('2');
  const quotes = { conversation: ticket, quote: secret, at: new Date(nowMs).toISOString() };
  const citing = suggestion('citing', { conversation: other, time: at(1), seen: [], text: `As in: ${secret}`, quotes });
  let goOn = (): void => {};
  const pause = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let emitted = (): void => {};
  const begun = new Promise<void>((resolve) => {
    emitted = resolve;
  });
  const suggesting = one.transact({ tenant, conversation: other }, async (unit) => {
    await unit.emit(citing);
    emitted();
    await pause;
  });
  await begun;
  const erasing = apply(two, deletion);
  await expect.poll(schema.waiting).toBe(1);
  goOn();
  await Promise.all([suggesting, erasing]);
  expect(await told()).not.toContain(secret);
});

test.each([
  ['after', true],
  ['before', false],
])(
  'words that are applied in one instance and their author’s deletion, which comes %s them in the other, leave no words',
  async (_, wordsFirst) => {
    // Holds what comes first just before it commits.
    const holder = await schema.connect();
    await holder.query('begin');
    await holder.query('lock table store_handled in share row exclusive mode');
    const words = () => apply(one, opened('o1', secret), said);
    const leaves = () => apply(two, departure);
    const first = wordsFirst ? words() : leaves();
    await expect.poll(schema.waiting).toBe(1);
    const second = wordsFirst ? leaves() : words();
    await expect.poll(schema.waiting).toBe(2);
    await holder.query('commit');
    await Promise.all([first, second]);
    expect(await told()).not.toContain(secret);
  },
);

test('a verdict that is being given when its time is over stands: expiry waits for it, of a bare text too', async () => {
  const place = { recommendationId: 'asked', about: {} };
  const subject = subjectOfRecommendation(place);
  const more = { about: { question: 'May I?' } };
  const asked = suggestion('asked', { conversation: subject, time: at(0), seen: [], expiresAt: at(1), more });
  await one.transact({ tenant, conversation: subject }, (unit) => unit.emit(asked));
  const held = Promise.withResolvers<void>();
  const given = Promise.withResolvers<void>();
  const giving = one.transact({ tenant, conversation: subject }, async (unit) => {
    await unit.emit(verdict('v1', asked, at(0)));
    given.resolve();
    await held.promise;
  });
  await given.promise;
  const days = { facts: 30, features: 30, decisions: 30, actions: 30, 'dead-letters': 30 };
  await using housekeeping = startHousekeeping({ store: two, clock, days });
  const expiring = housekeeping.run();
  await expect.poll(schema.waiting).toBe(1);
  held.resolve();
  await Promise.all([giving, expiring]);
  expect(await two.recommendation(tenant, 'asked')).toMatchObject({ status: 'approved', verdict: { verdictId: 'v1' } });
});

test('who answers a conversation is told while somebody decides in it', async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const deciding = one.transact({ tenant, conversation: ticket }, async (unit) => {
    await unit.conversation();
    begun.resolve();
    await held.promise;
  });
  await begun.promise;
  expect(await two.automation(tenant, ticket)).toEqual({ held: undefined, releasedAt: undefined, paused: false });
  held.resolve();
  await deciding;
});

test('what is known of another conversation’s recommendation is read again where it changes: nobody holds it', async () => {
  const other = conversationOf('2');
  const asked = suggestion('rec1', { conversation: other, time: at(0), seen: [] });
  await one.transact({ tenant, conversation: other }, (unit) => unit.emit(asked));
  const waits = (name: string, reviewer: string) => {
    const given = verdict(name, asked, at(0));
    return { ...given, actor: reviewer, data: { ...given.data, reviewer, decides: false } };
  };
  await one.transact({ tenant, conversation: ticket, recommendation: 'rec1' }, async (unit) => {
    await two.transact({ tenant, conversation: other }, (its) => its.emit(waits('v1', 'reviewer/anna')));
    await unit.emit(waits('v2', 'reviewer/bo'));
  });
  expect(await two.recommendation(tenant, 'rec1')).toMatchObject({
    agreements: [{ reviewer: 'reviewer/anna' }, { reviewer: 'reviewer/bo' }],
  });
});

test('who asks what a limit has counted waits for whoever asked before, and sees what that one counted', async () => {
  const key: UseKey = { counts: 'replies', per: 'tenant', of: tenant };
  const other: UseKey = { ...key, of: 'other' };
  let goOn = (): void => {};
  const pause = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let asked = (): void => {};
  const begun = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const within = { withinSeconds: 3600 };
  const approve = (store: SqlStore, name: string, wait: () => Promise<void>) =>
    store.transact({ tenant, conversation: conversationOf(name) }, async (unit) => {
      const used = await unit.used(key, within);
      await wait();
      if (used >= 1) return used;
      const suggested = suggestion(name, { conversation: conversationOf(name), time: unit.now, seen: [] });
      const given = verdict(`ver${name}`, suggested, unit.now);
      await unit.emit(suggested);
      await unit.emit({ ...given, data: { ...given.data, counts: [{ ...key, amount: 1 }] } });
      return used;
    });
  const first = approve(one, 'a', async () => {
    asked();
    await pause;
  });
  await begun;
  const second = approve(two, 'b', async () => {});
  await expect.poll(schema.waiting).toBe(1);
  // Another key is nobody's.
  const free = two.transact({ tenant, conversation: conversationOf('c') }, (unit) => unit.used(other, within));
  expect(await free).toBe(0);
  goOn();
  expect(await Promise.all([first, second])).toEqual([0, 1]);
});

test('retention in one instance and facts that come in another leave what the facts say', async () => {
  const days = { facts: 30, features: 30, decisions: 30, actions: 30, 'dead-letters': 30 };
  for (let round = 0; round < 8; round += 1) {
    const old = stored([message(`old${round}`, { conversation: ticket, time: at(round) })], Date.parse('2025-11-01'));
    await one.apply(old, { group: 'projection' });
    await Promise.all([
      two.retain({ days }),
      apply(one, message(`new${round}`, { conversation: ticket, time: at(10 + round) })),
    ]);
    const ids = (await two.conversation(tenant, ticket))?.messages.map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: round + 1 }, (_, index) => `new${index}`));
  }
});

test('one key of two conversations at once stands for what came first', async () => {
  const give = (store: SqlStore, conversation: string) =>
    store.transact({ tenant, conversation }, async (unit) => {
      const before = await unit.remembered('key', { hold: true });
      await unit.conversation();
      if (before === undefined) await unit.remember('key', conversation, { seconds: 60 });
      return before ?? conversation;
    });
  const conversations = Array.from({ length: 12 }, (_, index) => conversationOf(`key-${index}`));
  const answers = await Promise.all(conversations.map((id, index) => give(index % 2 === 0 ? one : two, id)));
  expect(new Set(answers).size).toBe(1);
});
