import { setTimeout as delay } from 'node:timers/promises';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import kafkajs from 'kafkajs';
import { serveParent } from './child.ts';
import { factOf } from './fact-of.ts';

const count = Number(process.env.BENCH_COUNT);
const brokers = (process.env.BENCH_BROKERS ?? '').split(',');
const topicPrefix = process.env.BENCH_PREFIX ?? '';
const options = { brokers, topicPrefix, development: true, partitions: 6 };
const patienceMs = 300_000;

/** Counts events from the first one on, and knows how long they took and what they cost. */
function createCount() {
  let events = 0;
  let begun = 0;
  let ended = 0;
  const cpu = { begun: process.cpuUsage() };
  let spent = 0;
  return {
    add(more: number) {
      if (events === 0) {
        begun = performance.now();
        cpu.begun = process.cpuUsage();
      }
      events += more;
      if (events < count) return;
      ended ||= performance.now();
      const { user, system } = process.cpuUsage(cpu.begun);
      spent ||= (user + system) / 1e6;
    },
    async whenDone() {
      const until = performance.now() + patienceMs;
      while (ended === 0) {
        if (performance.now() > until) throw new Error(`${events} of ${count} events came.`);
        await delay(5);
      }
      const seconds = (ended - begun) / 1000;
      return { events, seconds, cpuSeconds: spent, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
    },
  };
}

async function fill() {
  const log = await openKafkaLog(options);
  const batch = 500;
  for (let from = 0; from < count; from += 8 * batch) {
    const starts = Array.from({ length: 8 }, (_, index) => from + index * batch).filter((start) => start < count);
    await Promise.all(
      starts.map((start) => {
        const facts = Array.from({ length: Math.min(batch, count - start) }, (_, index) => factOf(start + index));
        return log.append('facts', facts);
      }),
    );
  }
  await log.close();
  return count;
}

async function ours() {
  const log = await openKafkaLog(options);
  const counting = createCount();
  await log.subscribe({
    ...{ stream: 'facts', group: `bench-${process.pid}`, maxBatch: 500 },
    handler: async (events) => counting.add(events.length),
  });
  const outcome = await counting.whenDone();
  await log.close();
  return outcome;
}

/** What people write by hand: no order by subject, no check of what came, no dead letters. */
async function raw() {
  const kafka = new kafkajs.Kafka({ brokers, clientId: 'bench', logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-raw-${process.pid}` });
  const counting = createCount();
  await consumer.connect();
  await consumer.subscribe({ topic: `${topicPrefix}support.facts`, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) JSON.parse(value?.toString() ?? 'null');
      counting.add(batch.messages.length);
    },
  });
  const outcome = await counting.whenDone();
  await consumer.disconnect();
  return outcome;
}

serveParent(0, { fill, ours, raw }, async () => {});
