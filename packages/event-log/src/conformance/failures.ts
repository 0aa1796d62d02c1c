import { DeskrailError, type EventByType, type StoredEvent } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createEffects, createMoment, eventually, readAll, within } from './effects.js';
import { idsOf, message, messages } from './messages.js';
import type { Bench } from './run-event-log-conformance.js';

type DeadLetter = EventByType<'dead-letter.recorded.v1'>;

const retry = { attempts: 3, baseDelayMs: 1, maxDelayMs: 5 };
const holds = (batch: readonly StoredEvent[], id: string) => batch.some(({ event }) => event.id === id);

export function testFailures(bench: Bench): void {
  const { patienceMs } = bench;

  /** The distinct dead letters, once there are as many. */
  async function deadLetters(count: number): Promise<DeadLetter[]> {
    const byId = new Map<string, DeadLetter>();
    await eventually(patienceMs, async () => {
      for (const { event } of await readAll(bench.log, { stream: 'dead-letters' })) byId.set(event.id, event);
      expect(byId.size).toBe(count);
    });
    return [...byId.values()];
  }

  test('a handler that failed gets the event again', async () => {
    await bench.log.append('facts', messages('m', 3));
    const effects = createEffects(patienceMs);
    const attempts: number[] = [];
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'flaky', retry },
      async handler(batch, { attempt }) {
        if (holds(batch, 'm-1')) attempts.push(attempt);
        if (holds(batch, 'm-1') && attempt < 3) throw new Error('not yet');
        effects.add(batch);
      },
    });
    await effects.until(idsOf(messages('m', 3)));
    expect([...effects.ids]).toEqual(idsOf(messages('m', 3)));
    expect(attempts).toEqual([1, 2, 3]);
    expect(await deadLetters(0)).toEqual([]);
  });

  test('an event that cannot be handled goes to the dead letters, and the rest moves on', async () => {
    await bench.log.append('facts', messages('m', 5));
    const effects = createEffects(patienceMs);
    let tries = 0;
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'poisoned', retry },
      async handler(batch) {
        if (holds(batch, 'm-2')) {
          tries += 1;
          throw Object.assign(new TypeError('Anna wrote: call me at 555-0100'), { code: 'E_POISON' });
        }
        effects.add(batch);
      },
    });
    await effects.until(['m-0', 'm-1', 'm-3', 'm-4']);
    const [letter] = await deadLetters(1);
    expect(tries).toBe(3);
    expect(letter?.data).toMatchObject({ reason: 'handler-failed', code: 'E_POISON', attempts: 3 });
    expect(letter?.data.from).toMatchObject({ kind: 'stream', stream: 'facts', group: 'poisoned', eventId: 'm-2' });
    expect(letter).toMatchObject({ tenant: 'acme', causationid: 'm-2', subject: message('m-2').subject });
    expect(letter?.data.message).toContain('TypeError');
    expect(JSON.stringify(letter)).not.toContain('Anna');
    const stored = (await readAll(bench.log, { stream: 'facts' })).find(({ event }) => event.id === 'm-2');
    expect(letter?.data.from).toMatchObject({ position: stored?.position });
  });

  test('of a failing batch only the guilty event goes', async () => {
    const events = messages('m', 16);
    await bench.log.append('facts', events);
    const effects = createEffects(patienceMs);
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'batches', maxBatch: 16, retry },
      async handler(batch) {
        if (holds(batch, 'm-5') || holds(batch, 'm-6')) throw new Error('poison');
        effects.add(batch);
      },
    });
    const innocent = idsOf(events).filter((id) => id !== 'm-5' && id !== 'm-6');
    await effects.until(innocent);
    expect([...effects.ids]).toEqual(innocent);
    expect((await deadLetters(2)).map(({ causationid }) => causationid).sort()).toEqual(['m-5', 'm-6']);
  });

  test('a poisoned subject does not hold up others', async () => {
    await bench.log.append('facts', [message('poison', 'sick'), message('behind', 'sick'), ...messages('m', 20, 4)]);
    const effects = createEffects(patienceMs);
    const others = createMoment();
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'poisoned', concurrency: 3, retry },
      async handler(batch) {
        if (holds(batch, 'poison')) {
          await others.come;
          throw new Error('poison');
        }
        effects.add(batch);
      },
    });
    await effects.until(idsOf(messages('m', 20)));
    expect(effects.ids).not.toContain('behind');
    others.now();
    await effects.until(['behind']);
    await deadLetters(1);
  });

  test('a dependency that is away pauses the group, which keeps its place and goes on', async () => {
    await bench.log.append('facts', messages('m', 3));
    const effects = createEffects(patienceMs);
    const enough = createMoment();
    let tries = 0;
    let away = true;
    const subscription = await bench.log.subscribe({
      ...{ stream: 'facts', group: 'pausing', retry },
      async handler(batch, { attempt }) {
        if (away && holds(batch, 'm-1')) {
          tries += 1;
          expect(attempt).toBe(1);
          if (tries > retry.attempts + 2) enough.now();
          throw new DeskrailError('dependency-unavailable', 'The store is away.', { retryable: true });
        }
        effects.add(batch);
      },
    });
    await within(patienceMs, enough.come, () => 'more tries than an event gets');
    await eventually(patienceMs, () => expect(subscription.state).toBe('paused'));
    expect([...effects.ids]).toEqual(['m-0']);
    away = false;
    await effects.until(idsOf(messages('m', 3)));
    expect([...effects.ids]).toEqual(idsOf(messages('m', 3)));
    await eventually(patienceMs, () => expect(subscription.state).toBe('running'));
    expect(await deadLetters(0)).toEqual([]);
  });

  test('an event that nobody can read goes to the dead letters', async ({ skip }) => {
    if (bench.harness.appendUnchecked === undefined) return skip();
    const { data: _, ...broken } = message('broken');
    await bench.harness.appendUnchecked('facts', broken);
    await bench.log.append('facts', [message('whole')]);
    const effects = createEffects(patienceMs);
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'readers', retry },
      handler: async (batch) => effects.add(batch),
    });
    await effects.until(['whole']);
    const [letter] = await deadLetters(1);
    expect(letter?.data).toMatchObject({ reason: 'unreadable', code: 'event-invalid' });
    expect((await readAll(bench.log, { stream: 'facts' })).map(({ event }) => event.id)).toEqual(['whole']);
  });

  test('a dead letter that cannot be handled makes no further dead letter', async () => {
    const effects = createEffects(patienceMs);
    const fail = {
      ...{ group: 'hopeless', retry: { ...retry, attempts: 1 } },
      handler: () => Promise.reject(new Error()),
    };
    await bench.log.subscribe({ stream: 'facts', ...fail });
    await bench.log.subscribe({ stream: 'dead-letters', ...fail });
    await bench.log.append('facts', [message('m')]);
    const [letter] = await deadLetters(1);
    await eventually(patienceMs, async () => {
      for (const lag of await bench.log.lag({ group: 'hopeless' })) expect(lag.events).toBe(0);
    });
    expect(await deadLetters(1)).toEqual([letter]);
    expect(effects.ids.size).toBe(0);
  });
}
