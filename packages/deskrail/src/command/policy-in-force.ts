import { DeskrailError, type PolicyExplanation } from '@deskrail/contracts';
import { createPolicyDesk } from '@deskrail/copilot';
import { openPolicy } from '../policy/open-policy.js';
import type { Given } from './definition.js';
import { reachInstance } from './reach-instance.js';
import { placesAsked } from './reach-log.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';
import { withRecord } from './with-record.js';

/** Through the instance that runs: it is its actions that stop. */
export async function turnPolicy(way: 'pause' | 'resume', given: Given, terminal: Terminal): Promise<number> {
  const reached = await placesAsked(given, terminal);
  const running = await reachInstance(reached, terminal);
  if (running === undefined) {
    const message =
      'No instance runs here, so nothing is automatic. Run this where one does, by --data or DESKRAIL_DATA.';
    throw new DeskrailError('not-found', message);
  }
  const { policy } = running.client;
  const options = { signal: terminal.signal };
  const state =
    way === 'pause' ? await policy.pause({ reason: given.text('reason') }, options) : await policy.resume(options);
  const { paused } = state;
  const line =
    paused === undefined
      ? 'Rules send again. What waited for people goes on waiting for them.'
      : `All that is automatic is stopped since ${paused.since}, by ${paused.by}${paused.reason ? `: ${paused.reason}` : '.'}`;
  await terminal.print(given.flag('json') ? JSON.stringify(state) : line);
  return 0;
}

/** By the instance that runs, whose policy is the one in force; else from the record, under the policy that is configured. */
export async function explainPolicy(id: string, given: Given, terminal: Terminal): Promise<number> {
  const running = await reachInstance(await placesAsked(given, terminal), terminal);
  const explained =
    running === undefined
      ? await explainFromRecord(id, given, terminal)
      : await running.client.policy.explain(id, { signal: terminal.signal });
  if (given.flag('json')) await terminal.print(JSON.stringify(explained));
  else for (const line of explanationLines(explained)) await terminal.print(line);
  return 0;
}

const explainFromRecord = (id: string, given: Given, terminal: Terminal): Promise<PolicyExplanation> =>
  withRecord(given, terminal, 'policy', async ({ reached, store }) => {
    const { config } = reached;
    const tenant = given.text('tenant') ?? config.tenant ?? 'default';
    const desk = createPolicyDesk({ store, policy: await openPolicy(config.policy), tools: config.tools });
    return desk.explain({ tenant, recommendationId: id });
  });

const saidBy = (rule: string | undefined, error: string | undefined): string =>
  error !== undefined
    ? `as a condition could not be told (${error})`
    : rule === undefined
      ? 'as no rule matched'
      : `by the rule ${rule}`;

function explanationLines({ made, inForce, rules }: PolicyExplanation): readonly string[] {
  const { need } = made;
  const held = made.heldBy === undefined ? '' : `, held by ${made.heldBy}`;
  return [
    `When it was made: ${made.outcome}, ${saidBy(made.rule, made.error)}${held}${made.version ? ` (${made.version})` : ''}.`,
    ...(need === undefined
      ? []
      : [
          `People need: ${need.reviewers} of the role ${need.role} in the queue ${need.queue}${need.fourEyes ? ', four eyes' : ''}${need.dueAt ? `, by ${need.dueAt}` : ''}.`,
        ]),
    `In force: ${inForce.outcome}, ${saidBy(inForce.rule, inForce.error)} (${inForce.version}).`,
    ...(rules.length === 0 ? [] : table(['rule', 'outcome', 'matched', 'why'], rules.map(ruleCells))),
  ];
}

const ruleCells = ({ id, outcome, matched, why = '' }: PolicyExplanation['rules'][number]): readonly string[] => [
  id,
  outcome,
  matched,
  why,
];
