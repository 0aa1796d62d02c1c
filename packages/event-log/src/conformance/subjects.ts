import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createEffects, createMoment, within } from './effects.js';
import { idsOf, message, messages, subjectOf } from './messages.js';
import type { Bench } from './run-event-log-conformance.js';

export function testSubjects(bench: Bench): void {
  const { patienceMs } = bench;

  test('batches come in order and no larger than asked for', async () => {
    const events = messages('m', 25);
    await bench.log.append('facts', events);
    const effects = createEffects(patienceMs);
    const sizes: number[] = [];
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'batches', maxBatch: 10 },
      async handler(batch) {
        sizes.push(batch.length);
        effects.add(batch);
      },
    });
    await effects.until(idsOf(events));
    expect([...effects.ids]).toEqual(idsOf(events));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
  });

  test('subjects go side by side, each in order and one batch at a time', async () => {
    const conversations = 6;
    const events = messages('m', 120, conversations);
    await bench.log.append('facts', events.slice(0, 60));
    const effects = createEffects(patienceMs);
    const atWork = new Set<string>();
    const faults: string[] = [];
    let most = 0;
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'side-by-side', concurrency: 4, maxBatch: 5 },
      async handler(batch) {
        const subject = batch[0]?.event.subject ?? '';
        if (batch.some(({ event }) => event.subject !== subject)) faults.push('a batch of several subjects');
        if (atWork.has(subject)) faults.push('a subject twice at once');
        atWork.add(subject);
        most = Math.max(most, atWork.size);
        await delay(1);
        effects.add(batch);
        atWork.delete(subject);
      },
    });
    // The other half comes while the first is at work.
    for (const event of events.slice(60)) await bench.log.append('facts', [event]);
    await effects.until(idsOf(events));
    expect(faults).toEqual([]);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    for (let conversation = 1; conversation <= conversations; conversation += 1) {
      const expected = events.filter(({ subject }) => subject === subjectOf(conversation));
      expect(effects.bySubject.get(subjectOf(conversation))).toEqual(idsOf(expected));
    }
  });

  test('a subject that waits does not hold up another', async () => {
    await bench.log.append('facts', [message('slow-1', 'slow'), message('slow-2', 'slow'), message('quick', 'quick')]);
    const effects = createEffects(patienceMs);
    const quick = createMoment();
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'waiting', concurrency: 2 },
      async handler(batch) {
        if (batch[0]?.event.id === 'slow-1') await quick.come;
        effects.add(batch);
        if (batch[0]?.event.id === 'quick') quick.now();
      },
    });
    await effects.until(['slow-1', 'slow-2', 'quick']);
    expect([...effects.ids]).toEqual(['quick', 'slow-1', 'slow-2']);
  });

  test('the place never passes a subject that is not done', async () => {
    await bench.log.append('facts', [message('held', 'held'), ...messages('m', 10, 3)]);
    const effects = createEffects(patienceMs);
    const held = createMoment();
    const subscription = await bench.log.subscribe({
      ...{ stream: 'facts', group: 'places', concurrency: 4 },
      async handler(batch, { signal }) {
        if (batch[0]?.event.id === 'held') {
          held.now();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        }
        effects.add(batch);
      },
    });
    await within(patienceMs, held.come, () => 'the first subject');
    await effects.until(idsOf(messages('m', 10)));
    await subscription.close();
    const reopened = await bench.harness.reopen();
    await reopened.subscribe({
      ...{ stream: 'facts', group: 'places' },
      handler: async (batch) => effects.add(batch),
    });
    await effects.until(['held']);
  });
}
