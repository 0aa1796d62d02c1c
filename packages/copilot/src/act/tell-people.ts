import {
  type ActionParameters,
  type Conversation,
  type EscalationProposal,
  type LedgerEntry,
  type Proposal,
  proposalHash,
  type RecommendationView,
  type ReviewNeed,
  recommendationIdOf,
  type Suggestion,
  type UnitOfWork,
} from '@deskrail/contracts';
import { placeOfRecommendation, suggestedEvent, supersededEvent } from '../recommendation-events.js';
import { defaultNeed, isRoleEnough, queueOf } from '../review/verdict/terms.js';
import { newSalt } from '../salt.js';
import { afterActionFlags, supersedingOf } from '../staleness.js';
import { inPlaceOf, needAgain, returnedEvent, returnedIdOf } from './return-to-review.js';

type CameTo = 'failed' | 'uncertain';

/** Saying it once more cannot help: the customer wants no more of it. */
const hopeless: ReadonlySet<string> = new Set(['opted-out']);
const noticeAfterMs = 3_600_000;
const expiryMs = 7 * 86_400_000;

/**
 * In the transaction that records it: an action that failed for good, late or at once, and one of which nobody knows what
 * it did, are put before people. What failed is proposed again as far as it was not done, once; where that makes no sense
 * (the conversation went on, it failed before, or it may have been done) somebody is asked to look. Saying it again
 * changes nothing.
 */
export async function tellPeople(unit: UnitOfWork, actionId: string): Promise<void> {
  const entry = await unit.action(actionId);
  const to = entry && cameTo(entry);
  if (entry === undefined || to === undefined) return;
  const view = await unit.recommendation(entry.view.recommendationId);
  const conversation = await unit.conversation();
  if (view === undefined || conversation === undefined || conversation.deleted === 'permanent') return;
  if (to === 'failed' && (await proposeAgain(unit, entry, view, conversation))) return;
  await askToLook(unit, entry, view, to);
}

/** The desk refused what it has newer words than, and we do not know them: nothing else would tell anybody. */
function cameTo({ view: { status, code } }: LedgerEntry): CameTo | undefined {
  if (status === 'cancelled' && code === 'stale') return 'failed';
  return status === 'failed' || status === 'uncertain' ? status : undefined;
}

/** `false`: it makes no sense as it is. */
async function proposeAgain(
  unit: UnitOfWork,
  entry: LedgerEntry,
  view: RecommendationView,
  conversation: Conversation,
): Promise<boolean> {
  const { code = 'failed', undoes } = entry.view;
  if (undoes !== undefined || hopeless.has(code) || view.flags?.some((flag) => afterActionFlags.has(flag)))
    return false;
  const approved = entry.verdict?.data.final;
  if (approved === undefined) return false;
  const proposal = leftOf(approved, await unit.actionsOf(entry.view.verdictId), entry);
  const finding = { flag: 'action-failed', detail: code };
  const here = { ...view, kind: proposal.kind, flags: [finding.flag] };
  if (supersedingOf(here, conversation)) return false;
  const open = await unit.openRecommendations();
  // What is open of the kind is newer than what failed, and stands.
  if (open.some(({ kind }) => kind === proposal.kind)) return false;
  const recommendationId = await returnedIdOf(view);
  if ((await unit.recommendation(recommendationId)) !== undefined) return true;
  const hash = await proposalHash(proposal, view.evidence ?? []);
  const need = needAgain(view, undefined, unit.now);
  const { policyVersion } = view;
  const suggested = returnedEvent(view, { recommendationId, proposal, hash, need, finding, policyVersion }, unit.now);
  if (suggested === undefined) return false;
  await unit.emit(suggested);
  return true;
}

/** What was approved, without what has been done of it: a note is not left twice. */
function leftOf(approved: Proposal, siblings: readonly LedgerEntry[], failed: LedgerEntry): Proposal {
  const done = siblings.filter(({ view }) => view.status === 'executed' && view.id !== failed.view.id);
  const isDone = (kind: ActionParameters['kind']) => done.some(({ view }) => view.parameters.kind === kind);
  if (done.length === 0) return approved;
  if (approved.kind === 'escalation') {
    const { note, priority, ...rest } = approved;
    return {
      ...rest,
      ...(note !== undefined && !isDone('post-note') && { note }),
      ...(priority !== undefined && !isDone('set-priority') && { priority }),
    };
  }
  if (approved.kind !== 'classification') return approved;
  const { addTags, removeTags, priority, assignee, group, status, ...rest } = approved;
  return {
    ...rest,
    ...(!isDone('set-tags') && { ...(addTags && { addTags }), ...(removeTags && { removeTags }) }),
    ...(priority !== undefined && !isDone('set-priority') && { priority }),
    ...(!isDone('assign') && { ...(assignee !== undefined && { assignee }), ...(group !== undefined && { group }) }),
    ...(status !== undefined && !isDone('set-status') && { status }),
  };
}

const what: Readonly<Record<ActionParameters['kind'], string>> = {
  'post-reply': 'reply',
  'post-note': 'note',
  'set-tags': 'change of tags',
  'set-priority': 'change of the priority',
  'set-status': 'change of the status',
  assign: 'assignment',
  'call-tool': 'call of a tool',
};

/** No word of a person's. */
const whyOf = ({ view }: LedgerEntry, to: CameTo): string =>
  to === 'failed'
    ? `An approved ${what[view.parameters.kind]} failed (${view.code ?? 'failed'}): the customer has nothing of it.`
    : `Nobody knows whether an approved ${what[view.parameters.kind]} was carried out: look at the desk, and say at the action what became of it.`;

const noticeIdOf = ({ view }: LedgerEntry, to: CameTo): Promise<string> =>
  recommendationIdOf({ tenant: view.tenant, about: `${to}/${view.id}`, kind: 'escalation', pipelineVersion: 'act/1' });

/** An escalation that brings nothing to the desk by itself; one that is open stays part of it. */
async function askToLook(unit: UnitOfWork, entry: LedgerEntry, view: RecommendationView, to: CameTo): Promise<void> {
  const recommendationId = await noticeIdOf(entry, to);
  if ((await unit.recommendation(recommendationId)) !== undefined) return;
  const open = await unit.openRecommendations();
  const older = open.find(({ kind }) => kind === 'escalation');
  const standing = older?.proposal?.kind === 'escalation' ? older.proposal : undefined;
  const need = needToLook(needAgain(view, undefined, unit.now), standing && older);
  const why = whyOf(entry, to);
  const proposal: EscalationProposal = {
    ...(standing ?? { kind: 'escalation', to: need.queue }),
    why: standing === undefined ? why : `${why} ${standing.why}`.slice(0, 1_024),
  };
  const later = (ms: number) => new Date(Date.parse(unit.now) + ms).toISOString();
  const flag = `action-${to}`;
  const data: Suggestion['data'] = {
    recommendationId,
    about: view.about,
    hash: await proposalHash(proposal, []),
    seen: conversationFacts(await unit.conversation()),
    evidence: [],
    confidence: 1,
    flags: [...new Set([flag, ...(older?.flags ?? [])])].slice(0, 50),
    findings: [{ flag, detail: entry.view.code ?? to }, ...(older?.findings ?? [])].slice(0, 200),
    risk: 'high',
    outcome: 'review',
    need: { ...need, dueAt: later(noticeAfterMs) },
    ...(standing && older?.policyFacts !== undefined && { policyFacts: older.policyFacts }),
    ...(standing && older?.requestedBy !== undefined && { requestedBy: older.requestedBy }),
    expiresAt: later(expiryMs),
    pipeline: 'act/1',
    model: { name: 'ledger', version: '1' },
    salt: newSalt(),
    proposal,
  };
  const suggested = suggestedEvent(placeOfRecommendation(view), data, { at: unit.now, by: 'system/executor' });
  for (const event of inPlaceOf(open, suggested, unit.now)) await unit.emit(event);
}

/** Anybody may look. What an open escalation proposes is let go by whom it takes, wherever it stands written. */
function needToLook({ queue }: ReviewNeed, standing: RecommendationView | undefined): ReviewNeed {
  const { role, reviewers, fourEyes } = standing?.need ?? defaultNeed;
  const isMore = !isRoleEnough('reviewer', role) || reviewers > 1 || fourEyes;
  return {
    role: isRoleEnough('reviewer', role) ? 'reviewer' : role,
    queue: standing !== undefined && isMore ? queueOf(standing) : queue,
    reviewers,
    fourEyes,
  };
}

const conversationFacts = (conversation: Conversation | undefined): string[] => [...(conversation?.facts ?? [])];

/** Nobody need look any more: it is known now what became of the action. Another ground to look stands. */
export async function settleNotice(unit: UnitOfWork, actionId: string): Promise<void> {
  const entry = await unit.action(actionId);
  if (entry === undefined || entry.view.status === 'uncertain') return;
  const notice = await unit.recommendation(await noticeIdOf(entry, 'uncertain'));
  const own = notice?.proposal?.kind === 'escalation' && notice.proposal.why === whyOf(entry, 'uncertain');
  if (notice?.status !== 'open' || !own) return;
  await unit.emit(supersededEvent(notice, { reason: 'answered', by: actionId }, unit.now));
}
