import { resolve } from 'node:path';
import {
  DeskrailError,
  type Policy,
  type PolicyDesk,
  type PolicyExplanation,
  type PolicyView,
} from '@deskrail/contracts';
import { createPolicyDesk, readPolicy } from '@deskrail/copilot';
import { recommendationOf } from '../audit/read-case.js';
import { openPolicy, readPolicyFile } from '../policy/open-policy.js';
import type { Given } from './definition.js';
import { reachInstance, requireInstance } from './reach-instance.js';
import { placesAsked } from './reach-log.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';
import { withRecord } from './with-record.js';

/** Through the instance that runs: it is its actions that stop. */
export async function turnPolicy(way: 'pause' | 'resume', given: Given, terminal: Terminal): Promise<number> {
  const without = 'so nothing is automatic. Run this where one does, by --data or DESKRAIL_DATA.';
  const { policy } = (await requireInstance(given, terminal, `No instance runs here, ${without}`)).client;
  const options = { signal: terminal.signal };
  const state =
    way === 'pause' ? await policy.pause({ reason: given.text('reason') }, options) : await policy.resume(options);
  await terminal.print(given.flag('json') ? JSON.stringify(state) : turnedLine(state));
  return 0;
}

function turnedLine({ paused, repeated }: PolicyView): string {
  if (paused === undefined) {
    return repeated
      ? 'Nothing was stopped: rules send.'
      : 'Rules send again. What waited for people goes on waiting for them.';
  }
  if (repeated) return `All that is automatic was stopped already: that stands. Stopped ${stoppedWords(paused)}`;
  if (paused.reasonSince === undefined) return `All that is automatic is stopped ${stoppedWords(paused)}`;
  return `All that is automatic was stopped already, and goes on being so for your reason. Stopped ${stoppedWords(paused)}`;
}

/** Since when, by whom and why. */
export function stoppedWords({ since, by, reason, reasonBy, reasonSince }: NonNullable<PolicyView['paused']>): string {
  const another = reasonSince === undefined ? '' : ` (by ${reasonBy ?? by}, since ${reasonSince})`;
  return `since ${since}, by ${by}${reason ? `: ${reason}${another}` : '.'}`;
}

/** By the instance that runs, whose policy is the one in force; else from the record, under the policy that is configured. */
export async function explainPolicy(id: string, given: Given, terminal: Terminal): Promise<number> {
  const running = await reachInstance(await placesAsked(given, terminal), terminal);
  const explained =
    running === undefined
      ? await withPolicyDesk(given, terminal, explainIn(id))
      : await running.client.policy.explain(id, { signal: terminal.signal });
  if (given.flag('json')) await terminal.print(JSON.stringify(explained));
  else for (const line of explanationLines(explained, 'In force')) await terminal.print(line);
  return 0;
}

/** By a file that need not be in force, from the record, whatever runs beside. */
export async function explainByFile(id: string, path: string, given: Given, terminal: Terminal): Promise<number> {
  const policy = await readPolicy(await readPolicyFile(resolve(terminal.directory, path)), { file: path });
  const explained = await withPolicyDesk(given, terminal, explainIn(id), policy);
  if (given.flag('json')) await terminal.print(JSON.stringify({ file: path, ...explained }));
  else for (const line of explanationLines(explained, `By ${path}`)) await terminal.print(line);
  return 0;
}

const explainIn =
  (recommendationId: string) =>
  async ({ desk, tenantOf }: RecordedPolicy): Promise<PolicyExplanation> =>
    desk.explain({ tenant: await tenantOf(recommendationId), recommendationId });

interface RecordedPolicy {
  readonly desk: PolicyDesk;
  readonly tenant: string;
  /** Whose a recommendation is: an id is one tenant's alone, so nobody has to know. `not-found` where it is not `--tenant`'s. */
  tenantOf(recommendationId: string): Promise<string>;
}

/** On the record beside whatever runs, open for reading alone. Default: the policy that is configured. */
export const withPolicyDesk = <Result>(
  given: Given,
  terminal: Terminal,
  work: (record: RecordedPolicy) => Promise<Result>,
  policy?: Policy,
): Promise<Result> =>
  withRecord(given, terminal, 'policy', async ({ reached, store, log }) => {
    const { config } = reached;
    const inForce = policy ?? (await openPolicy(config.policy));
    const desk = createPolicyDesk({ store, policy: inForce, tools: config.tools });
    const named = given.text('tenant');
    const tenant = named ?? config.tenant ?? 'default';
    return work({
      desk,
      tenant,
      async tenantOf(id) {
        if ((await store.recommendation(tenant, id)) !== undefined) return tenant;
        if (named !== undefined) {
          throw new DeskrailError(
            'not-found',
            `The tenant ${named} has no recommendation ${id}. Without --tenant, any may have it.`,
          );
        }
        for await (const { event } of log.read({ stream: 'decisions', until: 'end', signal: terminal.signal })) {
          if (recommendationOf(event) === id) return event.tenant;
        }
        throw new DeskrailError(
          'not-found',
          `No tenant has a recommendation ${id} here: ids are such as rec_0123…, see deskrail tail decisions.`,
        );
      },
    });
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

function explanationLines(explained: PolicyExplanation, by: string): readonly string[] {
  const { about = {}, made, inForce, rules } = explained;
  const held = made.heldBy === undefined ? '' : `, held back because ${heldBecause(made.heldBy)}`;
  const now = `${inForce.outcome}, ${saidBy(inForce.rule, inForce.error)}`;
  const heldNow = `review, as ${heldBecause(inForce.heldBy ?? '')}; else it would go, ${saidBy(inForce.rule, inForce.error)}`;
  return [
    `When it was made: ${made.outcome}, ${saidBy(made.rule, made.error)}${held}${made.version ? ` (${made.version})` : ''}.`,
    ...needLine(explained),
    `${by}: ${inForce.heldBy === undefined ? now : heldNow} (${inForce.version}).`,
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
