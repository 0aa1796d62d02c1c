import { existsSync } from 'node:fs';
import { isDeskrailError, type Policy, type PolicyRule, type PolicyView } from '@deskrail/contracts';
import { policyView } from '@deskrail/copilot';
import { openPolicy } from '../policy/open-policy.js';
import type { Given } from './definition.js';
import { stoppedWords, withPolicyDesk } from './policy-in-force.js';
import { reachInstance } from './reach-instance.js';
import { placesAsked, type ReachedPlaces } from './reach-log.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';

/** Of the instance that runs, whose policy is the one in force; else what is configured, and what the record says of the brake. */
export async function showPolicy(given: Given, terminal: Terminal): Promise<number> {
  const reached = await placesAsked(given, terminal);
  const instance = await reachInstance(reached, terminal);
  const configured = await openPolicy(reached.config.policy).catch((error: unknown) => {
    // A file that is wrong by now stops no instance that runs: check tells of it.
    if (instance !== undefined && isDeskrailError(error, 'config-invalid')) return undefined;
    throw error;
  });
  const state =
    instance === undefined
      ? await configuredState(configured ?? (await openPolicy()), reached, given, terminal)
      : await instance.client.policy.state({ signal: terminal.signal });
  const shown = { state, configured, running: instance !== undefined };
  const isFile = typeof reached.config.policy === 'string';
  const asJson = { ...state, running: shown.running, ...(isFile && { file: reached.config.policy }) };
  if (given.flag('json')) await terminal.print(JSON.stringify(asJson));
  else for (const line of shownLines({ ...shown, isFile })) await terminal.print(line);
  return 0;
}

/** What is configured, of all tenants or of the one that is named; stopped or not is known where there is a record. */
async function configuredState(
  policy: Policy,
  reached: ReachedPlaces,
  given: Given,
  terminal: Terminal,
): Promise<PolicyView> {
  const view = policyView(policy, given.text('tenant'));
  const { embedded } = reached;
  if (embedded !== undefined && !existsSync(embedded)) return view;
  const { paused } = await withPolicyDesk(given, terminal, ({ desk, tenant }) => desk.state(tenant), policy);
  return { ...view, ...(paused !== undefined && { paused }) };
}

interface Shown {
  readonly state: PolicyView;
  readonly configured: Policy | undefined;
  readonly running: boolean;
  readonly isFile: boolean;
}

function shownLines(shown: Shown): readonly string[] {
  const { state, running, configured } = shown;
  const { version, rules, paused, outcomes = [], limits = [] } = state;
  const counted = `${rules} ${rules === 1 ? 'rule' : 'rules'}`;
  // Conditions are told by the file alone, and only where it is the one in force.
  const known = configured?.version === version ? configured.document.rules : [];
  const conditions = new Map(known.map(({ id, when }) => [id, conditionText(when)]));
  return [
    running ? `In force: ${version}, ${counted}.` : `No instance runs here. Configured: ${version}, ${counted}.`,
    ...otherLines(shown),
    paused === undefined
      ? 'Rules send: nothing is stopped.'
      : `All that is automatic is stopped ${stoppedWords(paused)}`,
    ...(outcomes.length === 0
      ? ['People decide all.']
      : [
          '',
          ...table(
            ['rule', 'outcome', ...(known.length > 0 ? ['when'] : [])],
            outcomes.map(({ rule, outcome }) => [
              rule,
              outcome,
              ...(known.length > 0 ? [conditions.get(rule) ?? ''] : []),
            ]),
          ),
        ]),
    ...(limits.length === 0
      ? []
      : [
          '',
          ...table(
            ['limit', 'counts', 'per', 'most', 'within'],
            limits.map(({ id, counts, per, most, withinSeconds }) => [
              ...[id, counts, per, String(most), `${withinSeconds / 60} min`],
            ]),
          ),
        ]),
  ];
}

/** Where the file says something else than what runs. */
function otherLines({ state, configured, running, isFile }: Shown): readonly string[] {
  if (!running || !isFile || configured?.version === state.version) return [];
  return configured === undefined
    ? ['What is configured here cannot be used: deskrail policy check says why.']
    : [`Configured here is ${configured.version}: in force once the instance starts again.`];
}

/** On one line, whatever lines the file has it on. */
const conditionText = (when: PolicyRule['when']): string => {
  if (typeof when === 'string') return when.trim().replaceAll(/\s+/gu, ' ');
  const parts = Object.entries(when).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? 'always' : parts.join(', ');
};
