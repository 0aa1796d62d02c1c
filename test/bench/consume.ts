import { startKafka } from '../brokers/start-kafka.ts';
import { startChild } from './child.ts';
import { type Bench, median, round } from './report.ts';

interface Outcome {
  readonly events: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

type Side = 'ours' | 'raw';

/**
 * A group from the start of a full topic on a broker of its own: events/s from the first event handed over to the last,
 * and peak memory, which must not grow with the count. Ours checks every event against its contract, keeps order and
 * places; the baseline is kafkajs' `eachBatch` with `JSON.parse` of each value.
 */
export const consume: Bench = async ({ count = 300_000, rounds = 3 }) => {
  await using kafka = await startKafka({ load: true, heapMb: 768 });
  const fill = async (prefix: string, events: number) => {
    await using filler = await startChild('./consume-worker.ts', environment(kafka.brokers, prefix, events));
    await filler.ask('fill');
  };
  const run = async (side: Side, prefix: string, events: number): Promise<Outcome> => {
    await using worker = await startChild('./consume-worker.ts', {
      ...environment(kafka.brokers, prefix, events),
      // A small heap, so that the peak shows what is held and not what the engine had no need to collect.
      NODE_OPTIONS: '--max-old-space-size=192',
    });
    return (await worker.ask(side)) as Outcome;
  };
  const quarter = Math.ceil(count / 4);
  await fill('quarter.', quarter);
  await fill('whole.', count);
  const small = await run('ours', 'quarter.', quarter);
  const measured: Record<Side, Outcome[]> = { ours: [], raw: [] };
  for (let index = 0; index < rounds; index += 1) {
    measured.ours.push(await run('ours', 'whole.', count));
    measured.raw.push(await run('raw', 'whole.', count));
  }
  const speed = ({ events, seconds }: Outcome) => events / seconds;
  const speedOf = (side: Side) => round(median(measured[side].map(speed)), 0);
  const memoryOf = (side: Side) => Math.max(...measured[side].map(({ peakMegabytes }) => peakMegabytes));
  const costOf = (side: Side) => round(median(measured[side].map((each) => (each.cpuSeconds / each.events) * 1e6)), 1);
  const row = (side: Side) => ({
    ...{ side: side === 'ours' ? 'ours' : 'kafkajs eachBatch + JSON.parse', events: count },
    ...{ 'events/s': speedOf(side), 'peak MB': memoryOf(side), 'CPU µs/event': costOf(side) },
  });
  const first = { side: 'ours, a quarter', events: quarter, 'events/s': round(speed(small), 0) };
  return {
    ...{ name: 'consume', unit: 'events/s', count, rounds },
    rows: [{ ...first, 'peak MB': small.peakMegabytes }, row('ours'), row('raw')],
    ...{ ours: speedOf('ours'), baseline: speedOf('raw'), ratio: round(speedOf('ours') / speedOf('raw')) },
    ...{ peakMegabytes: memoryOf('ours'), peakMegabytesAtAQuarter: small.peakMegabytes },
  };
};

const environment = (brokers: string, prefix: string, count: number) => ({
  ...{ BENCH_BROKERS: brokers, BENCH_PREFIX: prefix, BENCH_COUNT: String(count) },
});
