/** A process that gives a verdict, carries it out, and is killed at the step that it was told. */

import { mortalParts, type Step } from './mortal-parts.ts';
import { openRail, tenant } from './rail.ts';
import { type PaymentsAt, refundTool } from './refund-tool.ts';

export interface MortalTask {
  readonly folder: string;
  readonly desk: { readonly url: string; readonly token: string };
  readonly recommendationId: string;
  readonly hash: string;
  /** Absent: somebody else kills it. */
  readonly dieAt?: Step;
  /** As the rail's. */
  readonly postgres?: string | undefined;
  /** What it approves is a refund, which is made there. */
  readonly payments?: PaymentsAt;
}

// It ends by being killed; this is for when it isn't.
setTimeout(() => process.exit(3), 20_000);

const task = JSON.parse(process.env.FAULTS_TASK ?? '') as MortalTask;
const reach = (step: Step): void => {
  if (step === task.dieAt) process.kill(process.pid, 'SIGKILL');
};
const rail = await openRail({ ...task, around: mortalParts(reach) });
const { payments } = task;
await rail.execute(payments && { tools: [refundTool(payments, () => reach('answered'))] });
const { recommendationId, hash } = task;
const request = { kind: 'approve', hash } as const;
await rail.reviewDesk.give({ tenant, actor: 'reviewer/anna', recommendationId, request });
