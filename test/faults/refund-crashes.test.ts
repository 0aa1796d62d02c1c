import { afterTheEffect, afterTheEnd, beforeTheEffect, beforeTheStart, testRefundCrashes } from './refund-crashes.ts';

// Processes are killed for real. These need a build.
testRefundCrashes(
  {
    withLookUp: [...beforeTheStart, ...beforeTheEffect, ...afterTheEffect, ...afterTheEnd],
    withoutLookUp: [...beforeTheEffect, ...afterTheEffect],
  },
  () => undefined,
);
