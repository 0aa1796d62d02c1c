import type { StreamEvents } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createEffects, expectCode, readAll, readIds } from './effects.js';
import { idsOf, message, messages, subjectOf } from './messages.js';
import type { Bench } from './run-event-log-conformance.js';

const everything = { stream: 'facts' } as const;

export function testAppending(bench: Bench): void {
  test('what was appended reads back as it was', async () => {
    const odd = message('odd', 'Straße 5/7:ä', 'A 𝄞, a NUL \u0000, half a pair \ud834, "quotes"\r\n and  lines');
    const [appended] = await bench.log.append('facts', [odd]);
    const [stored] = await readAll(bench.log, everything);
    expect(stored?.event).toEqual(odd);
    expect(stored?.stream).toBe('facts');
    expect(stored?.position).toBe(appended?.position);
    expect(Math.abs(Date.parse(stored?.appendedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  test('an event of a megabyte comes through whole', async () => {
    const long = message('long', 1, 'ä'.repeat(512 * 1024));
    await bench.log.append('facts', [long]);
    expect((await readAll(bench.log, everything))[0]?.event).toEqual(long);
  });

  test('what was acknowledged outlives the process', async () => {
    const events = messages('m', 50, 5);
    await Promise.all(events.map((event) => bench.log.append('facts', [event])));
    const reopened = await bench.harness.reopen();
    expect(await readIds(reopened, everything)).toEqual(idsOf(events).sort());
  });

  test('each event of a call is answered, in order', async () => {
    const events = messages('m', 3, 2);
    expect(idsOf(await bench.log.append('facts', events))).toEqual(idsOf(events));
    expect(await bench.log.append('facts', [])).toEqual([]);
  });

  test('a call with an invalid event appends nothing of it', async () => {
    const wrong = { ...message('wrong'), surplus: true };
    await expectCode(() => bench.log.append('facts', [message('right'), wrong]), 'event-invalid');
    const foreign = message('foreign') as unknown as StreamEvents['decisions'];
    await expectCode(() => bench.log.append('decisions', [foreign]), 'event-invalid');
    await bench.log.append('facts', [message('later')]);
    expect(await readIds(bench.log, everything)).toEqual(['later']);
    expect(await readIds(bench.log, { stream: 'decisions' })).toEqual([]);
  });

  test('an id is one event of its tenant, and another of another', async () => {
    const theirs = { ...message('same'), tenant: 'other' };
    await bench.log.append('facts', [message('same'), theirs]);
    const stored = await readAll(bench.log, everything);
    expect(stored.map(({ event }) => event.tenant).sort()).toEqual(['acme', 'other']);
  });

  test('an id appended twice has one effect, and it is the first content', async () => {
    await bench.log.append('facts', [message('same', 1, 'first')]);
    const [again] = await bench.log.append('facts', [message('same', 1, 'second')]);
    expect(again?.id).toBe('same');
    const effects = createEffects(bench.patienceMs);
    const texts: string[] = [];
    await bench.log.append('facts', [message('last')]);
    await bench.log.subscribe({
      stream: 'facts',
      group: 'effects',
      async handler(events) {
        for (const { event } of events) if (event.type === 'message.received.v1') texts.push(event.data.text);
        effects.add(events);
      },
    });
    await effects.until(['same', 'last']);
    expect([...effects.ids]).toEqual(['same', 'last']);
    expect(texts[0]).toBe('first');
  });

  test('order holds within a subject while many append', async () => {
    const conversations = Array.from({ length: 8 }, (_, index) => index);
    const expected = (conversation: number) => Array.from({ length: 20 }, (_, index) => `${conversation}-${index}`);
    await Promise.all(
      conversations.map(async (conversation) => {
        for (const id of expected(conversation)) await bench.log.append('facts', [message(id, conversation)]);
      }),
    );
    const stored = await readAll(bench.log, everything);
    for (const conversation of conversations) {
      const ofSubject = stored.filter(({ event }) => event.subject === subjectOf(conversation));
      expect(ofSubject.map(({ event }) => event.id)).toEqual(expected(conversation));
    }
  });

  test('an aborted append appends nothing', async () => {
    await expectCode(
      () => bench.log.append('facts', [message('unwanted')], { signal: AbortSignal.abort() }),
      'aborted',
    );
    const late = new AbortController();
    await bench.log.append('facts', [message('wanted')], { signal: late.signal });
    late.abort();
    expect(await readIds(bench.log, everything)).toEqual(['wanted']);
  });

  test('a log that can take an append is ready', async () => {
    await bench.log.ready();
  });

  test('while what it stands on is away an append is refused in time, and goes through once it is back', async ({
    skip,
  }) => {
    if (bench.harness.takeAway === undefined) return skip();
    await bench.log.append('facts', [message('before')]);
    const giveBack = await bench.harness.takeAway();
    const refused = bench.log.append('facts', [message('during')]);
    await expect(refused).rejects.toMatchObject({ code: 'dependency-unavailable', retryable: true });
    await expectCode(() => bench.log.ready(), 'dependency-unavailable');
    await giveBack();
    await bench.log.append('facts', [message('during')]);
    expect(await readIds(bench.log, everything)).toEqual(['before', 'during']);
  });
}
