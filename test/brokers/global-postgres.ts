import type { TestProject } from 'vitest/node';
import { sharePostgres } from './shared-brokers.ts';
import { inRun } from './shared-in-run.ts';

/** Before the first test: begin to start PostgreSQL. Afterwards: end it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { address, outcome, close } = await inRun(sharePostgres);
  project.provide('postgresUrl', address);
  project.provide('postgresOutcome', outcome);
  return close;
}
