import { type Compared, type Judgement, judgements, type Standing, standings } from './compare.js';
import { type Difference, differences } from './differences.js';
import { isSuggestion, kindOf, type Recommendation } from './replayed.js';

type Counts<Name extends string> = Readonly<Record<Name, number>>;

/** `summary.json`. Numbers and names alone, nobody's words. */
export interface Summary {
  readonly id: string;
  /** False: it was ended before its time, and counts only what it came to. */
  readonly complete: boolean;
  readonly since: string;
  readonly until: string;
  /** What it was replayed with. */
  readonly with: ReplayedWith;
  readonly events: number;
  /** Facts that brought a recommendation. */
  readonly facts: number;
  readonly proposed: Readonly<Record<string, number>>;
  readonly withheld: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Facts that could not be recommended for, by error code. */
  readonly failed: Readonly<Record<string, number>>;
  /** What was to be reached and was not, with how often. */
  readonly refused: Readonly<Record<string, number>>;
  readonly compared?: ComparedCounts;
}

export interface ReplayedWith {
  readonly model: string;
  readonly prompt?: string;
  readonly policy: string;
  readonly rules: number;
  readonly knowledge: readonly string[];
  /** What is not as in the instance that was recorded. */
  readonly notes: readonly string[];
}

export interface ComparedCounts {
  /** Of a recorded and a replayed one, or of one that the other side lacks. */
  readonly pairs: number;
  /** Of the pairs that could be judged and whose fact had any recorded, those that are not the same: 0 to 1. */
  readonly changedShare: number;
  readonly standings: Counts<Standing>;
  readonly differences: Counts<Difference>;
  /** What became of the recorded one, by how it stands now. */
  readonly judged: Readonly<Partial<Record<Judgement, Counts<Standing>>>>;
  /** Recorded calls of tools that are not configured here, by tool: they count as no difference. */
  readonly missingTools: Readonly<Record<string, number>>;
  /** Mean over the replies and summaries whose words differ. */
  readonly distance?: number;
  /** Recorded ones whose words were erased since: they are not replayed. */
  readonly erased: number;
}

const none = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

const add = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** Counts as it goes, and holds nothing else. */
export function createTally() {
  const proposed: Record<string, number> = {};
  const withheld: Record<string, number> = {};
  const outcomes: Record<string, number> = {};
  const standing = none(standings);
  const differing = none(differences);
  const judged: Partial<Record<Judgement, Record<Standing, number>>> = {};
  const missingTools: Record<string, number> = {};
  const distance = { sum: 0, count: 0 };
  let [pairs, erased] = [0, 0];

  return {
    recommended(event: Recommendation): void {
      if (isSuggestion(event)) {
        add(proposed, kindOf(event));
        add(outcomes, event.data.outcome);
      } else {
        add(withheld, event.data.reason);
        if (event.data.reason === 'policy') add(outcomes, 'block');
      }
    },
    compared(line: Compared): void {
      pairs += 1;
      standing[line.standing] += 1;
      if (line.missingTool !== undefined) add(missingTools, line.missingTool);
      for (const each of line.differences) differing[each] += 1;
      if (line.distance !== undefined) {
        distance.sum += line.distance;
        distance.count += 1;
      }
      if (line.judged === undefined) return;
      const counts = judged[line.judged] ?? none(standings);
      counts[line.standing] += 1;
      judged[line.judged] = counts;
    },
    erased(): void {
      erased += 1;
    },
    counts: () => ({ proposed, withheld, outcomes }),
    comparison(): ComparedCounts {
      const known = pairs - standing.unrecorded - standing['not-judged'];
      const changed = known - standing.same;
      return {
        pairs,
        changedShare: known === 0 ? 0 : Number((changed / known).toFixed(4)),
        standings: standing,
        differences: differing,
        missingTools,
        judged: Object.fromEntries(judgements.flatMap((name) => (judged[name] ? [[name, judged[name]]] : []))),
        ...(distance.count > 0 && { distance: Number((distance.sum / distance.count).toFixed(3)) }),
        erased,
      };
    },
  };
}
