import type { TestProject } from 'vitest/node';
import { shareKafka } from './shared-brokers.ts';
import { inRun } from './shared-in-run.ts';

/** Before the first test: begin to start Kafka. Afterwards: end it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { address, outcome, close } = await inRun(shareKafka);
  project.provide('kafkaBrokers', address);
  project.provide('kafkaOutcome', outcome);
  return close;
}
