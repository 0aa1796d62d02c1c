import { rebuildStore } from '@deskrail/store';
import { describe, expect, it, vi } from 'vitest';
import type { Step } from './mortal-parts.ts';
import {
  actionIs,
  actions,
  approve,
  eventsIn,
  everything,
  openPlace,
  type Place,
  projected,
  type Recommended,
  repliesAt,
  soon,
  writesAt,
} from './place.ts';
import { graceMs, leaseMs, type Rail, tenant } from './rail.ts';

// Processes are killed for real. These need a build.

/** Where a process dies, from the verdict to its end; `at the desk` is the desk's doing, while the process waits. */
type Death = Step | 'at the desk, before the effect' | 'at the desk, after the effect';

const beforeTheEffect: readonly Death[] = [
  'emitted action.approved.v1',
  'committed action.approved.v1',
  'appending action.approved.v1',
  'appended action.approved.v1',
  'claimed',
  'emitted action.started.v1',
  'committed action.started.v1',
  'appending action.started.v1',
  'appended action.started.v1',
  'flushed',
  'at the desk, before the effect',
];
const afterTheEffect: readonly Death[] = ['at the desk, after the effect', 'answered', 'emitted action.executed.v1'];
const afterTheEnd: readonly Death[] = [
  'committed action.executed.v1',
  'appending action.executed.v1',
  'appended action.executed.v1',
];

/**
 * Another process approves what is recommended, and is killed there. From then on the desk looks at the log whenever it
 * is asked to change something: the start must be there. What it found instead is in the list that this resolves with.
 */
async function killedAt(place: Place, death: Death, recommended: Recommended): Promise<readonly string[]> {
  const withoutStart: string[] = [];
  const watch = (write: NonNullable<Parameters<Place['before']>[0]>) =>
    place.before(async (request, desk) => {
      if (request.method === 'GET') return desk(request);
      const types = (await eventsIn(place.folder, 'actions')).map(({ type }) => type);
      if (!types.includes('action.started.v1')) withoutStart.push(`${request.method} after ${types.join(', ')}`);
      return write(request, desk);
    });
  const step = death.startsWith('at the desk') ? undefined : (death as Step);
  const process = place.mortal({ ...recommended, ...(step && { dieAt: step }) });
  watch(async (request, desk) => {
    if (death === 'at the desk, before the effect') return dead(process);
    const answer = await desk(request);
    return death === 'at the desk, after the effect' ? dead(process) : answer;
  });
  expect(await process.exited).toEqual({ signal: 'SIGKILL' });
  watch((request, desk) => desk(request));
  return withoutStart;
}

async function dead(process: ReturnType<Place['mortal']>): Promise<Response> {
  process.kill();
  await process.exited;
  return Response.error();
}

/** The next process, when the lease and the desk's own time-out are over. */
async function nextProcess(place: Place): Promise<Rail> {
  place.later(leaseMs + graceMs + 1_000);
  const rail = await place.open();
  place.desk.releaseDeliveries();
  await place.desk.settled();
  return rail;
}

/** Links of the audit's chain come when they come. */
const begins = new Set(['action.approved.v1', 'action.started.v1', 'audit.linked.v1']);

async function expectOneEnd(place: Place, rail: Rail): Promise<void> {
  await projected(rail);
  const types = new Map((await eventsIn(place.folder, 'actions')).map(({ id, type }) => [id, type]));
  const ends = [...types.values()].filter((type) => !begins.has(type));
  expect(ends).toEqual(['action.executed.v1']);
  const before = await everything(rail);
  await rail.close();
  const again = await place.open();
  await rebuildStore(again);
  expect(await everything(again)).toEqual(before);
}

describe.concurrent('a process that is killed', { timeout: 50_000 }, () => {
  it.each([
    ...beforeTheEffect.map((death) => [death, 'answer'] as const),
    ...afterTheEffect.map((death) => [death, 'marker'] as const),
    ...afterTheEnd.map((death) => [death, 'answer'] as const),
  ])('%s: the reply is at the desk once, known by its %s', async (death, found) => {
    await using place = await openPlace();
    const recommended = await place.recommended();
    const withoutStart = await killedAt(place, death, recommended);
    expect(repliesAt(place, recommended.ticket)).toHaveLength(beforeTheEffect.includes(death) ? 0 : 1);

    const rail = await nextProcess(place);
    // Whoever gave the verdict never had an answer, and gives it again.
    const { repeated } = await approve(rail, recommended);
    expect(repeated).toBe(death !== 'emitted action.approved.v1');
    await rail.execute();
    expect(await actionIs(rail, 'executed')).toMatchObject({ found });
    expect(repliesAt(place, recommended.ticket)).toHaveLength(1);
    expect(withoutStart).toEqual([]);
    await expectOneEnd(place, rail);
    expect(repliesAt(place, recommended.ticket)).toHaveLength(1);
  });

  const unknown = [...beforeTheEffect, ...afterTheEffect].slice(beforeTheEffect.indexOf('committed action.started.v1'));
  it.each(unknown)('%s, at a desk that does not say what it has: a person decides', async (death) => {
    await using place = await openPlace();
    const recommended = await place.recommended();
    await killedAt(place, death, recommended);
    const writes = writesAt(place).length;

    const rail = await nextProcess(place);
    place.desk.failNext({ status: 500, path: /\/audits/, times: 1_000 });
    await rail.execute({ lookUpForMs: leaseMs });
    const uncertain = await actionIs(rail, 'uncertain');
    expect(uncertain).toMatchObject({ code: 'look-up-failed' });
    expect(writesAt(place)).toHaveLength(writes);

    const isThere = repliesAt(place, recommended.ticket).length === 1;
    expect(isThere).toBe(afterTheEffect.includes(death));
    const resolve = (outcome: 'executed' | 'retry' | 'cancel') =>
      rail.reviewDesk.resolve({ tenant, actor: 'reviewer/anna', actionId: uncertain.id, request: { outcome } });
    await resolve(isThere ? 'executed' : 'retry');
    await expect(resolve('retry')).rejects.toMatchObject({ code: 'conflict' });
    await vi.waitFor(async () => {
      const ends = (await actions(rail)).map(({ id, status }) => [id === uncertain.id, status]);
      const retried = [
        [true, 'cancelled'],
        [false, 'executed'],
      ];
      expect(new Set(ends)).toEqual(new Set(isThere ? [[true, 'executed']] : retried));
    }, soon);
    expect(repliesAt(place, recommended.ticket)).toHaveLength(1);
  });

  it('leaves a reply unsent that a person calls off', async () => {
    await using place = await openPlace();
    const recommended = await place.recommended();
    await killedAt(place, 'flushed', recommended);
    const rail = await nextProcess(place);
    place.desk.failNext({ status: 500, path: /\/audits/, times: 1_000 });
    await rail.execute({ lookUpForMs: leaseMs });
    const { id: actionId } = await actionIs(rail, 'uncertain');
    place.desk.clearFaults();
    await rail.reviewDesk.resolve({ tenant, actor: 'reviewer/anna', actionId, request: { outcome: 'cancel' } });
    expect(await actionIs(rail, 'cancelled')).toMatchObject({ code: 'person' });
    expect(writesAt(place)).toEqual([]);
  });

  it('is waited for: what its last call does late is found, and not done again', async () => {
    await using place = await openPlace();
    const recommended = await place.recommended();
    let arrive = async () => {};
    const process = place.mortal(recommended);
    place.before(async (request, desk) => {
      if (request.method === 'GET') return desk(request);
      const late = request.clone();
      arrive = async () => void (await desk(late));
      return dead(process);
    });
    expect(await process.exited).toEqual({ signal: 'SIGKILL' });
    place.before(undefined);

    place.later(leaseMs + graceMs - 5_000);
    const rail = await place.open();
    await approve(rail, recommended);
    expect(await rail.store.claimAction({ executor: 'early', leaseMs, graceMs })).toBeUndefined();
    expect(await actions(rail)).toMatchObject([{ status: 'started' }]);
    await rail.execute();
    await arrive();
    place.later(10_000);
    expect(await actionIs(rail, 'executed')).toMatchObject({ found: 'marker', attempts: 1 });
    expect(repliesAt(place, recommended.ticket)).toHaveLength(1);
  });
});
