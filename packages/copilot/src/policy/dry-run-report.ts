import type { Policy, PolicyOutcome, Proposal, ReviewRole } from '@deskrail/contracts';
import { heavyEditFrom } from '../learning/edit-class.js';
import type { DryRunCase, Judged, Standing } from './dry-run.js';
import type { LimitCourse } from './dry-run-course.js';

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

export interface DryRunChange {
  readonly kind: Proposal['kind'];
  readonly from: Standing;
  readonly to: Standing;
  readonly count: number;
  /** By the rule of the new policy; `no rule` where none matched. */
  readonly rules: Readonly<Record<string, number>>;
  /** Of those that wait, by what held them. */
  readonly heldBy: Readonly<Record<string, number>>;
  readonly judged: JudgedCounts;
  /** What people had against first: rejected, then edited most. */
  readonly examples: readonly DryRunExample[];
}

export interface DryRunReport {
  readonly policy: { readonly version: string; readonly rules: number };
  readonly recommendations: number;
  /** Withheld before any policy was asked, such as for want of evidence. */
  readonly unasked: number;
  readonly from?: string;
  readonly to?: string;
  readonly byKind: readonly {
    readonly kind: Proposal['kind'];
    readonly was: Readonly<Record<Standing, number>>;
    readonly would: Readonly<Record<Standing, number>>;
  }[];
  readonly changes: readonly DryRunChange[];
  /** In the file's order: how often each was the first to match, and how often it could not be told. */
  readonly rules: readonly {
    readonly id: string;
    readonly outcome: PolicyOutcome;
    readonly matched: number;
    readonly errors: number;
    /** Of those matched, what it lets go and people would have got all the same, by why: flags, limits, holds. */
    readonly kept: Readonly<Record<string, number>>;
  }[];
  readonly limits: readonly {
    readonly id: string;
    readonly crossed: number;
    readonly held: number;
    /** Drafts that it could not be counted for, as the record does not say whose they are. */
    readonly unknown: number;
  }[];
  /** What people would have to decide. */
  readonly waits: readonly {
    readonly queue: string;
    readonly role: ReviewRole;
    readonly reviewers: number;
    readonly count: number;
  }[];
  /** Of conditions that could not be told, by what was wrong. */
  readonly errors: Readonly<Record<string, number>>;
}

const none = (): Record<Standing, number> => ({ auto: 0, show: 0, review: 0, block: 0 });

const add = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

function judgedCounts(cases: readonly DryRunCase[]): JudgedCounts {
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

function changeOf(
  cases: readonly [DryRunCase, ...DryRunCase[]],
  { examples, texts }: { readonly examples: number; readonly texts: boolean },
): DryRunChange {
  const [{ kind, was: from, would: to }] = cases;
  const rules: Record<string, number> = {};
  const heldBy: Record<string, number> = {};
  for (const { answer, heldBy: holder } of cases) {
    add(rules, answer.rule ?? 'no rule');
    if (holder !== undefined) add(heldBy, holder);
  }
  const worst = [...cases].sort((one, other) => against(other) - against(one)).slice(0, examples);
  return {
    ...{ kind, from, to, count: cases.length, rules, heldBy },
    judged: judgedCounts(cases),
    examples: worst.map((one) => exampleOf(one, texts)),
  };
}

function waitsOf(cases: readonly DryRunCase[]): DryRunReport['waits'] {
  const counts: Record<string, number> = {};
  for (const { would, answer } of cases) {
    const { queue, role, reviewers } = answer.review;
    if (would === 'review') add(counts, JSON.stringify([queue, role, reviewers]));
  }
  return Object.entries(counts)
    .map(([key, count]) => {
      const [queue, role, reviewers] = JSON.parse(key) as [string, ReviewRole, number];
      return { queue, role, reviewers, count };
    })
    .sort((one, other) => other.count - one.count);
}

/** Counts why what a rule lets go would not have gone. */
function keptFor(
  { answer, would, heldBy, flags }: DryRunCase,
  outcome: PolicyOutcome | undefined,
  kept: Map<string, Record<string, number>>,
): void {
  const { rule = '' } = answer;
  if ((outcome !== 'auto' && outcome !== 'show') || would !== 'review') return;
  const counts = kept.get(rule) ?? {};
  kept.set(rule, counts);
  add(counts, heldBy ?? flags[0] ?? (outcome === 'auto' ? 'a chatbot asked' : 'no chatbot asked'));
}

/** All of it in figures, with what differs first. */
export function reportOf(
  ordered: readonly DryRunCase[],
  given: {
    readonly policy: Policy;
    readonly limits: readonly LimitCourse[];
    readonly examples: number;
    readonly texts: boolean;
    readonly unasked: number;
  },
): DryRunReport {
  const { policy, limits, unasked } = given;
  const kinds = new Map<Proposal['kind'], { was: Record<Standing, number>; would: Record<Standing, number> }>();
  const groups = new Map<string, [DryRunCase, ...DryRunCase[]]>();
  const errors: Record<string, number> = {};
  const matched: Record<string, number> = {};
  const erred: Record<string, number> = {};
  const kept = new Map<string, Record<string, number>>();
  const outcomes = new Map(policy.document.rules.map(({ id, outcome }) => [id, outcome]));
  for (const one of ordered) {
    const { kind, was, would, answer } = one;
    const row = kinds.get(kind) ?? { was: none(), would: none() };
    kinds.set(kind, row);
    row.was[was] += 1;
    row.would[would] += 1;
    if (answer.rule !== undefined) {
      add(matched, answer.rule);
      keptFor(one, outcomes.get(answer.rule), kept);
    }
    if (answer.error !== undefined) {
      add(errors, answer.error);
      add(erred, answer.error.slice(0, answer.error.indexOf(':')));
    }
    if (was === would) continue;
    const key = `${kind} ${was} ${would}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const [first, last] = [ordered[0], ordered.at(-1)];
  return {
    policy: { version: policy.version, rules: policy.rules },
    ...{ recommendations: ordered.length, unasked },
    ...(first !== undefined && { from: new Date(first.ms).toISOString() }),
    ...(last !== undefined && { to: new Date(last.ms).toISOString() }),
    byKind: [...kinds].map(([kind, row]) => ({ kind, ...row })),
    changes: [...groups.values()].map((cases) => changeOf(cases, given)).sort((a, b) => b.count - a.count),
    rules: policy.document.rules.map(({ id, outcome }) => ({
      ...{ id, outcome, matched: matched[id] ?? 0, errors: erred[id] ?? 0 },
      kept: kept.get(id) ?? {},
    })),
    limits: limits.map(({ limit, crossed, held, unknown }) => ({ id: limit.id, crossed, held, unknown })),
    ...{ waits: waitsOf(ordered), errors },
  };
}
