import { expect, test } from 'vitest';
import { createEffects, createMoment, expectCode, readAll, within } from './effects.js';
import { message, messages } from './messages.js';
import type { Bench } from './run-event-log-conformance.js';

const never = new Promise<void>(() => {});

export function testClosing(bench: Bench): void {
  const { patienceMs } = bench;

  test('a closed log refuses, and closing again is nothing', async () => {
    const { log } = bench;
    await log.append('facts', [message('m')]);
    await Promise.all([log.close(), log.close()]);
    await log.close();
    await expectCode(() => log.append('facts', [message('late')]), 'closed');
    await expectCode(() => log.subscribe({ stream: 'facts', group: 'late', handler: async () => {} }), 'closed');
    await expectCode(() => readAll(log, { stream: 'facts' }), 'closed');
    await expectCode(() => log.ready(), 'closed');
    await expectCode(() => log.lag(), 'closed');
  });

  test('closing the log ends what follows it', async () => {
    await bench.log.append('facts', [message('m')]);
    const arrived = createMoment();
    const following = (async () => {
      for await (const _ of bench.log.read({ stream: 'facts', until: 'never' })) arrived.now();
    })();
    await within(patienceMs, arrived.come, () => 'the first event');
    const ended = expectCode(() => within(patienceMs, following, () => 'the read to end'), 'closed');
    await bench.log.close();
    await ended;
  });

  test('what was being appended is written before the log is closed', async () => {
    const appending = messages('m', 20).map((event) => bench.log.append('facts', [event]));
    await bench.log.close();
    const answers = await Promise.allSettled(appending);
    const acknowledged = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const reopened = await bench.harness.reopen();
    const ids = (await readAll(reopened, { stream: 'facts' })).map(({ event }) => event.id);
    expect(ids).toEqual(expect.arrayContaining(acknowledged.map(({ id }) => id)));
  });

  test('a handler in flight may end', async () => {
    await bench.log.append('facts', messages('m', 2));
    const begun = createMoment();
    const end = createMoment();
    const effects = createEffects(patienceMs);
    const subscription = await bench.log.subscribe({
      ...{ stream: 'facts', group: 'ending' },
      async handler(batch) {
        begun.now();
        await end.come;
        effects.add(batch);
      },
    });
    await within(patienceMs, begun.come, () => 'the handler');
    const closing = subscription.close();
    end.now();
    await within(patienceMs, closing, () => 'the subscription to close');
    expect([...effects.ids]).toEqual(['m-0']);
    await subscription.close();
    const rest = createEffects(patienceMs);
    await bench.log.subscribe({ ...{ stream: 'facts', group: 'ending' }, handler: async (batch) => rest.add(batch) });
    await rest.until(['m-1']);
    expect([...rest.ids]).toEqual(['m-1']);
  });

  test('a handler that never ends is told to, and left behind', async () => {
    await bench.log.append('facts', [message('m')]);
    const begun = createMoment();
    const told = createMoment();
    await bench.log.subscribe({
      ...{ stream: 'facts', group: 'stuck' },
      handler(_, { signal }) {
        signal.addEventListener('abort', told.now);
        begun.now();
        return never;
      },
    });
    await within(patienceMs, begun.come, () => 'the handler');
    await within(patienceMs, bench.log.close(), () => 'the log to close');
    await within(patienceMs, told.come, () => 'the handler’s signal');
  });
}
