import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { dockerAnswers } from './docker.ts';
import { findJava } from './java.ts';
import { hasKafkaJars } from './kafka-jars.ts';
import { findPostgres } from './postgres-programs.ts';

type Part = 'kafka' | 'postgres';

const roots = ['{packages,adapters}/*/src/**', 'test/**'];
const parts: Readonly<Record<string, readonly Part[]>> = {
  kafka: ['kafka'],
  postgres: ['postgres'],
  'kafka-postgres': ['kafka', 'postgres'],
};

/** The tests that need a broker or a database server, by name. */
export const brokerTests: readonly string[] = Object.keys(parts).map((name) => `**/*.${name}.test.ts`);

const noMaven = 'Apache Kafka is fetched by Maven, and there is no mvn. Install it (Debian: apt-get install maven).';

/** Where set, what cannot be had is a failure: nobody is to believe that it was tested. */
const required = process.env.CI || process.env.DESKRAIL_REQUIRE_BROKERS === '1';

/** One vitest project for each set of parts that can be had here. Says what is skipped, and why. */
export function brokerProjects() {
  const missing: Readonly<Record<Part, string | undefined>> = { kafka: kafkaMissing(), postgres: postgresMissing() };
  for (const [part, why] of Object.entries(missing)) {
    if (why === undefined) continue;
    if (required) throw new Error(why);
    console.warn(`SKIPPED: every test that needs ${part === 'kafka' ? 'Kafka' : 'PostgreSQL'}. ${why}`);
  }
  return Object.entries(parts)
    .filter(([, needed]) => needed.every((part) => missing[part] === undefined))
    .map(([name, needed]) => ({
      extends: true as const,
      test: {
        name,
        include: roots.map((root) => `${root}/*.${name}.test.ts`),
        globalSetup: needed.map((part) => `test/brokers/global-${part}.ts`),
        setupFiles: ['test/brokers/wait-until-ready.ts'],
        testTimeout: 90_000,
        hookTimeout: 90_000,
        // After the others, during which the brokers start.
        sequence: { groupOrder: 1 },
      },
    }));
}

function kafkaMissing(): string | undefined {
  if (process.env.KAFKA_BROKERS) return undefined;
  const why = reason(findJava) ?? (hasKafkaJars() || onPath('mvn') ? undefined : noMaven);
  return why === undefined || dockerAnswers() ? undefined : why;
}

function postgresMissing(): string | undefined {
  if (process.env.DATABASE_URL) return undefined;
  const why = reason(findPostgres);
  return why === undefined || dockerAnswers() ? undefined : why;
}

function reason(find: () => unknown): string | undefined {
  try {
    find();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const onPath = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
