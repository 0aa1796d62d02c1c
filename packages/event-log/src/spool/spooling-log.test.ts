import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../conformance/effects.js';
import { idsOf, message, messages } from '../conformance/messages.js';
import { createFakeLog, type FakeLog } from '../fakes/fake-log.js';
import {
  flushSpool,
  type OpenSpoolOptions,
  openSpool,
  readSpoolStatus,
  type Spool,
  type SpoolingLog,
  spoolingLog,
  startForwarding,
} from './index.js';

const patienceMs = 5_000;
const retry = { baseDelayMs: 1, maxDelayMs: 10 };

let directory: string;
let spool: Spool;
let log: FakeLog;
let spooling: SpoolingLog;
let nowMs: number;

async function open(given: OpenSpoolOptions['limits'] = {}): Promise<void> {
  const limits = { reserveBytes: 0, ...given };
  spool = await openSpool({ directory, limits, clock: { now: () => nowMs } });
  spooling = spoolingLog({ log, spool, afterMs: 20 });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deskrail-spool-'));
  nowMs = Date.parse('2026-03-01T12:00:00Z');
  log = createFakeLog();
  await open();
});

afterEach(async () => {
  log.state = 'up';
  await spool.close();
  await rm(directory, { recursive: true, force: true });
});

const forward = () => startForwarding({ spool, log, retry, appendTimeoutMs: 50 });
const emptied = () => eventually(patienceMs, async () => expect((await spool.status()).state).toBe('empty'));
/** Each id once, where it was first. */
const effects = () => [...new Set(log.ids)];

describe('appending', () => {
  test('goes to the log and leaves the spool alone while the log answers', async () => {
    expect(await spooling.append('facts', messages('m', 3))).toHaveLength(3);
    expect(log.ids).toEqual(idsOf(messages('m', 3)));
    expect(await spool.status()).toEqual({ state: 'empty', events: 0, bytes: 0, oldestAgeSeconds: 0, refused: 0 });
  });

  test.each(['down', 'silent'] as const)('a log that is %s: the spool has it, durably', async (state) => {
    log.state = state;
    expect(await spooling.append('facts', [message('m')])).toEqual([{ id: 'm', position: 'spool/1' }]);
    nowMs += 90_000;
    expect(await spool.status()).toMatchObject({ state: 'holding', events: 1, oldestAgeSeconds: 90 });
    await spool.close();
    await open();
    expect(await spool.status()).toMatchObject({ events: 1, oldestAgeSeconds: 90 });
    log.state = 'up';
    await using _ = forward();
    await emptied();
    expect(effects()).toEqual(['m']);
  });

  test('nobody waits for a log that is known to be away, and somebody tries it again', async () => {
    log.state = 'silent';
    for (let index = 0; index < 3; index += 1) await spooling.append('facts', [message(`slow-${index}`, index)]);
    expect(log.asked).toBe(3);
    await Promise.all(messages('m', 50, 50).map((event) => spooling.append('facts', [event])));
    expect(log.asked).toBe(3);
    expect(await spool.status()).toMatchObject({ events: 53 });
    await using _ = forward();
    expect(await spool.status()).toMatchObject({ state: 'waiting' });
    log.state = 'up';
    await emptied();
    expect(effects()).toHaveLength(53);
    const before = log.asked;
    await spooling.append('facts', [message('after', 99)]);
    expect(log.asked).toBe(before + 1);
    expect(log.ids.at(-1)).toBe('after');
  });

  test('what comes later of a subject stays behind what is in the spool; other subjects go past', async () => {
    log.state = 'down';
    await spooling.append('facts', [message('first', 'a')]);
    log.state = 'up';
    await spooling.append('facts', [message('second', 'a')]);
    await spooling.append('facts', [message('both-a', 'a'), message('both-b', 'b')]);
    await spooling.append('facts', [message('b', 'b')]);
    await spooling.append('facts', [message('c', 'c')]);
    expect(log.ids).toEqual(['c']);
    await using _ = forward();
    await emptied();
    const a = effects().filter((id) => ['first', 'second', 'both-a'].includes(id));
    const b = effects().filter((id) => ['both-b', 'b'].includes(id));
    expect([a, b]).toEqual([
      ['first', 'second', 'both-a'],
      ['both-b', 'b'],
    ]);
    await spooling.append('facts', [message('third', 'a')]);
    expect(log.ids.at(-1)).toBe('third');
  });

  test('an append that was late may succeed all the same: its id is there twice, in the order in which it came', async () => {
    log.state = 'silent';
    const first = spooling.append('facts', [message('first')]);
    await first;
    await spooling.append('facts', [message('second')]);
    log.state = 'up';
    await using _ = forward();
    await emptied();
    expect(log.ids).toEqual(['first', 'first', 'second']);
  });

  test('an id that is in the spool already is held once', async () => {
    log.state = 'down';
    await spooling.append('facts', [message('m')]);
    expect(await spooling.append('facts', [message('m')])).toEqual([{ id: 'm', position: 'spool/1', duplicate: true }]);
    const { bytes } = await spool.status();
    expect(await spool.status()).toMatchObject({ events: 1 });
    expect(bytes).toBe(Buffer.byteLength(JSON.stringify(message('m'))));
  });

  test('an event that is none is refused, and never spooled', async () => {
    const broken = { ...message('m'), data: {} } as never;
    await expect(spooling.append('facts', [broken])).rejects.toMatchObject({ code: 'event-invalid' });
    log.state = 'down';
    await spooling.append('facts', [message('m')]);
    await expect(spooling.append('facts', [broken])).rejects.toMatchObject({ code: 'event-invalid' });
    log.refuses.add('large');
    log.state = 'up';
    await expect(spooling.append('facts', [message('large', 2)])).rejects.toMatchObject({ code: 'body-too-large' });
    expect(await spool.status()).toMatchObject({ events: 1 });
  });
});

describe('bounds', () => {
  const size = Buffer.byteLength(JSON.stringify(message('m-0')));

  test.each([
    ['bytes', { maxBytes: size * 2 + 10 }],
    ['events', { maxEvents: 2 }],
  ])(
    'full by its %s it refuses, so that the vendor sends again, and takes again once it has room',
    async (_, limits) => {
      await spool.close();
      await open(limits);
      log.state = 'down';
      await spooling.append('facts', [message('m-0')]);
      await spooling.append('facts', [message('m-1')]);
      await expect(spooling.append('facts', [message('m-2')])).rejects.toMatchObject({
        ...{ code: 'overloaded', retryable: true },
        message: expect.stringMatching(/is full/),
      });
      await expect(spooling.ready()).rejects.toMatchObject({ code: 'overloaded' });
      expect(await spool.status()).toMatchObject({ state: 'full', events: 2 });
      log.state = 'up';
      await spooling.ready();
      await using __ = forward();
      await emptied();
      await spooling.append('facts', [message('m-2')]);
      expect(effects()).toEqual(['m-0', 'm-1', 'm-2']);
    },
  );

  test('full by age it refuses', async () => {
    await spool.close();
    await open({ maxAgeMs: 60_000 });
    log.state = 'down';
    await spooling.append('facts', [message('m-0')]);
    nowMs += 60_001;
    await expect(spooling.append('facts', [message('m-1')])).rejects.toThrow(/waited for more than/);
    expect(await spool.status()).toMatchObject({ state: 'full', events: 1 });
    nowMs -= 3_600_000;
    expect(await spool.status()).toMatchObject({ state: 'holding', oldestAgeSeconds: 0 });
  });

  test('full, and the log believed to be away, but back: it is asked after all', async () => {
    await spool.close();
    await open({ maxEvents: 3 });
    log.state = 'down';
    for (let index = 0; index < 3; index += 1) await spooling.append('facts', [message(`m-${index}`, index)]);
    log.state = 'up';
    await expect(spooling.append('facts', [message('behind', 0)])).rejects.toMatchObject({ code: 'overloaded' });
    await spooling.append('facts', [message('direct', 9)]);
    expect(log.ids).toEqual(['direct']);
  });

  test('a late log and a full spool: the answer is the log’s, for as long as the caller waits', async () => {
    await spool.close();
    await open({ maxEvents: 1 });
    log.state = 'silent';
    await spooling.append('facts', [message('m-0', 0)]);
    const controller = new AbortController();
    const called = spooling.append('facts', [message('m-1', 1)], { signal: controller.signal });
    const landed = spooling.append('facts', [message('m-2', 2)]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    controller.abort();
    await expect(called).rejects.toMatchObject({ code: 'overloaded' });
    log.state = 'up';
    expect(await landed).toMatchObject([{ id: 'm-2' }]);
  });
});

describe('forwarding', () => {
  test('an event that the log refuses for good is set aside with the reason, and those behind it go on', async () => {
    log.state = 'down';
    for (const event of messages('m', 8)) await spooling.append('facts', [event]);
    log.refuses.add('m-3');
    log.state = 'up';
    await using forwarding = forward();
    await emptied();
    expect(log.ids).toEqual(idsOf(messages('m', 8)).filter((id) => id !== 'm-3'));
    expect(forwarding).toMatchObject({ forwarded: 7, refused: 1 });
    expect(await spool.refused()).toMatchObject([
      {
        ...{ id: 'm-3', stream: 'facts', tenant: 'acme', subject: message('m-3').subject, code: 'body-too-large' },
        message: 'm-3 is too large for the topic.',
        body: JSON.stringify(message('m-3')),
      },
    ]);
    expect(await spool.status()).toMatchObject({ refused: 1, state: 'empty' });
    await spool.close();
    nowMs += 31 * 86_400_000;
    await open();
    expect(await spool.refused()).toEqual([]);
  });

  test('dead letters go the same way', async () => {
    const letter = { ...message('letter'), type: 'dead-letter.recorded.v1', subject: 'connection:desk' } as const;
    const from = { kind: 'webhook', connection: 'desk', headers: {} } as const;
    const data = { reason: 'stale', code: 'signature-stale', message: 'Late.', attempts: 1, from } as const;
    const { authenticity: _, identity: __, correlationid: ___, ...envelope } = letter;
    log.state = 'down';
    await spooling.append('dead-letters', [{ ...envelope, data }]);
    log.state = 'up';
    await using ____ = forward();
    await emptied();
    expect(log.ids).toEqual(['letter']);
  });

  test('a log that does not answer is given up on and tried again', async () => {
    log.state = 'silent';
    await spooling.append('facts', [message('m')]);
    await using forwarding = startForwarding({ spool, log, retry, appendTimeoutMs: 10 });
    await eventually(patienceMs, () => expect(forwarding.lastError).toMatchObject({ code: 'timeout' }));
    log.state = 'up';
    await emptied();
    expect(forwarding.lastError).toBeUndefined();
  });

  test('is done once at a time, and ends when it is closed', async () => {
    log.state = 'silent';
    await spooling.append('facts', [message('m')]);
    const forwarding = startForwarding({ spool, log });
    expect(() => startForwarding({ spool, log })).toThrow(expect.objectContaining({ code: 'conflict' }));
    await forwarding.close();
    expect(await spool.status()).toMatchObject({ state: 'holding', events: 1 });
    await startForwarding({ spool, log }).close();
  });

  test('holds the order of many subjects while the log comes and goes', async () => {
    const events = messages('m', 300, 7);
    await using _ = forward();
    for (const [index, event] of events.entries()) {
      if (index % 40 === 0) log.state = 'down';
      if (index % 40 === 20) log.state = 'up';
      await spooling.append('facts', [event]);
    }
    log.state = 'up';
    await emptied();
    const bySubject = (ids: readonly string[]) => Object.groupBy(ids, (id) => String(Number(id.split('-')[1]) % 7));
    expect(bySubject(effects())).toEqual(bySubject(idsOf(events)));
  });
});

describe('flushing', () => {
  test('empties the spool and says how far it is', async () => {
    log.state = 'down';
    for (const event of messages('m', 20, 5)) await spooling.append('facts', [event]);
    log.refuses.add('m-7');
    log.state = 'up';
    const seen: unknown[] = [];
    const done = await flushSpool({ spool, log, retry, onProgress: (progress) => seen.push(progress) });
    expect(done).toEqual({ forwarded: 19, refused: 1, left: 0 });
    expect(seen[0]).toEqual({ forwarded: 0, refused: 0, left: 20 });
    expect(seen.at(-1)).toEqual(done);
    expect(await flushSpool({ spool, log })).toEqual({ forwarded: 0, refused: 0, left: 0 });
  });

  test('gives up with the reason when the log takes nothing, and when told to', async () => {
    log.state = 'down';
    await spooling.append('facts', [message('m')]);
    await expect(flushSpool({ spool, log, retry, patienceMs: 50 })).rejects.toMatchObject({
      ...{ code: 'dependency-unavailable', message: expect.stringMatching(/No broker answers/) },
    });
    const signal = AbortSignal.timeout(20);
    await expect(flushSpool({ spool, log, retry, signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(await spool.status()).toMatchObject({ events: 1 });
  });
});

describe('from beside', () => {
  test('a second one on the same directory is refused, and told why; it may look', async () => {
    log.state = 'down';
    await spooling.append('facts', [message('m')]);
    const refused = openSpool({ directory });
    await expect(refused).rejects.toMatchObject({ code: 'log-locked' });
    await expect(refused).rejects.toThrow(`The spool in ${directory} is in use by another process`);
    expect(await readSpoolStatus({ directory, clock: { now: () => nowMs } })).toMatchObject({
      state: 'holding',
      events: 1,
      refused: 0,
    });
    await using reader = await openSpool({ directory, mode: 'read' });
    expect(() => startForwarding({ spool: reader, log })).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });

  test('there is nothing to look at where there is no spool', async () => {
    expect(await readSpoolStatus({ directory: join(directory, 'none') })).toBeUndefined();
  });
});

test('what a link in the place of its reserve leads to is left alone', async () => {
  const precious = join(directory, 'precious');
  const linked = join(directory, 'linked');
  await writeFile(precious, 'theirs');
  await (await openSpool({ directory: linked, limits: { reserveBytes: 0 } })).close();
  await symlink(precious, join(linked, 'spool.reserve'));
  await expect(openSpool({ directory: linked })).rejects.toMatchObject({ code: 'config-invalid' });
  expect(await readFile(precious, 'utf8')).toBe('theirs');
});
