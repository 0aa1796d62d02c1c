import { expect, test } from 'vitest';
import { createEffects, eventually, expectCode, readAll, within } from './effects.js';
import { idsOf, message, messages } from './messages.js';
import type { Bench } from './run-event-log-conformance.js';

const retry = { attempts: 2, baseDelayMs: 1, maxDelayMs: 5 };

export function testRedriving(bench: Bench): void {
  const { patienceMs } = bench;

  /** How often a group's handler got each id. */
  async function countInto(group: string, fails: (id: string) => boolean = () => false) {
    const seen = new Map<string, number>();
    const effects = createEffects(patienceMs);
    await bench.log.subscribe({
      ...{ stream: 'facts', group, retry },
      async handler(batch) {
        for (const { event } of batch) seen.set(event.id, (seen.get(event.id) ?? 0) + 1);
        if (batch.some(({ event }) => fails(event.id))) throw new Error('poison');
        effects.add(batch);
      },
    });
    return { seen, effects };
  }

  const positionOf = async (id: string): Promise<string> => {
    const all = await readAll(bench.log, { stream: 'facts' });
    return all.find(({ event }) => event.id === id)?.position ?? 'nowhere';
  };

  test('an event that could not be handled reaches its group once more, and no other', async () => {
    await bench.log.append('facts', messages('m', 4));
    let poisoned = true;
    const failed = await countInto('failed', (id) => poisoned && id === 'm-1');
    const other = await countInto('other');
    await failed.effects.until(['m-0', 'm-2', 'm-3']);
    await other.effects.until(idsOf(messages('m', 4)));
    await eventually(patienceMs, async () => {
      expect(await readAll(bench.log, { stream: 'dead-letters' })).not.toEqual([]);
    });
    const [letter] = await readAll(bench.log, { stream: 'dead-letters' });
    const from = letter?.event.type === 'dead-letter.recorded.v1' ? letter.event.data.from : undefined;
    if (from?.kind !== 'stream') throw new Error('The dead letter names no event.');
    poisoned = false;
    const before = other.seen.get('m-1');
    await bench.log.redrive({ stream: 'facts', position: from.position, group: from.group });
    await failed.effects.until(['m-1']);
    await bench.log.append('facts', [message('behind')]);
    await other.effects.until(['behind']);
    expect(other.seen.get('m-1')).toBe(before);
    expect((await readAll(bench.log, { stream: 'facts' })).map(({ event }) => event.id)).toEqual([
      ...idsOf(messages('m', 4)),
      'behind',
    ]);
  });

  test('a redriven event waits for its group, also through a restart', async () => {
    await bench.log.append('facts', messages('m', 2));
    const first = await countInto('away');
    await first.effects.until(['m-0', 'm-1']);
    await eventually(patienceMs, async () => {
      expect((await bench.log.lag({ group: 'away' }))[0]).toMatchObject({ events: 0 });
    });
    const position = await positionOf('m-0');
    const elsewhere = await bench.harness.reopen();
    await elsewhere.redrive({ stream: 'facts', position, group: 'away' });
    await bench.harness.reopen();
    const again = await countInto('away');
    await again.effects.until(['m-0']);
    await bench.log.append('facts', [message('behind')]);
    await again.effects.until(['behind']);
  });

  test('one that fails again goes to the dead letters after its tries, and holds up nobody', async () => {
    await bench.log.append('facts', messages('m', 2));
    const { seen, effects } = await countInto('failing', (id) => id === 'm-0');
    await effects.until(['m-1']);
    await bench.log.redrive({ stream: 'facts', position: await positionOf('m-0'), group: 'failing' });
    await eventually(patienceMs, () => expect(seen.get('m-0')).toBeGreaterThanOrEqual(2 * retry.attempts));
    await bench.log.append('facts', [message('behind')]);
    await effects.until(['behind']);
  });

  test('what is not there, and a group that nobody knows, are told', async () => {
    await bench.log.append('facts', [message('m')]);
    const { effects } = await countInto('known');
    await effects.until(['m']);
    const position = await positionOf('m');
    await expectCode(() => bench.log.redrive({ stream: 'facts', position: 'nowhere', group: 'known' }), 'not-found');
    const far = position.replace(/\d+$/, '999999');
    await expectCode(() => bench.log.redrive({ stream: 'facts', position: far, group: 'known' }), 'not-found');
    await expectCode(() => bench.log.redrive({ stream: 'facts', position, group: 'nobody' }), 'not-found');
    const { log } = bench;
    await within(patienceMs, log.close(), () => 'the log to close');
    await expectCode(() => log.redrive({ stream: 'facts', position, group: 'known' }), 'closed');
  });
}
