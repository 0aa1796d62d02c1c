import type { CaseStatus, Fact } from '@deskrail/contracts';
import { type At, isBefore, msOf, place } from './placed.js';

interface StatusChange extends At {
  readonly current: CaseStatus;
  readonly previous: CaseStatus | null;
}

interface Target extends At {
  /** When it would be missed; `undefined`: cleared. */
  readonly targetMs: number | undefined;
}

type Rating = 'good' | 'bad' | 'other';

/** What the facts of one case say that numbers are made of; times by the desk’s clock. No text, nobody’s name. */
export interface CaseRecord {
  /** Told by its opening, which goes before what a later reading of the desk found. */
  opened: (At & { readonly byCustomer: boolean }) | undefined;
  openedRead: number | undefined;
  /** The first public replies, whoever wrote them. */
  readonly replies: At[];
  /** The actions of ours that wrote public replies. */
  readonly replyActions: string[];
  /** A public reply was written by somebody else than an action of ours. */
  byOthers: boolean;
  readonly statuses: StatusChange[];
  readonly targets: { readonly 'next-breach': Target[]; readonly due: Target[] };
  csat: (At & { readonly rating: Rating }) | undefined;
  /** Merged into another one, or deleted: counted nowhere. */
  gone: boolean;
}

export const newCase = (): CaseRecord => ({
  ...{ opened: undefined, openedRead: undefined, replies: [], replyActions: [], byOthers: false, statuses: [] },
  ...{ targets: { 'next-breach': [], due: [] }, csat: undefined, gone: false },
});

/** Later ones change nothing that is counted. */
const repliesAtMost = 4;
const changesAtMost = 32;
export const replyActionsAtMost = 16;

/** Facts that a case’s record is made of; what else there is needs none. */
export function isOfCase(fact: Fact): boolean {
  if (!fact.subject.startsWith('conversation:')) return false;
  if (fact.type === 'message.sent.v1') return isPublicReply(fact);
  return caseTypes.has(fact.type);
}

const caseTypes: ReadonlySet<string> = new Set<Fact['type']>([
  'case.opened.v1',
  'case.status-changed.v1',
  'case.state-observed.v1',
  'case.merged.v1',
  'case.deleted.v1',
  'sla.changed.v1',
  'csat.received.v1',
]);

const isPublicReply = ({ data }: Extract<Fact, { type: 'message.sent.v1' }>): boolean =>
  data.visibility === 'public' && data.author.kind !== 'customer' && data.author.kind !== 'system';

/** Take a fact in. The same facts in any order, and any of them twice, make the same record. */
export function addFact(record: CaseRecord, fact: Fact): void {
  const ms = msOf(fact.time);
  if (ms === undefined) return;
  const at: At = { ms, id: fact.id };
  switch (fact.type) {
    case 'case.opened.v1': {
      const opened = { ...at, byCustomer: isByCustomer(fact.data) };
      if (record.opened === undefined || isBefore(opened, record.opened)) record.opened = opened;
      place(record.statuses, { ...at, current: fact.data.status, previous: null }, changesAtMost);
      return;
    }
    case 'case.status-changed.v1':
      place(record.statuses, { ...at, current: fact.data.current, previous: fact.data.previous }, changesAtMost);
      return;
    case 'case.state-observed.v1':
      observe(record, fact.data, at);
      return;
    case 'message.sent.v1':
      if (isPublicReply(fact)) reply(record, fact.data.actionId, at);
      return;
    case 'sla.changed.v1':
      aim(record, fact.data, at);
      return;
    case 'csat.received.v1':
      if (record.csat === undefined || isBefore(record.csat, at)) record.csat = { ...at, rating: fact.data.rating };
      return;
    case 'case.merged.v1':
      if (fact.data.side === 'source') record.gone = true;
      return;
    case 'case.deleted.v1':
      record.gone = true;
  }
}

type Data<Type extends Fact['type']> = Extract<Fact, { type: Type }>['data'];

/** A case that staff opened begins with their own words: nobody waits for a first response. */
const isByCustomer = ({ requester, submitter }: Data<'case.opened.v1'>): boolean =>
  [requester, submitter].every((who) => who === undefined || who.kind === 'customer' || who.kind === 'unknown');

function observe(record: CaseRecord, { status, openedAt }: Data<'case.state-observed.v1'>, at: At): void {
  if (status !== undefined) place(record.statuses, { ...at, current: status, previous: null }, changesAtMost);
  const ms = msOf(openedAt);
  if (ms === undefined) return;
  record.openedRead = Math.min(record.openedRead ?? ms, ms);
}

function reply(record: CaseRecord, actionId: string | undefined, at: At): void {
  place(record.replies, at, repliesAtMost);
  if (actionId === undefined) record.byOthers = true;
  else if (!record.replyActions.includes(actionId)) {
    // One more than is looked at says that there are too many.
    if (record.replyActions.length <= replyActionsAtMost) record.replyActions.push(actionId);
  }
}

function aim(record: CaseRecord, { what, current }: Data<'sla.changed.v1'>, at: At): void {
  if (what !== 'next-breach' && what !== 'due') return;
  const targetMs = msOf(current ?? undefined);
  if (current === null || targetMs !== undefined) place(record.targets[what], { ...at, targetMs }, changesAtMost);
}

/** When the case began, as far as the stream tells. */
export const openedAt = ({ opened, openedRead }: CaseRecord): number | undefined => opened?.ms ?? openedRead;
