import type { Proposal } from '@deskrail/contracts';
import type { DryRunCase, Judged } from './dry-run.js';

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

/** Cases of one kind that the new policy treats alike. */
export interface DryRunGroup {
  readonly kind: Proposal['kind'];
  readonly count: number;
  /** By the rule of the new policy; `no rule` where none matched. */
  readonly rules: Readonly<Record<string, number>>;
  /** What people had against first: rejected, then edited most. */
  readonly examples: readonly DryRunExample[];
}

/** Never none: a group is made by its first case. */
export type Cases = readonly [DryRunCase, ...DryRunCase[]];

export interface ExampleOptions {
  /** At most, of each group. */
  readonly examples: number;
  readonly texts: boolean;
}

export const add = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

export function groupOf(cases: Cases, given: ExampleOptions): DryRunGroup {
  const rules: Record<string, number> = {};
  for (const { answer } of cases) add(rules, answer.rule ?? 'no rule');
  return { kind: cases[0].kind, count: cases.length, rules, examples: worstOf(cases, given) };
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
function worstOf(cases: readonly DryRunCase[], { examples, texts }: ExampleOptions): readonly DryRunExample[] {
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
