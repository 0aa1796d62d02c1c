import { postgresForTests } from '../brokers/for-tests.ts';
import { afterTheEffect, beforeTheEffect, testRefundCrashes } from './refund-crashes.ts';

// Processes are killed for real. These need a build.
testRefundCrashes(
  {
    withLookUp: [
      'committed action.approved.v1',
      'claimed',
      ...beforeTheEffect,
      ...afterTheEffect,
      'committed action.executed.v1',
    ],
    withoutLookUp: ['flushed', 'at the service, after the effect', 'answered'],
  },
  () => postgresForTests(),
);
