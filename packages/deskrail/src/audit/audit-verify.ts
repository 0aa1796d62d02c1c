import { streams } from '@deskrail/contracts';
import {
  type AuditFinding,
  type AuditReport,
  auditFindingKinds,
  auditFindingMeanings,
  checkRecord,
  createVerifier,
  type KeptEnd,
  type VerifyVerdict,
} from '@deskrail/copilot';
import type { Given } from '../command/definition.js';
import { usageError } from '../command/parse.js';
import type { ReachedPlaces } from '../command/reach-log.js';
import { sinceAsked } from '../command/since.js';
import type { Terminal } from '../command/terminal.js';
import { withRecord } from '../command/with-record.js';
import { signingOf } from '../config/settings.js';
import { signingKeys } from '../open-signing.js';

const eventsBetween = 50_000;
const findingsPrinted = 20;

/** `deskrail audit verify`: 0 where nothing was found, 1 where something was. */
export async function auditVerify(given: Given, terminal: Terminal): Promise<number> {
  for (const option of ['conversation', 'format'] as const) {
    if (given.text(option) !== undefined) throw usageError(`--${option} goes with export.`, 'audit');
  }
  const text = given.text('since');
  const since = text === undefined ? undefined : sinceAsked(text, terminal.now(), 'audit');
  const report = await withRecord(given, terminal, 'audit', async ({ reached, log, store }) => {
    const verify = await verifierOf(reached);
    return checkRecord({
      ...{ log, outbox: store.outbox, verify, since, tenant: given.text('tenant'), signal: terminal.signal },
      retentionDays: reached.config.retentionDays,
      kept: keptEnds(given.text('kept')),
      now: terminal.now(),
      onProgress: (events) => {
        if (events % eventsBetween === 0) terminal.say(`${events} read …`);
      },
    });
  });
  if (given.flag('json')) await terminal.print(JSON.stringify(report));
  else for (const line of reportLines(report)) await terminal.print(line);
  return report.ok ? 0 : 1;
}

/** As the report calls them: tenant, sequence and hash. */
function keptEnds(text: string | undefined): readonly KeptEnd[] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const [, tenant, last, hash] = /^(.+):(\d{1,15}):(sha256:[0-9a-f]{64})$/.exec(part.trim()) ?? [];
    if (tenant !== undefined && hash !== undefined) return { tenant, last: Number(last), hash };
    throw usageError('--kept is no end of a chain: write acme:4211:sha256:…, as verify printed them.', 'audit');
  });
}

/** With the keys that the instance has; without any, signatures are not judged. */
export async function verifierOf({ places, environment, config }: ReachedPlaces): Promise<VerifyVerdict | undefined> {
  const signing = signingOf(environment, config);
  const { data, postgres } = places;
  const keys = await signingKeys({ data, ...(postgres && { postgres }), ...(signing !== undefined && { signing }) });
  return keys.length === 0 ? undefined : createVerifier(keys);
}

/** The report for people: what was found first, then what stands, then what cannot be told. */
export function reportLines(report: AuditReport): string[] {
  return [...foundLines(report), ...chainLines(report), ...checkedLines(report), ...toldLines(report)];
}

function foundLines({ ok, counts, findings }: AuditReport): string[] {
  if (ok) return ['Nothing was found: the record is what was written.', ''];
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const lines = [`${total} ${total === 1 ? 'thing is' : 'things are'} wrong with the record.`, ''];
  for (const kind of auditFindingKinds) {
    const count = counts[kind];
    if (count === undefined) continue;
    lines.push(`${kind} (${count}): ${auditFindingMeanings[kind]}`);
    const shown = findings.filter((finding) => finding.kind === kind).slice(0, findingsPrinted);
    lines.push(...shown.map((finding) => `  ${findingLine(finding)}`));
    if (count > shown.length) lines.push(`  … and ${count - shown.length} more`);
    lines.push('');
  }
  return lines;
}

function findingLine({ tenant, id, type, sequence, conversation, at }: AuditFinding): string {
  const parts = [
    ...(at === undefined ? [] : [at]),
    `tenant ${tenant}`,
    ...(sequence === undefined ? [] : [`entry ${sequence}`]),
    ...(type === undefined ? [] : [type]),
    id,
    ...(conversation === undefined ? [] : [`in ${conversation}`]),
  ];
  return parts.join('  ');
}

function chainLines({ chains }: AuditReport): string[] {
  if (chains.length === 0) return ['No tenant has a chain yet: it begins with the first decision.', ''];
  return [
    ...chains.flatMap(({ tenant, first, firstAt, last, links, hash }) => [
      `Tenant ${tenant}: entries ${first} to ${last}, in ${links} ${links === 1 ? 'link' : 'links'} from ${firstAt}`,
      `  ends with ${tenant}:${last}:${hash}`,
      ...(first > 1 ? [`  ${first - 1} entries before are not in the log any more, as after retention`] : []),
    ]),
    '',
  ];
}

function checkedLines({ checked }: AuditReport): string[] {
  const { decisions, actions, linked, verdicts, signed, approvedActions } = checked;
  return [
    `Read: ${decisions} events of decisions and ${actions} of actions; ${linked} entries in the chains.`,
    `Verdicts: ${verdicts}, of which ${signed} are signed. Approved actions: ${approvedActions}.`,
  ];
}

const meanings: Readonly<Record<keyof AuditReport['told'], string>> = {
  waiting: 'in the log, and not linked yet: the relay is about to, once an instance runs',
  beforeChain: 'from before the chain begins: in no link',
  goneByRetention: `linked, and past retention (by default ${streams.decisions.retentionDays} days of decisions, ${streams.actions.retentionDays} of actions)`,
  erased: 'with texts that were erased; what is left matches what was linked',
  endsBefore: 'kept ends that lie before what is left of the chain',
  withoutSalt: 'with texts that are in no proof, as they were written without a salt',
  repeated: 'told twice by the log, alike',
  unsignedBefore: 'verdicts without a signature, from before signing was on',
  notVerified: 'signed verdicts that were not verified: no key was given',
  notTraced: 'actions whose verdict or approval lies before what is left of the record',
};

function toldLines({ told }: AuditReport): string[] {
  const lines = (Object.keys(meanings) as (keyof typeof meanings)[])
    .filter((name) => told[name] > 0)
    .map((name) => `  ${told[name]} ${meanings[name]}`);
  return lines.length === 0 ? [] : ['No fault, and to know:', ...lines];
}
