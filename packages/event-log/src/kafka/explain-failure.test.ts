import { isDependencyFailure } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { DriverError } from './driver.js';
import { explainFailure } from './explain-failure.js';

const refused = (details: ConstructorParameters<typeof DriverError>[2]) =>
  explainFailure(new DriverError('not-authorized', 'Not authorized', details), 'Reading').message;

test('a missing permission is told with its operation and what it is on', () => {
  expect(refused({ protocol: 'TOPIC_AUTHORIZATION_FAILED', topic: 'support.facts', operation: 'Read' })).toMatch(
    /^Reading failed \(topic support\.facts\): .* lacks Read on the topic support\.facts: .*topics plan --access/,
  );
  expect(
    refused({
      protocol: 'GROUP_AUTHORIZATION_FAILED',
      topic: 'support.facts',
      group: 'copilot.facts',
      operation: 'Read',
    }),
  ).toMatch(/lacks Read on the group copilot\.facts/);
  expect(refused({ protocol: 'CLUSTER_AUTHORIZATION_FAILED', operation: 'Describe' })).toMatch(
    /lacks Describe on the cluster/,
  );
  expect(refused({ protocol: 'CLUSTER_AUTHORIZATION_FAILED', operation: 'IdempotentWrite' })).toMatch(
    /may write to no topic: it lacks Write there/,
  );
});

test('no failure of a client counts against an event, and only what passes is worth another try', () => {
  const kinds = ['unavailable', 'not-authorized', 'not-authenticated', 'internal'] as const;
  const failures = kinds.map((kind) => explainFailure(new DriverError(kind, 'It failed')));
  expect(failures.every(isDependencyFailure)).toBe(true);
  expect(failures.map(({ retryable }) => retryable)).toEqual([true, false, false, false]);
});
