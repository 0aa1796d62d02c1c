import type { Deciders, DryRunCase } from './dry-run.js';
import { type Cases, type DryRunGroup, type ExampleOptions, groupOf } from './dry-run-group.js';

/** What people decide either way, and others than before, or more or fewer of them. */
export interface DecidersChange extends DryRunGroup {
  readonly from: Deciders;
  readonly to: Deciders;
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
export function decidersChanges(cases: readonly DryRunCase[], given: ExampleOptions): readonly DecidersChange[] {
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

function changeOf(cases: Cases, given: ExampleOptions): DecidersChange {
  const [{ wasFor, wouldBeFor }] = cases;
  const { role, queue, reviewers, fourEyes } = wouldBeFor;
  const to = { role, queue, reviewers, fourEyes };
  const { kind, ...group } = groupOf(cases, given);
  return { kind, from: wasFor ?? to, to, ...group };
}
