import { createDeskrail } from 'deskrail';
import { describe } from 'vitest';
import { kafkaForTests, postgresForTests } from '../brokers/for-tests.ts';
import { runConsumers } from './run-consumers.ts';
import { runTenancy } from './run-tenancy.ts';
import type { OpenDeskrail } from './two-tenants.ts';

const openShared: OpenDeskrail = async (options) => {
  const { brokers, prefix } = kafkaForTests();
  const database = await postgresForTests();
  const kafka = { brokers, topicPrefix: prefix, development: true, partitions: 2 };
  const deskrail = await createDeskrail({ ...options, kafka, postgres: { url: database.url } });
  const close = async () => {
    await deskrail.close();
    await database[Symbol.asyncDispose]();
  };
  return { ...deskrail, store: deskrail.store, close, [Symbol.asyncDispose]: close };
};

describe('two tenants on Kafka and PostgreSQL', { timeout: 180_000 }, () => {
  runTenancy(openShared, { runs: 15 });
});

describe('events of two tenants on Kafka and PostgreSQL', () => {
  runConsumers(openShared, { runs: 8 });
});
