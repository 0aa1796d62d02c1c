import { describe, expect, it, vi } from 'vitest';
import { eventsIn, soon } from './place.ts';
import { graceMs, leaseMs, type Rail, tenant } from './rail.ts';
import { type Death, openRefundPlace, type RefundPlace } from './refund-place.ts';
import { refundTool } from './refund-tool.ts';

export const beforeTheStart: readonly Death[] = [
  'committed action.approved.v1',
  'appended action.approved.v1',
  'claimed',
  'emitted action.started.v1',
];
export const beforeTheEffect: readonly Death[] = [
  'committed action.started.v1',
  'appending action.started.v1',
  'appended action.started.v1',
  'flushed',
  'at the service, before the effect',
];
export const afterTheEffect: readonly Death[] = [
  'at the service, after the effect',
  'answered',
  'emitted action.executed.v1',
];
export const afterTheEnd: readonly Death[] = [
  'committed action.executed.v1',
  'appending action.executed.v1',
  'appended action.executed.v1',
];

type Waiting = Awaited<ReturnType<RefundPlace['waiting']>>;

/**
 * Another process approves a refund, and is killed there. Whenever the service is asked to pay, the log has the start:
 * what it had instead is in the list that this resolves with.
 */
async function killedAt(place: RefundPlace, death: Death, refund: Waiting, canLookUp: boolean) {
  const withoutStart: string[] = [];
  const dieAt = death.startsWith('at the service') ? undefined : death;
  const { url } = place;
  const desk = { url: 'http://127.0.0.1:9', token: 'none' };
  const dying = place.start('mortal-worker.ts', { ...refund, desk, dieAt, payments: { url, canLookUp } });
  const dead = async () => {
    dying.kill();
    await dying.exited;
    return Response.error();
  };
  const watch = (answer: NonNullable<Parameters<RefundPlace['before']>[0]>) =>
    place.before(async (request, service) => {
      if (request.method === 'GET') return service(request);
      const types = (await eventsIn(place.folder, 'actions')).map(({ type }) => type);
      if (!types.includes('action.started.v1')) withoutStart.push(types.join(', '));
      return answer(request, service);
    });
  watch(async (request, service) => {
    if (death === 'at the service, before the effect') return dead();
    const answer = await service(request);
    return death === 'at the service, after the effect' ? dead() : answer;
  });
  expect(await dying.exited).toEqual({ signal: 'SIGKILL' });
  watch((request, service) => service(request));
  return withoutStart;
}

const statuses = async ({ store }: Rail) => (await store.actions(tenant, {})).items.map(({ status }) => status).sort();
const become = (rail: Rail, as: readonly string[]) =>
  vi.waitFor(async () => expect(await statuses(rail)).toEqual([...as].sort()), soon);

/** The next process, once the lease and the service's own time-out are over. */
async function nextProcess(place: RefundPlace, refund: Waiting, canLookUp: boolean): Promise<Rail> {
  place.later(leaseMs + graceMs + 1_000);
  const rail = await place.open();
  // Whoever approved never had an answer, and says so again.
  const request = { kind: 'approve', hash: refund.hash } as const;
  await rail.reviewDesk.give({
    ...{ tenant, actor: 'reviewer/anna', recommendationId: refund.recommendationId, request },
  });
  await rail.execute({ tools: [refundTool({ url: place.url, canLookUp })] });
  return rail;
}

/** `database`: for the store, where it is not beside the log. */
export function testRefundCrashes(
  { withLookUp, withoutLookUp }: { readonly withLookUp: readonly Death[]; readonly withoutLookUp: readonly Death[] },
  database: () => Promise<{ readonly url: string } & AsyncDisposable> | undefined,
): void {
  describe.concurrent('a process that is killed as it calls a tool', { timeout: 60_000 }, () => {
    it.each(withLookUp)('%s: the refund is paid once', async (death) => {
      await using postgres = await database();
      await using place = await openRefundPlace({ postgres: postgres?.url });
      const first = await place.open();
      const refund = await place.waiting(first, '1042');
      await first.close();
      const withoutStart = await killedAt(place, death, refund, true);
      const wasPaid = afterTheEffect.includes(death) || afterTheEnd.includes(death);
      expect(place.paid).toHaveLength(wasPaid ? 1 : 0);

      const rail = await nextProcess(place, refund, true);
      await become(rail, ['executed']);
      expect(place.paid).toHaveLength(1);
      expect(withoutStart).toEqual([]);
      const [action] = (await rail.store.actions(tenant, {})).items;
      expect(action).toMatchObject({ vendorId: 're_1', found: afterTheEffect.includes(death) ? 'marker' : 'answer' });
      expect((await rail.store.recommendations(tenant, { status: 'open' })).items).toEqual([]);
    });

    it.each(withoutLookUp)('%s, and nothing to look it up by: a person decides, once', async (death) => {
      await using postgres = await database();
      await using place = await openRefundPlace({ postgres: postgres?.url });
      const first = await place.open();
      const refund = await place.waiting(first, '1042');
      await first.close();
      await killedAt(place, death, refund, false);
      const paid = place.paid.length;

      const rail = await nextProcess(place, refund, false);
      await become(rail, ['uncertain']);
      expect(place.paid).toHaveLength(paid);
      const { items } = await rail.store.recommendations(tenant, { status: 'open' });
      expect(items).toMatchObject([{ kind: 'escalation', flags: ['action-uncertain'] }]);

      const [{ id: actionId = '' } = {}] = (await rail.store.actions(tenant, {})).items;
      const outcome = paid === 1 ? 'executed' : 'retry';
      await rail.reviewDesk.resolve({ tenant, actor: 'reviewer/anna', actionId, request: { outcome } });
      await become(rail, paid === 1 ? ['executed'] : ['cancelled', 'executed']);
      expect(place.paid).toHaveLength(1);
      expect((await rail.store.recommendations(tenant, { status: 'open' })).items).toEqual([]);
    });
  });
}
