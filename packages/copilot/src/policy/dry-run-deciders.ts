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

const keyOf = ({ role, queue, reviewers, fourEyes }: Deciders): string => `${role} ${reviewers} ${fourEyes} ${queue}`;

/** Of what waited for people and would have waited again: for whom it waits otherwise, the most frequent change first. */
export function decidersChanges(
  cases: readonly DryRunCase[],
  given: { readonly examples: number; readonly texts: boolean },
): readonly DecidersChange[] {
  const groups = new Map<string, [DryRunCase, ...DryRunCase[]]>();
  for (const one of cases) {
    const { kind, would, wasFor, wouldBeFor } = one;
    if (wasFor === undefined || would !== 'review') continue;
    const [was, is] = [keyOf(wasFor), keyOf(wouldBeFor)];
    if (was === is) continue;
    const key = `${kind}\n${was}\n${is}`;
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
