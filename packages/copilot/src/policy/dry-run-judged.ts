import { heavyEditFrom } from '../learning/edit-class.js';
import type { DryRunCase } from './dry-run.js';
import { add } from './dry-run-group.js';

/** How people had judged drafts. */
export interface JudgedCounts {
  asIs: number;
  lightlyEdited: number;
  heavilyEdited: number;
  /** Edited, and by how much was not recorded. */
  editedUnmeasured: number;
  /** Of those edited whose distance was recorded. */
  meanDistance: number | undefined;
  ownWords: number;
  rejected: number;
  rejectedCodes: Readonly<Record<string, number>>;
  expired: number;
  superseded: number;
  waiting: number;
  /** Nobody judged it: a rule let it go, or blocked it. */
  nobody: number;
}

export function judgedCounts(cases: readonly DryRunCase[]): JudgedCounts {
  const counts = { asIs: 0, ownWords: 0, rejected: 0, expired: 0, superseded: 0, waiting: 0, nobody: 0 };
  const edits = { lightlyEdited: 0, heavilyEdited: 0, editedUnmeasured: 0 };
  const rejectedCodes: Record<string, number> = {};
  const distances: number[] = [];
  const names = { 'as-is': 'asIs', 'own-words': 'ownWords' } as const;
  for (const { judged } of cases) {
    const { how, distance, code } = judged;
    if (how === 'edited') {
      if (distance === undefined) edits.editedUnmeasured += 1;
      else {
        distances.push(distance);
        edits[distance >= heavyEditFrom ? 'heavilyEdited' : 'lightlyEdited'] += 1;
      }
    } else counts[how === 'as-is' || how === 'own-words' ? names[how] : how] += 1;
    if (how === 'rejected') add(rejectedCodes, code ?? 'no code');
  }
  const sum = distances.reduce((total, one) => total + one, 0);
  const meanDistance = distances.length === 0 ? undefined : sum / distances.length;
  return { ...counts, ...edits, rejectedCodes, meanDistance };
}
