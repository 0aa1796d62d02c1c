import type { EventLog, From, Lag, StoredEvent, Subscription } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createEffects, createMoment, type Effects, eventually, readAll, within } from './effects.js';
import { idsOf, message, messages } from './messages.js';
import { appendLater } from './ranges.js';
import type { Bench } from './run-event-log-conformance.js';

async function gather(
  log: EventLog,
  options: { readonly group: string; readonly from?: From; readonly patienceMs: number },
): Promise<{ effects: Effects; subscription: Subscription }> {
  const effects = createEffects(options.patienceMs);
  const { group, from = 'start' } = options;
  const subscription = await log.subscribe({
    ...{ stream: 'facts', group, from },
    handler: async (events) => effects.add(events),
  });
  return { effects, subscription };
}

const lagOf = async (log: EventLog, group: string): Promise<Lag | undefined> => (await log.lag({ group }))[0];

export function testGroups(bench: Bench): void {
  const { patienceMs } = bench;

  test('a group begins at the start and is woken by what comes', async () => {
    await bench.log.append('facts', messages('old', 5, 2));
    const { effects } = await gather(bench.log, { group: 'all', patienceMs });
    await effects.until(idsOf(messages('old', 5)));
    await bench.log.append('facts', [message('new')]);
    await effects.until(['new']);
    expect(effects.ids.size).toBe(6);
  });

  test('a group begins at the end', async () => {
    await bench.log.append('facts', messages('old', 5));
    const { effects } = await gather(bench.log, { group: 'late', from: 'end', patienceMs });
    await bench.log.append('facts', [message('new')]);
    await effects.until(['new']);
    expect([...effects.ids]).toEqual(['new']);
  });

  test('a group begins after a cursor', async () => {
    await bench.log.append('facts', messages('m', 4));
    const second = (await readAll(bench.log, { stream: 'facts' }))[1] as StoredEvent;
    const { effects } = await gather(bench.log, { group: 'after', from: { after: second.cursor }, patienceMs });
    await effects.until(['m-2', 'm-3']);
    expect(effects.ids.size).toBe(2);
  });

  test('a group begins at a time', async () => {
    await bench.log.append('facts', messages('early', 2));
    const [early] = await readAll(bench.log, { stream: 'facts' });
    const later = await appendLater(bench.log, early?.appendedAt ?? '', patienceMs);
    const { effects } = await gather(bench.log, { group: 'time', from: { time: later.appendedAt }, patienceMs });
    await effects.until([later.event.id]);
    expect([...effects.ids].filter((id) => id.startsWith('early'))).toEqual([]);
  });

  test('groups do not take events from each other', async () => {
    const one = await gather(bench.log, { group: 'one', patienceMs });
    const two = await gather(bench.log, { group: 'two', patienceMs });
    await bench.log.append('facts', messages('m', 10, 3));
    await Promise.all([one.effects.until(idsOf(messages('m', 10))), two.effects.until(idsOf(messages('m', 10)))]);
  });

  test('a group keeps its place when it closes, whatever it is told to begin at', async () => {
    await bench.log.append('facts', messages('before', 5));
    const first = await gather(bench.log, { group: 'kept', patienceMs });
    await first.effects.until(idsOf(messages('before', 5)));
    await first.subscription.close();
    expect(first.subscription.state).toBe('closed');
    await bench.log.append('facts', [message('between')]);
    const reopened = await bench.harness.reopen();
    const second = await gather(reopened, { group: 'kept', from: 'start', patienceMs });
    await reopened.append('facts', [message('after')]);
    await second.effects.until(['between', 'after']);
    expect([...second.effects.ids].sort()).toEqual(['after', 'between']);
  });

  test('what was not done when the process ended comes again', async () => {
    await bench.log.append('facts', messages('m', 6));
    const effects = createEffects(patienceMs);
    const stuck = createMoment();
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'again' },
      handler: async (events, { signal }) => {
        if (events.some(({ event }) => event.id === 'm-3')) {
          stuck.now();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        }
        effects.add(events);
      },
    });
    await within(patienceMs, stuck.come, () => 'the fourth event');
    const reopened = await bench.harness.reopen();
    const again = createEffects(patienceMs);
    await reopened.subscribe({
      ...{ stream: 'facts', group: 'again' },
      handler: async (events) => {
        effects.add(events);
        again.add(events);
      },
    });
    await effects.until(idsOf(messages('m', 6)));
    expect([...effects.ids]).toEqual(idsOf(messages('m', 6)));
    expect(again.ids).toContain('m-3');
  });

  test('the lag says what is not done', async () => {
    expect(await bench.log.lag()).toEqual([]);
    await bench.log.append('facts', messages('m', 4));
    const release = createMoment();
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'slow' },
      handler: () => release.come,
    });
    await eventually(patienceMs, async () => {
      expect(await lagOf(bench.log, 'slow')).toMatchObject({ stream: 'facts', group: 'slow', events: 4 });
    });
    expect((await lagOf(bench.log, 'slow'))?.seconds).toBeGreaterThanOrEqual(0);
    release.now();
    await eventually(patienceMs, async () => {
      expect(await lagOf(bench.log, 'slow')).toMatchObject({ events: 0, seconds: 0 });
    });
    expect((await lagOf(bench.log, 'slow'))?.lastSafe).toBeDefined();
    expect(await bench.log.lag({ group: 'nobody' })).toEqual([]);
  });

  test('an event of a type that is not known is skipped', async ({ skip }) => {
    if (bench.harness.appendUnchecked === undefined) return skip();
    await bench.harness.appendUnchecked('facts', { ...message('future'), type: 'message.dreamt.v9' });
    await bench.log.append('facts', [message('known')]);
    const effects = createEffects(patienceMs);
    const unknown: string[] = [];
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'old' },
      onUnknownType: (type) => unknown.push(type),
      handler: async (events) => effects.add(events),
    });
    await effects.until(['known']);
    expect([...effects.ids]).toEqual(['known']);
    expect(unknown).toEqual(['message.dreamt.v9']);
    await eventually(patienceMs, async () => expect(await lagOf(bench.log, 'old')).toMatchObject({ events: 0 }));
  });
}
