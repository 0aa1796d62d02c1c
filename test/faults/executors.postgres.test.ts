import { expect, test, vi } from 'vitest';
import { postgresForTests } from '../brokers/for-tests.ts';
import type { ExecutorTask } from './executor-worker.ts';
import { tenant } from './rail.ts';
import { openRefundPlace } from './refund-place.ts';

// Processes are killed for real. These need a build.

const soon = { timeout: 50_000, interval: 50 };
const orders = Array.from({ length: 40 }, (_, index) => String(index + 1));

test('executors in processes of their own never run one action, also when two of them die', {
  timeout: 60_000,
}, async () => {
  await using postgres = await postgresForTests();
  await using place = await openRefundPlace({ postgres: postgres.url });
  const rail = await place.open();
  for (const order of orders) {
    const { recommendationId, hash } = await place.waiting(rail, order);
    const request = { kind: 'approve', hash } as const;
    await rail.reviewDesk.give({ tenant, actor: 'reviewer/anna', recommendationId, request });
  }

  const payments = { url: place.url, canLookUp: true };
  // A call takes a moment, so that both are in the middle of some when they are killed.
  let asked = 0;
  place.before(async (request, service) => {
    if (request.method === 'GET') return service(request);
    asked += 1;
    if (asked === 8) processes[0]?.kill();
    if (asked === 16) processes[1]?.kill();
    const early = asked % 2 === 0 ? undefined : await service(request.clone());
    await new Promise((resolve) => setTimeout(resolve, 20));
    return early ?? service(request);
  });
  const task: Omit<ExecutorTask, 'postgres'> = { payments, leaseMs: 2_000, graceMs: 1_000 };
  const executor = () => place.start('executor-worker.ts', task);
  const processes = [executor(), executor(), executor()];

  await vi.waitFor(async () => {
    const { items } = await rail.store.actions(tenant, { limit: 200 });
    expect(items.filter(({ status }) => status === 'executed')).toHaveLength(orders.length);
  }, soon);
  expect(await processes[0]?.exited).toEqual({ signal: 'SIGKILL' });
  expect(await processes[1]?.exited).toEqual({ signal: 'SIGKILL' });
  expect(new Set(place.paid).size).toBe(orders.length);
  expect(place.paid).toHaveLength(orders.length);
});
