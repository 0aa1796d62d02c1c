import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { demoArticlesFolder, type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import type { Deskrail } from 'deskrail';
import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kafkaForTests } from '../brokers/for-tests.ts';
import { acting, observedReplay, refusedWays, temptations, writeRestlessConfig } from './observed-replay.ts';
import { liveThroughADay } from './recorded-day.ts';

// The command as it is installed: these need a build.
const { brokers, prefix } = kafkaForTests();
let folder: TemporaryFolder;
let outs: TemporaryFolder;
let elsewhere: Server;
let port: number;
let deskrail: Deskrail;
let admin: Admin;
beforeAll(async () => {
  folder = await temporaryFolder();
  outs = await temporaryFolder();
  elsewhere = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  port = (elsewhere.address() as AddressInfo).port;
  const kafka = { brokers, topicPrefix: prefix, development: true, partitions: 3 };
  deskrail = await liveThroughADay({ data: folder.path, kafka });
  await writeRestlessConfig(folder.path, port);
  admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: 0 }).admin();
  await admin.connect();
});
afterAll(async () => {
  await admin.disconnect();
  await deskrail.close();
  elsewhere.close();
  await Promise.all([folder.remove(), outs.remove()]);
});

/** What the brokers themselves say: how far each topic goes, which groups there are, and where they stand. */
async function brokersSay() {
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)).sort();
  const ends = await Promise.all(topics.map(async (topic) => [topic, await admin.fetchTopicOffsets(topic)]));
  const { groups } = await admin.listGroups();
  const ours = groups
    .map(({ groupId }) => groupId)
    .filter((id) => id.includes(prefix))
    .sort();
  const { groups: described } = await admin.describeGroups(ours);
  const members = described.map(({ groupId, members }) => [groupId, members.map(({ memberId }) => memberId).sort()]);
  const places = await Promise.all(ours.map(async (groupId) => [groupId, await admin.fetchOffsets({ groupId })]));
  return { ends, groups: groups.map(({ groupId }) => groupId).sort(), members, places };
}

describe('nothing leaves a replay on Kafka', () => {
  it('beside a running instance: the brokers alone are reached, no topic grows, no group is joined or moved', async () => {
    // A group says from time to time how far it is: once all have said that they are done, nothing moves by itself.
    await vi.waitFor(
      async () => {
        const behind = (await deskrail.log.lag()).filter(({ events }) => events > 0);
        expect(behind.map(({ group, stream }) => `${group} ${stream}`)).toEqual([]);
      },
      { timeout: 60_000, interval: 500 },
    );
    const before = await brokersSay();
    const { code, reached, modules, said, summary } = await observedReplay({
      directory: folder.path,
      out: join(outs.path, 'beside'),
      environment: {
        DESKRAIL_KNOWLEDGE: demoArticlesFolder(),
        KAFKA_BROKERS: brokers.join(','),
        KAFKA_TOPIC_PREFIX: prefix,
        ...temptations(port),
      },
    });
    expect(said).not.toContain('SECRETS');
    expect({ code, facts: summary.facts }, said.split('\nOBSERVED')[0]).toEqual({ code: 0, facts: 4 });
    const ports = brokers.map((broker) => broker.split(':').at(-1));
    const others = reached.filter((one) => !/^[\d.:a-f]+:\d+$/.test(one) || !ports.includes(one.split(':').at(-1)));
    // A name of a broker may be looked up; nothing else may.
    expect(
      others.filter((one) => !brokers.some((broker) => one === `GETADDRINFOREQWRAP ${broker.split(':')[0]}`)),
    ).toEqual([]);
    expect(reached.length).toBeGreaterThan(0);
    expect(Object.keys(summary.refused).sort()).toEqual(refusedWays(port));
    expect(modules.filter((url) => acting.test(url))).toEqual([]);
    expect(await brokersSay()).toEqual(before);
  });
});
