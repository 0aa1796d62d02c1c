import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { streamNames, streams } from '@deskrail/contracts';
import pg from 'pg';
import type { KafkaCluster } from '../brokers/start-kafka.ts';
import type { FreshTopics } from './fresh-topics.ts';

/** By topic or table. */
export type Amounts = Readonly<Record<string, { readonly records: number; readonly bytes: number }>>;

/** Records, and bytes of the segments on the broker's disk; indexes are left out. */
export async function topicAmounts(kafka: KafkaCluster, topics: FreshTopics, prefix: string): Promise<Amounts> {
  const directory = kafka.nodes[0]?.directory ?? '';
  const folders = await readdir(directory);
  const amounts: [string, { records: number; bytes: number }][] = [];
  for (const { topic } of streamNames.map((stream) => streams[stream])) {
    const own = folders.filter((name) => name.slice(0, name.lastIndexOf('-')) === prefix + topic);
    const bytes = await Promise.all(own.map((name) => segmentBytes(join(directory, name))));
    amounts.push([
      topic,
      { records: await topics.recordsIn(topic), bytes: bytes.reduce((sum, each) => sum + each, 0) },
    ]);
  }
  return Object.fromEntries(amounts);
}

async function segmentBytes(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The store's tables with something in them, their indexes included. */
export async function tableAmounts(url: string): Promise<Amounts> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; bytes: string }>(
      `select relname as name, pg_total_relation_size(oid) as bytes from pg_class
       where relnamespace = 'deskrail'::regnamespace and relkind = 'r' order by 2 desc`,
    );
    const amounts: [string, { records: number; bytes: number }][] = [];
    for (const { name, bytes } of rows) {
      const counted = await client.query<{ n: string }>(`select count(*) as n from deskrail.${name}`);
      amounts.push([name, { records: Number(counted.rows[0]?.n), bytes: Number(bytes) }]);
    }
    return Object.fromEntries(amounts.filter(([, { records }]) => records > 0));
  } finally {
    await client.end();
  }
}

export const difference = (all: Amounts, before: Amounts): Amounts =>
  Object.fromEntries(
    Object.entries(all).map(([name, { records, bytes }]) => [
      name,
      { records: records - (before[name]?.records ?? 0), bytes: bytes - (before[name]?.bytes ?? 0) },
    ]),
  );
