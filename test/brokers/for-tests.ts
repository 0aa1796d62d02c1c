import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createDatabase, type TestDatabase } from './test-database.ts';

declare module 'vitest' {
  /** What `inject` gives to tests that are named for it: see the README here. */
  export interface ProvidedContext {
    /** `host:port,host:port`. */
    kafkaBrokers: string;
    /** Of the database `postgres`, as its administrator. */
    postgresUrl: string;
    /** Files that tell how the start went; only where the test's name asks for that part. */
    kafkaOutcome: string | undefined;
    postgresOutcome: string | undefined;
  }
}

/** The brokers that the run shares, and a prefix for topics and groups that nobody else has. */
export function kafkaForTests(): { readonly brokers: readonly string[]; readonly prefix: string } {
  return { brokers: inject('kafkaBrokers').split(','), prefix: `test-${randomUUID().slice(0, 13)}.` };
}

/** An empty database on the server that the run shares; `await using` drops it. */
export function postgresForTests(): Promise<TestDatabase> {
  return createDatabase(inject('postgresUrl'));
}
