import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EventLog } from '@deskrail/contracts';
import { createDryRun, type DryRunExample, type DryRunReport, readPolicy } from '@deskrail/copilot';
import { dryRunLines, whatPeopleRefused } from '../policy/dry-run-lines.js';
import { readPolicyFile } from '../policy/open-policy.js';
import type { Given } from './definition.js';
import { usageError } from './parse.js';
import { placesAsked, withLog } from './reach-log.js';
import { sinceAsked } from './since.js';
import type { Terminal } from './terminal.js';

const between = 25_000;

/** 0 whatever it finds; with `--strict`, 1 where what people refused would go by itself. */
export async function policyDryRun(path: string, given: Given, terminal: Terminal): Promise<number> {
  const file = resolve(terminal.directory, path);
  const policy = await readPolicy(await readPolicyFile(file), { file: path });
  const text = given.text('since');
  const since = text === undefined ? undefined : sinceAsked(text, terminal.now(), 'policy');
  const reached = await placesAsked(given, terminal);
  const dryRun = createDryRun({
    ...{ policy, tools: reached.config.tools, tenant: given.text('tenant'), texts: given.flag('texts') },
    examples: examplesAsked(given),
  });
  const report = await withLog(reached, terminal, async (log) => {
    const { signal } = terminal;
    const sinceMs = since === undefined ? 0 : Date.parse(since);
    let told = between;
    // From the start whatever is asked about: what is automatic may have been stopped long before.
    for await (const { event, appendedAt } of log.read({ stream: 'decisions', until: 'end', signal })) {
      if (Date.parse(appendedAt) < sinceMs) {
        dryRun.addBefore(event);
        continue;
      }
      dryRun.add(event);
      if (dryRun.size < told) continue;
      terminal.say(`${dryRun.size} recommendations …`);
      told += between;
    }
    return withQuestions(dryRun.report(), log, signal);
  });
  await tell(report, { path, since, given, terminal });
  return given.flag('strict') && whatPeopleRefused(report) > 0 ? 1 : 0;
}

/** What customers wrote is in their own stream, and there as long as that is kept. */
async function withQuestions(report: DryRunReport, log: EventLog, signal: AbortSignal): Promise<DryRunReport> {
  const wanted = new Map<string, string | undefined>();
  for (const { fact, question } of [...report.changes, ...report.deciders].flatMap((change) => change.examples)) {
    if (fact !== undefined && question === undefined) wanted.set(fact, undefined);
  }
  if (wanted.size === 0) return report;
  for await (const { event } of log.read({ stream: 'facts', until: 'end', signal })) {
    if (!wanted.has(event.id)) continue;
    const { text, description } = event.data as { text?: unknown; description?: unknown };
    const said = text ?? description;
    if (typeof said === 'string') wanted.set(event.id, said);
  }
  const asked = (example: DryRunExample): DryRunExample => {
    const question = example.question ?? wanted.get(example.fact ?? '');
    return question === undefined ? example : { ...example, question };
  };
  const withAsked = <Change extends { readonly examples: readonly DryRunExample[] }>(change: Change): Change => ({
    ...change,
    examples: change.examples.map(asked),
  });
  return { ...report, changes: report.changes.map(withAsked), deciders: report.deciders.map(withAsked) };
}

async function tell(
  report: DryRunReport,
  { path, since, given, terminal }: { path: string; since: string | undefined; given: Given; terminal: Terminal },
): Promise<void> {
  const out = given.text('out');
  const whole = { file: path, ...(since !== undefined && { since }), ...report };
  if (out !== undefined) {
    await writeFile(resolve(terminal.directory, out), `${JSON.stringify(whole, null, 2)}\n`);
    terminal.say(`All of it is in ${out}`);
  }
  if (given.flag('json')) await terminal.print(JSON.stringify(whole));
  else for (const line of dryRunLines(report, { path, since })) await terminal.print(line);
}

function examplesAsked(given: Given): number {
  const text = given.text('examples') ?? '3';
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw usageError('--examples is a whole number, such as 3.', 'policy');
}
