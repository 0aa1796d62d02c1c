import type { Proposal } from '@deskrail/contracts';
import type { Deciders, DryRunCase } from './dry-run.js';
import { type DryRunExample, worstOf } from './dry-run-judged.js';

/** What people decide either way, and others than before, or more or fewer of them. */
export interface DecidersChange {
  readonly kind: Proposal['kind'];
  readonly from: Deciders;
  readonly to: Deciders;
  readonly count: number;
  /** By the rule of the new policy; `no rule` where none matched. */
  readonly rules: Readonly<Record<string, number>>;
  /** What people had against first. */
  readonly examples: readonly DryRunExample[];
}

/** The same for the same people. */
export const decidersKey = ({ role, queue, reviewers, fourEyes }: Deciders): string =>
  `${role} ${reviewers} ${fourEyes} ${queue}`;

const areSame = (one: Deciders, other: Deciders): boolean =>
  one.role === other.role &&
  one.queue === other.queue &&
  one.reviewers === other.reviewers &&
  one.fourEyes === other.fourEyes;

/** Of what waited for people and would have waited again: for whom it waits otherwise, the most frequent change first. */
export function decidersChanges(
  cases: readonly DryRunCase[],
  given: { readonly examples: number; readonly texts: boolean },
): readonly DecidersChange[] {
  const groups = new Map<string, [DryRunCase, ...DryRunCase[]]>();
  for (const one of cases) {
    const { kind, would, wasFor, wouldBeFor } = one;
    if (wasFor === undefined || would !== 'review' || areSame(wasFor, wouldBeFor)) continue;
    const key = `${kind}\n${decidersKey(wasFor)}\n${decidersKey(wouldBeFor)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].map((group) => changeOf(group, given)).sort((one, other) => other.count - one.count);
}

function changeOf(
  cases: readonly [DryRunCase, ...DryRunCase[]],
  given: { readonly examples: number; readonly texts: boolean },
): DecidersChange {
  const [{ kind, wasFor, wouldBeFor }] = cases;
  const { role, queue, reviewers, fourEyes } = wouldBeFor;
  const to = { role, queue, reviewers, fourEyes };
  const rules: Record<string, number> = {};
  for (const { answer } of cases) {
    const rule = answer.rule ?? 'no rule';
    rules[rule] = (rules[rule] ?? 0) + 1;
  }
  return { kind, from: wasFor ?? to, to, count: cases.length, rules, examples: worstOf(cases, given) };
}
