import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { operational } from '../privacy.js';

/** What came of reading a desk back. */
export const reconciled = z.strictObject({
  conversations: operational(z.number().int(), 'That the desk says changed.'),
  facts: operational(z.number().int(), 'That had never come, and were appended.'),
  states: operational(z.number().int(), 'That differed from the one known: each one case.state-observed.'),
});
export type Reconciled = Readonly<z.output<typeof reconciled>>;

/** A reading of one connection's desk, under way or ended. */
export const reconciliationView = reconciled.extend({
  id: operational(z.string()),
  connection: operational(z.string()),
  since: operational(timestamp),
  state: operational(z.enum(['running', 'done', 'failed'])),
  startedAt: operational(timestamp),
  endedAt: operational(timestamp.optional()),
  problem: operational(
    z.strictObject({ code: z.string(), detail: z.string() }).optional(),
    'Why it failed. What was appended until then stays, and the next one repeats nothing.',
  ),
});
export type ReconciliationView = z.output<typeof reconciliationView>;

/** A request to read a desk back. */
export const startReconciliation = z.strictObject({
  since: timestamp.describe('RFC 3339: what the desk changed since then is read.'),
});
export type StartReconciliation = z.output<typeof startReconciliation>;
