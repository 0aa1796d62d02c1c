import { expect, test } from 'vitest';
import { type DriverAdmin, DriverError } from '../driver.js';
import { topicCatalogue } from './catalogue.js';
import { carryOut, look, lookAgain } from './topics.js';

const ids = [0, 1, 2];
const catalogue = topicCatalogue({});

interface FakeCluster {
  /** Questions to each of the others before it has heard what the first heard at once. */
  readonly late: number;
  /** Which brokers questions go to in turn where none is named. */
  readonly any: readonly number[];
  /** Answers nothing. */
  readonly away?: number;
}

function fakeCluster({ late, any, away }: FakeCluster) {
  const topics = new Map<string, { readonly settings: Readonly<Record<string, string>> }>();
  const asked = ids.map(() => 0);
  let turn = 0;
  const known = (topic: string, broker = any[turn++ % any.length] ?? 0) => {
    if (broker === away) throw new DriverError('unavailable', `Broker ${broker} is not there now.`);
    asked[broker] = (asked[broker] ?? 0) + 1;
    return broker === 0 || asked[broker] > late ? topics.get(topic) : undefined;
  };
  const admin: Pick<DriverAdmin, 'brokers' | 'topics' | 'topicSettings' | 'createTopic'> = {
    brokers: async () => ids.map((id) => ({ id, address: `broker-${id}:9092` })),
    topics: async (names, broker) =>
      names
        .filter((name) => known(name, broker) !== undefined)
        .map((name) => ({ name, partitions: [{ partition: 0, leader: 0, replicas: ids, inSync: ids }] })),
    topicSettings: async (topic, broker) => {
      const found = known(topic, broker);
      if (found === undefined) throw new DriverError('unknown-topic', 'UNKNOWN_TOPIC_OR_PARTITION', { topic });
      return found.settings;
    },
    createTopic: async ({ name, settings }) => void topics.set(name, { settings }),
  };
  return admin as DriverAdmin;
}

test.each([{}, { away: 1 }])('topics are there once every broker that answers has heard of them: %j', async (more) => {
  const admin = fakeCluster({ late: 25, any: [0], ...more });
  await carryOut(admin, { creates: catalogue, changes: [] });

  const { plan } = await lookAgain(admin, {});

  expect(plan.settled).toBe(true);
  expect((await look(admin, {}, 2)).plan.settled).toBe(true);
});

test('a topic that one broker tells of and another does not know is not there yet', async () => {
  const admin = fakeCluster({ late: 100, any: [0, 0, 0, 0, 0, 1, 2] });
  await carryOut(admin, { creates: catalogue, changes: [] });

  const { plan } = await look(admin, {});

  expect(plan.creates.length).toBeGreaterThan(0);
});
