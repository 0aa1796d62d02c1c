/** A process that gives a verdict, carries it out, and is killed at the step that it was told. */

import { mortalParts, type Step } from './mortal-parts.ts';
import { openRail, tenant } from './rail.ts';

export interface MortalTask {
  readonly folder: string;
  readonly desk: { readonly url: string; readonly token: string };
  readonly recommendationId: string;
  readonly hash: string;
  /** Absent: somebody else kills it. */
  readonly dieAt?: Step;
}

// It ends by being killed; this is for when it isn't.
setTimeout(() => process.exit(3), 20_000);

const task = JSON.parse(process.env.FAULTS_TASK ?? '') as MortalTask;
const rail = await openRail({
  ...task,
  around: mortalParts((step) => {
    if (step === task.dieAt) process.kill(process.pid, 'SIGKILL');
  }),
});
await rail.execute();
const { recommendationId, hash } = task;
const request = { kind: 'approve', hash } as const;
await rail.reviewDesk.give({ tenant, actor: 'reviewer/anna', recommendationId, request });
