import { createHash } from 'node:crypto';
import { createDeskrail } from 'deskrail';
import { afterAll, beforeAll } from 'vitest';
import { kafkaForTests, postgresForTests } from '../brokers/for-tests.ts';
import { runJourney } from './run-journey.ts';

const { brokers, prefix } = kafkaForTests();
let database: Awaited<ReturnType<typeof postgresForTests>>;
beforeAll(async () => {
  database = await postgresForTests();
});
afterAll(() => database[Symbol.asyncDispose]());

const nameOf = (place: string) => `j${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;

runJourney('Kafka and PostgreSQL', (place, options) =>
  createDeskrail({
    ...{ data: place, ...options },
    kafka: { brokers, topicPrefix: `${prefix}${nameOf(place)}.`, development: true, partitions: 3 },
    // Time passes for the test's sake.
    postgres: { url: database.url, schema: nameOf(place), ...(options.clock && { clock: options.clock }) },
  }),
);
