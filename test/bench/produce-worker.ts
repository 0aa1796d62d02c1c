/** One side of `produce`, in a process of its own. */
import type { Fact } from '@deskrail/contracts';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { serveParent } from './child.ts';
import { factOf } from './fact-of.ts';

const brokers = (process.env.BENCH_BROKERS ?? '').split(',');
const topicPrefix = process.env.BENCH_PREFIX ?? '';
const count = Number(process.env.BENCH_COUNT);
const appenders = 256;
const batch = 500;
/** Enough that both sides run compiled code. */
const warmUp = 30_000;

const facts = Array.from({ length: warmUp + count }, (_, n) => factOf(n));
const log = await openKafkaLog({ brokers, topicPrefix, development: true });

async function timed(work: () => Promise<void>) {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { events: count, seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 };
}

async function ours() {
  const append = async (from: number, to: number) => {
    let next = from;
    await Promise.all(
      Array.from({ length: appenders }, async () => {
        while (next < to) {
          const fact = facts[next] as Fact;
          next += 1;
          await log.append('facts', [fact]);
        }
      }),
    );
  };
  await append(0, warmUp);
  return timed(() => append(warmUp, facts.length));
}

async function raw() {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const records = facts.map(recordOf);
  const send = async (from: number, to: number) => {
    for (let next = from; next < to; next += batch) {
      const messages = records.slice(next, Math.min(to, next + batch));
      await producer.send({ topic: `${topicPrefix}support.facts`, acks: -1, messages });
    }
  };
  await send(0, warmUp);
  const outcome = await timed(() => send(warmUp, records.length));
  await producer.disconnect();
  return outcome;
}

/** As our log writes it: attributes as headers, the data alone as the value. */
function recordOf({ data, datacontenttype, ...attributes }: Fact) {
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) headers[`ce_${name}`] = String(value);
  const key = [attributes.tenant, attributes.subject].map(encodeURIComponent).join('/');
  return { key, value: Buffer.from(JSON.stringify(data)), headers };
}

serveParent(0, { ours, raw }, () => log.close());
