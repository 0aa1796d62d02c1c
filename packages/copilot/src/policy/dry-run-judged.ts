import { heavyEditFrom } from '../learning/edit-class.js';
import type { DryRunCase, Judged } from './dry-run.js';

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

export interface DryRunExample {
  readonly recommendationId: string;
  readonly tenant: string;
  readonly conversation?: string;
  readonly at: string;
  readonly confidence: number;
  readonly risk?: string;
  readonly rule?: string;
  readonly heldBy?: string;
  readonly error?: string;
  readonly judged: Judged;
  /** What it answers, where that is recorded with it. */
  readonly question?: string;
  /** The fact that tells what it answers. */
  readonly fact?: string;
  readonly text?: string;
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
    if (how === 'rejected') rejectedCodes[code ?? 'no code'] = (rejectedCodes[code ?? 'no code'] ?? 0) + 1;
  }
  const sum = distances.reduce((total, one) => total + one, 0);
  const meanDistance = distances.length === 0 ? undefined : sum / distances.length;
  return { ...counts, ...edits, rejectedCodes, meanDistance };
}

/** How much people had against it: what is read first. */
function against({ judged: { how, distance = 0.5 } }: DryRunCase): number {
  if (how === 'rejected') return 3;
  if (how === 'own-words') return 2;
  return how === 'edited' ? 1 + distance : 0;
}

/** Conversations of some desks are named by people’s addresses: told where texts are. */
const exampleOf = (one: DryRunCase, texts: boolean): DryRunExample => ({
  ...{ recommendationId: one.id, tenant: one.tenant, at: new Date(one.ms).toISOString(), confidence: one.confidence },
  ...(texts && one.conversation !== undefined && { conversation: one.conversation }),
  ...(one.risk !== undefined && { risk: one.risk }),
  ...(one.answer.rule !== undefined && { rule: one.answer.rule }),
  ...(one.heldBy !== undefined && { heldBy: one.heldBy }),
  ...(one.answer.error !== undefined && { error: one.answer.error }),
  ...(one.question !== undefined && { question: one.question }),
  ...(one.fact !== undefined && { fact: one.fact }),
  ...(one.text !== undefined && { text: one.text }),
  judged: one.judged,
});

/** What people had against first, in the order of time where it is as much. A group may hold all of a long history. */
export function worstOf(
  cases: readonly DryRunCase[],
  { examples, texts }: { readonly examples: number; readonly texts: boolean },
): readonly DryRunExample[] {
  const worst: DryRunCase[] = [];
  for (const one of cases) {
    const least = worst.at(-1);
    if (worst.length === examples && (least === undefined || against(least) >= against(one))) continue;
    const at = worst.findIndex((other) => against(other) < against(one));
    worst.splice(at === -1 ? worst.length : at, 0, one);
    if (worst.length > examples) worst.pop();
  }
  return worst.map((one) => exampleOf(one, texts));
}
