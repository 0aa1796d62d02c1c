import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';

// Runs before each file of tests that need a broker or a database server. The first start may fetch Kafka.
const withinMs = 400_000;

const limit = AbortSignal.timeout(withinMs);
for (const outcome of [inject('kafkaOutcome'), inject('postgresOutcome')]) {
  if (outcome === undefined) continue;
  while (!existsSync(outcome)) {
    if (limit.aborted) throw new Error(`What these tests need did not start in ${withinMs / 1000} s.`);
    await sleep(50);
  }
  const failure = readFileSync(outcome, 'utf8');
  if (failure !== '') throw new Error(failure);
}
