import type { Policy, PolicyOutcome, Proposal } from '@deskrail/contracts';
import type { Deciders, DryRunCase, Standing } from './dry-run.js';
import type { LimitCourse } from './dry-run-course.js';
import { type DecidersChange, decidersChanges, decidersKey } from './dry-run-deciders.js';
import { add, type Cases, type DryRunGroup, type ExampleOptions, groupOf } from './dry-run-group.js';
import { type JudgedCounts, judgedCounts } from './dry-run-judged.js';

export interface DryRunChange extends DryRunGroup {
  readonly from: Standing;
  readonly to: Standing;
  /** Of those that wait, by what held them. */
  readonly heldBy: Readonly<Record<string, number>>;
  readonly judged: JudgedCounts;
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
  /** Of what waited for people and would again: where others must decide, most first. */
  readonly deciders: readonly DecidersChange[];
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
  readonly waits: readonly (Deciders & { readonly count: number })[];
  /** Of conditions that could not be told, by what was wrong. */
  readonly errors: Readonly<Record<string, number>>;
}

const none = (): Record<Standing, number> => ({ auto: 0, show: 0, review: 0, block: 0 });

function changeOf(cases: Cases, given: ExampleOptions): DryRunChange {
  const [{ was: from, would: to }] = cases;
  const heldBy: Record<string, number> = {};
  for (const { heldBy: holder } of cases) if (holder !== undefined) add(heldBy, holder);
  const { kind, count, rules, examples } = groupOf(cases, given);
  return { kind, from, to, count, rules, heldBy, judged: judgedCounts(cases), examples };
}

function waitsOf(cases: readonly DryRunCase[]): DryRunReport['waits'] {
  const waits = new Map<string, Deciders & { count: number }>();
  for (const { would, wouldBeFor } of cases) {
    if (would !== 'review') continue;
    const key = decidersKey(wouldBeFor);
    const known = waits.get(key);
    if (known !== undefined) {
      known.count += 1;
      continue;
    }
    const { queue, role, reviewers, fourEyes } = wouldBeFor;
    waits.set(key, { queue, role, reviewers, fourEyes, count: 1 });
  }
  return [...waits.values()].sort((one, other) => other.count - one.count);
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
  given: ExampleOptions & {
    readonly policy: Policy;
    readonly limits: readonly LimitCourse[];
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
    deciders: decidersChanges(ordered, given),
    rules: policy.document.rules.map(({ id, outcome }) => ({
      ...{ id, outcome, matched: matched[id] ?? 0, errors: erred[id] ?? 0 },
      kept: kept.get(id) ?? {},
    })),
    limits: limits.map(({ limit, crossed, held, unknown }) => ({ id: limit.id, crossed, held, unknown })),
    ...{ waits: waitsOf(ordered), errors },
  };
}
