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

const heldWords: Readonly<Record<string, string>> = {
  paused: 'all that is automatic is paused',
  'handed-over': 'the conversation is people’s until somebody hands it back',
};

const heldBecause = (heldBy: string): string => heldWords[heldBy] ?? `of the limit ${heldBy}`;

/** What people have to do, where they have to do something; else what they had to. */
function needLine({ made, status = 'open' }: PolicyExplanation): readonly string[] {
  const { need, outcome } = made;
  if (need === undefined || outcome !== 'review') return [];
  const { reviewers, role, queue, fourEyes, dueAt } = need;
  const isOpen = status === 'open';
  const by = dueAt === undefined || !isOpen ? '' : `, by ${dueAt}`;
  const words = `${reviewers} of the role ${role} in the queue ${queue}${fourEyes ? ', four eyes' : ''}${by}`;
  return [
    isOpen ? `People need: ${words}.` : `People needed: ${words}. It is ${status} now: nobody needs to do anything.`,
  ];
}

function explanationLines(explained: PolicyExplanation): readonly string[] {
  const { about = {}, made, inForce, rules } = explained;
  const held = made.heldBy === undefined ? '' : `, held back because ${heldBecause(made.heldBy)}`;
  const now = `${inForce.outcome}, ${saidBy(inForce.rule, inForce.error)}`;
  const heldNow = `review, as ${heldBecause(inForce.heldBy ?? '')}; else it would go, ${saidBy(inForce.rule, inForce.error)}`;
  return [
    `When it was made: ${made.outcome}, ${saidBy(made.rule, made.error)}${held}${made.version ? ` (${made.version})` : ''}.`,
    ...needLine(explained),
    `In force: ${inForce.heldBy === undefined ? now : heldNow} (${inForce.version}).`,
    ...(Object.keys(about).length === 0 ? [] : [`Asked about: ${aboutWords(about)}.`]),
    ...(rules.length === 0 ? [] : table(['rule', 'outcome', 'matched', 'why'], rules.map(ruleCells))),
  ];
}

const aboutWords = (about: NonNullable<PolicyExplanation['about']>): string =>
  Object.entries(about)
    .map(([path, value]) => `${path} ${value}`)
    .join(', ');

const matchedWords = { yes: 'yes', no: 'no', error: 'cannot be told', 'not-asked': 'not asked' } as const;

const ruleCells = ({ id, outcome, matched, why = '' }: PolicyExplanation['rules'][number]): readonly string[] => [
  id,
  outcome,
  matchedWords[matched],
  matched === 'not-asked' ? 'a rule before it decided' : why,
];
