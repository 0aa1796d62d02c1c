import {
  type Action,
  type AuditLinked,
  auditEntry,
  type Decision,
  eraseTexts,
  type StreamName,
} from '@deskrail/contracts';
import type { AuditFinding, AuditReport, Findings } from './audit-report.js';
import { type ChainIndex, isGone, seen } from './chain-index.js';
import { createDigestTable } from './digest-table.js';
import { sha256 } from './mac.js';
import type { VerifyVerdict } from './sign-verdict.js';
import { createActionTrace } from './trace-actions.js';

type ProvenEvent = Exclude<Decision | Action, AuditLinked>;

export interface Judged<Event extends ProvenEvent = ProvenEvent> {
  readonly stream: 'decisions' | 'actions';
  readonly event: Event;
  readonly appendedAt: string;
}

/** So long may what the log holds wait for its link, while a relay is at work. */
const relayDelayMs = 5 * 60_000;
/** So long before the record is cut may lie what an event in it follows from. */
const followsWithinMs = 30 * 86_400_000;

interface Judging {
  readonly options: {
    readonly since?: string | undefined;
    readonly now: number;
    readonly verify?: VerifyVerdict | undefined;
  };
  readonly findings: Findings;
  readonly index: ChainIndex;
  readonly isPast: (stream: StreamName, at: string) => boolean;
  readonly told: { -readonly [Name in keyof AuditReport['told']]: number };
  readonly checked: { -readonly [Name in keyof AuditReport['checked']]: number };
  readonly waiting: ReadonlySet<string>;
}

/** What one event says: whether it is as it was linked, in its place, signed, and allowed by a verdict. */
export function createJudge({ options, findings, index, isPast, told, checked, waiting }: Judging) {
  const { since, now, verify } = options;
  const trace = createActionTrace();
  const reached = createDigestTable();
  const signing = new Set<string>();
  const isEarly = ({ appendedAt }: Judged) => since !== undefined && Date.parse(appendedAt) < Date.parse(since);

  const at = ({ event, appendedAt }: Judged): Omit<AuditFinding, 'kind'> => ({
    tenant: event.tenant,
    id: event.id,
    type: event.type,
    ...(event.correlationid !== undefined && { conversation: event.correlationid }),
    at: appendedAt,
  });

  function linked(stored: Judged, row: number): void {
    const { event, stream } = stored;
    const sequence = index.entries.numberOf(row);
    const matches = index.entries.has(row, auditEntry(event, sha256).digest.slice('sha256:'.length));
    const isAgain = (index.entries.marksOf(row) & seen) !== 0;
    index.entries.mark(row, seen);
    if (matches) index.happened(row, Date.parse(event.time));
    if (!matches) findings.add({ kind: 'altered', ...at(stored), sequence });
    else if (isAgain) told.repeated += 1;
    else tellTexts(event, told);
    if (isAgain) return;
    const place = reached.add(`${stream}\n${event.tenant}\n${event.subject}`, '', sequence);
    if (reached.numberOf(place.row) > sequence) findings.add({ kind: 'out-of-order', ...at(stored), sequence });
    else reached.setNumber(place.row, sequence);
  }

  function notLinked(stored: Judged): void {
    const { event, appendedAt } = stored;
    const chain = index.chainOf(event.tenant);
    const ageMs = now - Date.parse(appendedAt);
    if (waiting.has(`${event.tenant}\n${event.id}`) || (ageMs >= 0 && ageMs <= relayDelayMs)) told.waiting += 1;
    else if (chain === undefined && event.type === 'verdict.given.v1' && event.data.signature !== undefined) {
      findings.add({ kind: 'chain-missing', ...at(stored) });
    } else if (chain === undefined || appendedAt <= chain.firstAt) told.beforeChain += 1;
    else findings.add({ kind: 'inserted', ...at(stored) });
  }

  function signature(stored: Judged<Extract<ProvenEvent, { type: 'verdict.given.v1' }>>): void {
    const { event } = stored;
    checked.verdicts += 1;
    if (event.data.signature === undefined) {
      if (signing.has(event.tenant)) findings.add({ kind: 'unsigned', ...at(stored) });
      else told.unsignedBefore += 1;
      return;
    }
    signing.add(event.tenant);
    checked.signed += 1;
    const state = verify?.(event);
    if (state === undefined) told.notVerified += 1;
    else if (state === 'invalid') findings.add({ kind: 'signature-invalid', ...at(stored) });
    else if (state === 'unknown-key') findings.add({ kind: 'signature-unknown-key', ...at(stored) });
  }

  /** Whether what it follows from may lie before what is left of the record. */
  function mayFollowFromBefore({ event, appendedAt }: Judged): boolean {
    const chain = index.chainOf(event.tenant);
    const cutAt = since ?? (chain !== undefined && chain.first > 1 ? chain.firstAt : undefined);
    return cutAt !== undefined && Date.parse(appendedAt) - Date.parse(cutAt) < followsWithinMs;
  }

  function approved(stored: Judged<Extract<ProvenEvent, { type: 'action.approved.v1' }>>): void {
    const { event, appendedAt } = stored;
    checked.approvedActions += 1;
    const found = trace.approved(event);
    if (found === 'action-of-another-decision') findings.add({ kind: found, ...at(stored) });
    if (found !== 'no-verdict') return;
    const row = index.rowOf({ tenant: event.tenant, id: event.data.verdictId });
    const mayHaveGone = row !== undefined && isGone(index.entries.marksOf(row));
    if (mayHaveGone || isPast('decisions', appendedAt) || mayFollowFromBefore(stored)) told.notTraced += 1;
    else findings.add({ kind: 'action-without-verdict', ...at(stored) });
  }

  return (stored: Judged): void => {
    const { event, stream } = stored;
    if (event.type === 'verdict.given.v1') trace.verdict(event);
    const early = isEarly(stored);
    const row = index.rowOf(event);
    if (row !== undefined) linked(stored, row);
    else if (!early) notLinked(stored);
    if (event.type === 'action.approved.v1' && early) trace.approved(event);
    if (early) return;
    checked[stream] += 1;
    if (event.type === 'verdict.given.v1') signature({ ...stored, event });
    else if (event.type === 'action.approved.v1') approved({ ...stored, event });
    else if (event.type === 'action.started.v1' || event.type === 'action.executed.v1') {
      if (trace.carriedOut(event) === 'traced') return;
      if (mayFollowFromBefore(stored)) told.notTraced += 1;
      else findings.add({ kind: 'started-without-approval', ...at(stored) });
    }
  };
}

/** Whether its texts are proven, erased, or in no proof at all. */
function tellTexts(event: ProvenEvent, told: { erased: number; withoutSalt: number }): void {
  if ('salt' in event.data && typeof event.data.salt === 'string') return;
  const texts = textsLeft(event);
  if (texts === 'erased') told.erased += 1;
  if (texts === 'bare') told.withoutSalt += 1;
}

function textsLeft(event: ProvenEvent): 'none' | 'erased' | 'bare' {
  const erased = JSON.stringify(eraseTexts(event, sha256).data);
  if (erased !== JSON.stringify(event.data)) return 'bare';
  return erased.includes('"sealed":"sha256:') || textFields.test(erased) ? 'erased' : 'none';
}

const textFields = /"(text|quote|title|comment|note|question)":"sha256:[0-9a-f]{64}"/;
