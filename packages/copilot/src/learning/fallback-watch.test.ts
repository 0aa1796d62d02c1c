import { type EventByType, type OutboxEvent, silentLogger } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logOfEmitted } from '../../test/log-of-emitted.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { createFallbackWatch, type FallbackWatch } from './fallback-watch.js';

const day = 86_400;
let store: MemoryStore;
let watches: FallbackWatch[];
let count = 0;

beforeEach(() => {
  store = memoryStore();
  watches = [];
});
afterEach(async () => {
  for (const watch of watches) await watch.close();
});

const watching = (given: Partial<Parameters<typeof createFallbackWatch>[0]> = {}) => {
  const clock = { now: () => store.nowMs };
  const watch = createFallbackWatch({ log: logOfEmitted(store), store, minimum: 10, lookMs: 5, clock, ...given });
  watches.push(watch);
  watch.start();
  return watch;
};

const emit = async (event: OutboxEvent) =>
  store.transact({ tenant: event.tenant, conversation: event.subject }, (unit) => unit.emit(event));

/** A reply was asked for and withheld. */
async function withheld(reason: 'no-evidence' | 'nothing-asked' | 'model-unavailable', tenant = 'acme') {
  count += 1;
  const recommendationId = `rec_${count}`;
  const event: EventByType<'recommendation.withheld.v1'> = {
    ...envelope(recommendationId, tenant),
    type: 'recommendation.withheld.v1',
    data: { recommendationId, about: {}, kind: 'reply', reason, seen: [], pipeline },
  };
  await emit(event);
}

const pipeline = 'copilot/1 embedded/1 openai/gpt-x reply/3';

/** A reply was asked for and suggested, by this model. */
async function suggested(model = { name: 'openai', version: 'gpt-x' }, tenant = 'acme') {
  count += 1;
  const recommendationId = `rec_${count}`;
  const event: EventByType<'reply.suggested.v1'> = {
    ...envelope(recommendationId, tenant),
    type: 'reply.suggested.v1',
    data: {
      ...{ recommendationId, about: {}, hash: 'sha256:0', seen: [], evidence: [], confidence: 1, flags: [] },
      ...{ outcome: 'review', pipeline, model },
      proposal: { kind: 'reply', text: 'Hello.', visibility: 'public', sentences: [] },
    },
  };
  await emit(event);
}

const envelope = (id: string, tenant: string) =>
  ({
    ...{ specversion: '1.0' as const, id, source: '/copilot/recommend', subject: `conversation:zendesk:${id}`, tenant },
    ...{
      time: new Date(store.nowMs).toISOString(),
      datacontenttype: 'application/json' as const,
      actor: 'system/copilot',
    },
  }) as const;

const times = async (number: number, what: () => Promise<void>) => {
  for (let done = 0; done < number; done += 1) await what();
};

const told = () => store.emitted.filter((event) => event.type === 'fallback-rate.exceeded.v1');

/** Until the watch has seen all: the rate of all tenants says so. */
const settled = (watch: FallbackWatch, rate: number) => expect.poll(() => watch.rate()).toBeCloseTo(rate, 6);
const looked = () => new Promise((resolve) => setTimeout(resolve, 30));

describe('the fallback watch', () => {
  it('says once that the rate crossed the threshold, with the reasons', async () => {
    const watch = watching();
    await times(7, suggested);
    await times(3, () => withheld('no-evidence'));
    await expect.poll(told).toHaveLength(1);
    expect(told()[0]).toMatchObject({
      tenant: 'acme',
      subject: 'copilot:deskrail:acme',
      data: { windowSeconds: day, total: 10, fallbacks: 3, rate: 0.3, threshold: 0.3, reasons: { 'no-evidence': 3 } },
    });
    await times(5, () => withheld('model-unavailable'));
    await settled(watch, 8 / 15);
    await looked();
    expect(told()).toHaveLength(1);
  });

  it('counts what the fallback wrote, and not what asked for no answer', async () => {
    const watch = watching();
    await times(9, () => suggested());
    await times(9, () => withheld('nothing-asked'));
    await times(1, () => suggested({ name: 'embedded', version: '1' }));
    await settled(watch, 1 / 10);
    await times(4, () => suggested({ name: 'embedded', version: '1' }));
    await expect.poll(told).toHaveLength(1);
    expect(told()[0]).toMatchObject({ data: { reasons: { fallback: 4 } } });
  });

  it.each([
    ['no-evidence', '“deskrail gaps” shows what nothing answers'],
    ['model-unavailable', 'the model does not answer in time: look at its key, its budget and its service'],
  ] as const)('logs what to do where most are %s', async (reason, remedy) => {
    const lines: string[] = [];
    const logger = { ...silentLogger, warn: (_: object, line: string) => void lines.push(line) };
    watching({ logger });
    await withheld(reason === 'no-evidence' ? 'model-unavailable' : 'no-evidence');
    await times(9, () => withheld(reason));
    await expect.poll(() => lines).toEqual([`more replies fall back than the threshold allows: ${remedy}`]);
  });

  it('says nothing of a first day, of fewer than 50 replies, unless told to', async () => {
    const watch = watching({ minimum: undefined });
    await times(49, () => withheld('no-evidence'));
    await settled(watch, 1);
    await looked();
    expect(told()).toEqual([]);
    await withheld('no-evidence');
    await expect.poll(told).toHaveLength(1);
  });

  it('says nothing of a few replies', async () => {
    const watch = watching();
    await times(9, () => withheld('no-evidence'));
    await settled(watch, 1);
    await looked();
    expect(told()).toEqual([]);
  });

  it('keeps tenants apart', async () => {
    watching();
    await times(12, () => suggested(undefined, 'other'));
    await times(10, () => withheld('no-evidence'));
    await expect.poll(told).toHaveLength(1);
    expect(told()[0]?.tenant).toBe('acme');
  });

  it('does not say it again after a restart, nor from other instances', async () => {
    const [first, second] = [watching(), watching()];
    await times(10, () => withheld('no-evidence'));
    await expect.poll(told).toHaveLength(1);
    await settled(second, 1);
    await first.close();
    // By now it is another window, and so would be the event's id.
    store.nowMs += 3 * 3_600_000;
    const third = watching();
    await settled(third, 1);
    await times(3, () => withheld('no-evidence'));
    await looked();
    expect(told()).toHaveLength(1);
  });

  it('says the next crossing, once it had come down in between', async () => {
    const watch = watching();
    await times(10, () => withheld('no-evidence'));
    await expect.poll(told).toHaveLength(1);
    store.nowMs += 2 * day * 1_000;
    await times(30, suggested);
    await settled(watch, 0);
    await looked();
    await times(13, () => withheld('no-evidence'));
    await expect.poll(told).toHaveLength(2);
    expect(told()[1]).toMatchObject({ data: { total: 43, fallbacks: 13 } });
  });

  it('refuses a threshold that is none', () => {
    expect(() => watching({ threshold: 30 })).toThrow('over 0 and at most 1');
  });
});
