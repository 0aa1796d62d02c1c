import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../brokers/start-kafka.ts';
import { freshTopics } from './fresh-topics.ts';
import { type Bench, round } from './report.ts';
import { alternate, medianSpeed, speedRows } from './rounds.ts';
import { connections, type Driven, drive, warmUp, webhookRequests } from './webhook-load.ts';

const sides = {
  floor: { file: './floor-kafka-server.ts', environment: { NODE_NO_WARNINGS: '1' } },
  'by hand': { file: './express-kafka-server.ts', environment: { NODE_NO_WARNINGS: '1' } },
  // As `deskrail serve` has it: a spool behind the log, which stays empty while Kafka answers.
  ours: { file: './receiver-server.ts', environment: { BENCH_SPOOL: '1' } },
  'ours, no spool': { file: './receiver-server.ts', environment: {} },
} as const;
type Side = keyof typeof sides;

/**
 * Signed webhooks over HTTP at 64 connections, acknowledged by all replicas (`acks=all`) before the 2xx, on one broker.
 * Each round runs all sides in fresh processes on fresh topics, which are read afterwards: nothing may be missing.
 */
export const ingestKafka: Bench = async ({ count = 40_000, rounds = 5 }) => {
  await using kafka = await startKafka({ load: true, heapMb: 1024 });
  const requests = await webhookRequests(count);
  const speeds = await alternate(Object.keys(sides) as Side[], rounds, (side, index) =>
    oneRound({ kafka: kafka.brokers, side, prefix: `${Object.keys(sides).indexOf(side)}-${index}.`, requests, count }),
  );
  const [ours, floor, byHand] = [speeds.ours, speeds.floor, speeds['by hand']].map(medianSpeed) as [
    number,
    number,
    number,
  ];
  return {
    ...{ name: 'ingest', unit: 'webhooks/s', log: 'kafka', rows: speedRows(speeds) },
    ...{ ours, baseline: floor, ratio: round(ours / floor), byHand, timesByHand: round(ours / byHand) },
    oursWithoutSpool: medianSpeed(speeds['ours, no spool']),
    ...{ count, rounds, warmUp, connections },
  };
};

async function oneRound(given: {
  readonly kafka: string;
  readonly side: Side;
  readonly prefix: string;
  readonly requests: readonly Buffer[];
  readonly count: number;
}): Promise<Driven> {
  const { kafka, side, prefix, requests, count } = given;
  const { file, environment } = sides[side];
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  try {
    await using topics = await freshTopics(kafka, prefix);
    const places = { BENCH_DATA: data, BENCH_BROKERS: kafka, BENCH_PREFIX: prefix };
    const driven = await drive(file, { ...places, ...environment }, { requests, count });
    const kept = await topics.webhooksOf('support.facts');
    if (kept !== requests.length) throw new Error(`${side}: ${kept} of ${requests.length} webhooks are in the topic.`);
    return driven;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
