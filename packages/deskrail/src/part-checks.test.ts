import { DeskrailError, type EventLog, type Store } from '@deskrail/contracts';
import type { Spool, SpoolStatus } from '@deskrail/event-log/spool';
import { expect, it } from 'vitest';
import type { OpenPlaces } from './open-places.js';
import type { Receiving } from './open-receiving.js';
import { type Progress, partChecks, partGauges } from './part-checks.js';

const away = () => Promise.reject(new DeskrailError('dependency-unavailable', 'kafka-1.internal does not answer.'));
const there = async () => {};

const places = (parts: { readonly log?: typeof away; readonly store?: typeof away } = {}): OpenPlaces => ({
  ...{ log: { ready: parts.log ?? there } as EventLog, logKind: 'kafka' },
  ...{ store: { ready: parts.store ?? there } as Store, storeKind: 'postgres', storeIsNew: false },
});
const status: SpoolStatus = { state: 'empty', events: 0, bytes: 0, oldestAgeSeconds: 0, refused: 0 };
const receiving = (spool: { readonly status?: SpoolStatus; readonly ready?: typeof away } = {}) =>
  ({
    spool: { ready: spool.ready ?? there, status: async () => spool.status ?? status } as unknown as Spool,
  }) as Receiving;

const started = { state: 'started' } as const;
const report = async (of: OpenPlaces, receiver?: Receiving, progress: Progress = started) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(partChecks(of, receiver, progress)).map(async ([name, check]) => [name, await check()]),
    ),
  );

it('leaves the embedded log and store to the server’s own checks', () => {
  expect(partChecks({ ...places(), logKind: 'embedded' }, receiving(), started)).toEqual({});
});

it('names Kafka, PostgreSQL and the spool', async () => {
  expect(await report(places(), receiving())).toEqual({
    log: { state: 'ready', detail: 'Kafka' },
    store: { state: 'ready', detail: 'PostgreSQL' },
    work: { state: 'ready' },
    spool: { state: 'ready', detail: 'empty' },
  });
});

it('is degraded while the spool takes over, and failed once that takes nothing', async () => {
  const full: SpoolStatus = { ...status, state: 'full', events: 12, oldestAgeSeconds: 61.4 };
  const spooling = receiving({ status: { ...full, state: 'waiting' } });
  expect(await report(places({ log: away }), spooling)).toMatchObject({
    log: { state: 'degraded', detail: 'Kafka is away; webhooks go to the spool' },
    spool: { state: 'degraded', detail: 'waiting: 12 events, the oldest 61 s old' },
  });
  expect(await report(places({ log: away }), receiving({ status: full, ready: away }))).toMatchObject({
    log: { state: 'failed', code: 'dependency-unavailable', detail: 'Kafka is away' },
    spool: { state: 'degraded' },
  });
});

it('fails where nothing stands in, and tells nothing of the inside', async () => {
  const found = await report(places({ log: away, store: away }));
  expect(found).toEqual({
    log: { state: 'failed', code: 'dependency-unavailable', detail: 'Kafka is away' },
    store: { state: 'failed', code: 'dependency-unavailable', detail: 'PostgreSQL is away' },
    work: { state: 'ready' },
  });
  expect(JSON.stringify(found)).not.toContain('internal does not');
  expect(await report(places({ store: away }), receiving())).toMatchObject({ store: { state: 'degraded' } });
});

it('says how far the work is, where there is some', async () => {
  const late = await report(places({ log: away }), receiving(), { state: 'waiting' });
  expect(late).toMatchObject({ work: { state: 'degraded' } });
  expect(await report(places(), receiving(), { state: 'failed' })).toMatchObject({ work: { state: 'failed' } });
  expect(await report({ ...places(), store: undefined }, receiving())).not.toHaveProperty('work');
});

it('measures what there is', async () => {
  const names = (gauges: ReturnType<typeof partGauges>) => gauges.map(({ name }) => name.replace('deskrail_', ''));
  expect(names(partGauges(places(), undefined))).toEqual([]);
  expect(names(partGauges(places(), receiving()))).toEqual([
    ...['spool_events', 'spool_bytes', 'spool_age_seconds', 'spool_refused'],
  ]);
  const pooled = { ...places(), poolLoad: () => ({ size: 10, used: 3, waiting: 1 }) };
  const values = await Promise.all(partGauges(pooled, undefined).map(({ read }) => read()));
  expect(values).toEqual([10, 3, 1]);
});
