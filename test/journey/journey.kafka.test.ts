import { basename } from 'node:path';
import { createDeskrail } from 'deskrail';
import { kafkaForTests } from '../brokers/for-tests.ts';
import { runJourney } from './run-journey.ts';

const { brokers, prefix } = kafkaForTests();

runJourney('Kafka and the embedded store', (place, options) =>
  createDeskrail({
    ...{ data: place, ...options },
    kafka: { brokers, topicPrefix: `${prefix}${basename(place)}.`, development: true, partitions: 3 },
  }),
);
