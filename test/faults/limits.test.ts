import { expect, it, vi } from 'vitest';
import { all, approve, articles, openPlace, openReply, repliesAt, soon, writesAt } from './place.ts';
import { type Rail, tenant } from './rail.ts';

const approvals = 250;
/** As Zendesk counts them: of ticket updates 100 a minute, of all calls 700. */
const updatesPerMinute = 100;
const concurrency = 4;

const statuses = async ({ store }: Rail): Promise<Readonly<Record<string, number>>> => {
  const actions = await all((cursor) => store.actions(tenant, { cursor, limit: 200 }));
  return Object.fromEntries(
    Object.entries(Object.groupBy(actions, ({ status }) => status)).map(([status, of]) => [status, of?.length ?? 0]),
  );
};

it('250 approvals at once, above what the desk takes in a minute: each is sent once, and none fails', async () => {
  await using place = await openPlace({ rateLimit: {} });
  const { desk } = place;
  const rail = await place.open();
  await rail.recommend({ sources: [articles()] });
  const text = 'How long do I have to return a tent, and what does the return cost?';
  const tickets = Array.from({ length: approvals }, () => desk.customerWrites({ subject: 'A tent', text }).id);
  for (const ticket of tickets) {
    const { recommendationId, hash = '' } = await openReply(rail, ticket);
    await approve(rail, { ticket, recommendationId, hash });
  }
  await desk.settled();
  desk.holdDeliveries();
  // Two processes, of which each finds out about the limit by itself.
  const executors = [await rail.execute({ concurrency }), await rail.execute({ concurrency, executor: 'another' })];
  const still = () => {
    let calls = -1;
    return vi.waitFor(async () => {
      const before = calls;
      calls = desk.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect([...executors.map(({ inFlight }) => inFlight), calls]).toEqual([0, 0, before]);
    }, soon);
  };
  let minutes = 0;
  for (; (await statuses(rail)).executed !== approvals && minutes < 6; minutes += 1) {
    await still();
    place.later(61_000);
  }
  expect(await statuses(rail)).toEqual({ executed: approvals });
  for (const ticket of tickets) expect(repliesAt(place, ticket)).toHaveLength(1);
  // Only what was under way when a minute's limit was met has been refused.
  const refused = desk.calls.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(minutes * executors.length * concurrency);
  expect(writesAt(place).length).toBeLessThanOrEqual(approvals + refused.length);
  expect(minutes).toBeLessThanOrEqual(Math.ceil(approvals / updatesPerMinute) + 1);
}, 90_000);
