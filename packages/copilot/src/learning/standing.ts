import { type DecisionRecord, decidedBy, editOf } from './decision-record.js';
import { editClassOf } from './edit-class.js';

/** How people judged what was suggested. Verdicts of rules are nobody's judgement and are not counted. */
export interface Standing {
  readonly suggested: number;
  /** As it stood. */
  readonly approved: number;
  readonly edited: number;
  /** Of the edited ones, those by much: see docs/reference/metrics.md. */
  readonly heavilyEdited: number;
  /** In the reviewer's own words instead. */
  readonly responded: number;
  readonly rejected: number;
  /** Why rejected, by reason code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Mean distance of what was let through from what was suggested, 0 to 1; absent where nothing was. */
  readonly editDistance?: number;
}

export interface Tally {
  add(record: DecisionRecord): void;
  standing(): Standing;
}

export function createTally(): Tally {
  const kinds = new Map<string, number>();
  const reasons: Record<string, number> = {};
  let suggested = 0;
  let edits = 0;
  let heavy = 0;
  let distances = 0;
  const of = (kind: string): number => kinds.get(kind) ?? 0;
  return {
    add(record) {
      suggested += 1;
      const { verdict } = record.recommendation;
      if (verdict === undefined || decidedBy(record) !== 'person') return;
      kinds.set(verdict.kind, of(verdict.kind) + 1);
      const code = verdict.kind === 'reject' ? (verdict.reason?.code ?? 'none') : undefined;
      if (code !== undefined) reasons[code] = (reasons[code] ?? 0) + 1;
      const distance = editOf(record);
      if (distance === undefined) return;
      if (verdict.kind === 'edit' && editClassOf(distance) === 'heavilyEdited') heavy += 1;
      edits += 1;
      distances += distance;
    },
    standing: () => ({
      suggested,
      approved: of('approve'),
      edited: of('edit'),
      heavilyEdited: heavy,
      responded: of('respond'),
      rejected: of('reject'),
      reasons: { ...reasons },
      ...(edits > 0 && { editDistance: Math.round((distances / edits) * 1_000) / 1_000 }),
    }),
  };
}
