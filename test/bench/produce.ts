import { startKafka } from '../brokers/start-kafka.ts';
import { startChild } from './child.ts';
import { type Bench, median, round } from './report.ts';

interface Outcome {
  readonly events: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

type Side = 'ours' | 'raw';
const sides: readonly Side[] = ['ours', 'raw'];

/**
 * Through our log, 256 callers that each append one event and wait for it, every event checked against its contract,
 * against kafkajs alone sending the same records, made beforehand, in batches of 500. Both idempotent, `acks=all`, on
 * one broker of their own, each round in a process of its own.
 */
export const produce: Bench = async ({ count = 200_000, rounds = 5 }) => {
  await using kafka = await startKafka({ load: true, heapMb: 768 });
  const measured: Record<Side, Outcome[]> = { ours: [], raw: [] };
  for (let index = 0; index < rounds; index += 1) {
    for (const side of index % 2 === 0 ? sides : sides.toReversed()) {
      await using worker = await startChild('./produce-worker.ts', {
        ...{ BENCH_BROKERS: kafka.brokers, BENCH_PREFIX: `${side}-${index}.`, BENCH_COUNT: String(count) },
      });
      measured[side].push((await worker.ask(side)) as Outcome);
    }
  }
  const speeds = (side: Side) => measured[side].map(({ events, seconds }) => events / seconds);
  const speedOf = (side: Side) => round(median(speeds(side)), 0);
  const row = (side: Side) => ({
    side: side === 'ours' ? 'ours, 256 appenders' : 'kafkajs, batches of 500',
    'events/s': speedOf(side),
    'lowest/s': round(Math.min(...speeds(side)), 0),
    'highest/s': round(Math.max(...speeds(side)), 0),
    'CPU µs/event': round(median(measured[side].map((each) => (each.cpuSeconds / each.events) * 1e6)), 1),
  });
  return {
    ...{ name: 'produce', unit: 'events/s', count, rounds },
    rows: sides.map(row),
    ...{ ours: speedOf('ours'), baseline: speedOf('raw'), ratio: round(speedOf('ours') / speedOf('raw')) },
  };
};
