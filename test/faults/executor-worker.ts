/** A process that carries out what is approved on PostgreSQL, beside others, until it is killed. */
import { definePolicy, startExecuting } from '@deskrail/copilot';
import { openPostgresStore } from '@deskrail/store/postgres';
import { type PaymentsAt, refundTool } from './refund-tool.ts';

export interface ExecutorTask {
  readonly postgres: string;
  readonly payments: PaymentsAt;
  readonly leaseMs: number;
  readonly graceMs: number;
}

// It ends by being killed; this is for when it isn't.
setTimeout(() => process.exit(3), 60_000);

const { postgres, payments, leaseMs, graceMs } = JSON.parse(process.env.FAULTS_TASK ?? '') as ExecutorTask;
const store = await openPostgresStore({ url: postgres });
await startExecuting({
  ...{ store, leaseMs, graceMs, policy: await definePolicy([]), connections: [], pollMs: 100 },
  // Another process brings into the log what this one decides.
  relay: { flushed: (eventId, options) => store.outbox.relayed(eventId, options) },
  log: { append: async () => [] },
  executor: `process-${process.pid}`,
  tools: [refundTool(payments)],
});
