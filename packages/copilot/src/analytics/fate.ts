import { editClassOf } from '../learning/edit-class.js';
import type { Made, RecommendationRecord, VerdictRecord } from './recommendation-record.js';

/** What became of a suggestion. Each has exactly one fate. */
export const fates = [
  'shown',
  'automatic',
  'acceptedAsIs',
  'lightlyEdited',
  'heavilyEdited',
  'editedUnmeasured',
  'ownWords',
  'rejected',
  'expired',
  'superseded',
  'open',
] as const;
export type Fate = (typeof fates)[number];

/** The verdict that decided: the first, should there be two. */
export const decidedBy = ({ verdicts }: RecommendationRecord): VerdictRecord | undefined =>
  verdicts.find(({ decides }) => decides);

/** Of a suggestion, not of what was withheld. */
export function fateOf(record: RecommendationRecord, made: Made, nowMs: number): Fate {
  const verdict = decidedBy(record);
  if (verdict?.byRule) return verdict.kind === 'reject' ? 'rejected' : 'automatic';
  if (verdict?.kind === 'reject') return 'rejected';
  if (verdict?.kind === 'respond') return 'ownWords';
  if (verdict !== undefined) return editClassOf(distanceOf(record, verdict));
  if (made.outcome === 'show') return 'shown';
  if (record.ended !== undefined) return record.ended.how;
  return made.expiresMs !== undefined && made.expiresMs <= nowMs ? 'expired' : 'open';
}

/**
 * How far what a person let through is from what was suggested: as the edit says, their own or that of a colleague whose
 * words they agreed to; of several one after the other, whoever changed most. 0 where nobody edited; `undefined` where no
 * edit says.
 */
export function distanceOf({ verdicts }: RecommendationRecord, decision: VerdictRecord): number | undefined {
  const edits = verdicts.filter(({ kind, ms }) => kind === 'edit' && ms <= decision.ms);
  if (edits.length === 0) return 0;
  const measured = edits.flatMap(({ distance }) => distance ?? []);
  return measured.length === 0 ? undefined : Math.max(...measured);
}

/** The queue where it was decided, or where it waits. */
export function queueOf({ routes }: RecommendationRecord, made: Made): string {
  return routes.findLast(({ queue }) => queue !== undefined)?.queue ?? made.queue;
}

/** By when somebody should have decided. */
export function dueOf({ routes }: RecommendationRecord, made: Made): number | undefined {
  return routes.findLast(({ dueMs }) => dueMs !== undefined)?.dueMs ?? made.dueMs;
}

/** Whether people decided in time; `undefined` where none had to, nothing was due, or there is still time. */
export function isDecidedInTime(record: RecommendationRecord, made: Made, nowMs: number): boolean | undefined {
  const dueMs = dueOf(record, made);
  const verdict = decidedBy(record);
  if (dueMs === undefined || made.outcome !== 'review' || verdict?.byRule) return undefined;
  if (verdict !== undefined) return verdict.ms <= dueMs;
  // Superseded in time, nobody had to decide any more; expired in time, they had.
  if (record.ended?.how === 'superseded' && record.ended.ms <= dueMs) return undefined;
  return dueMs < nowMs || record.ended?.how === 'expired' ? false : undefined;
}
