import { type DeskrailEvent, type PolicyLimit, reviewRoles, type VerdictGiven } from '@deskrail/contracts';

/** The limits of a policy by its version; undefined where that policy is not at hand. */
export type LimitsOf = (version: string | undefined) => readonly PolicyLimit[] | undefined;

/** What people's verdicts spend, and whether that went beyond a limit: from what verdicts count, in the order of the log. */
export interface Spending {
  take(event: DeskrailEvent, isTold: boolean): void;
  /** By verdict: a line for each limit that it counts toward. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

interface Spent {
  readonly tenant: string;
  readonly ms: number;
  readonly counts: NonNullable<VerdictGiven['data']['counts']>;
  /** Whether each of its actions ended without a start. */
  readonly actions: Map<string, boolean>;
}

/** Verdicts that are counted; of more, the first are let go. */
const verdictsAtMost = 200_000;

export function createSpending(limitsOf: LimitsOf): Spending {
  const verdicts = new Map<string, Spent>();
  const verdictOf = new Map<string, string>();
  const lines = new Map<string, readonly string[]>();

  function usedBefore(of: VerdictGiven, limit: PolicyLimit, whose: string): number {
    const untilMs = Date.parse(of.time);
    let used = 0;
    for (const { tenant, ms, counts, actions } of verdicts.values()) {
      if (tenant !== of.tenant || ms <= untilMs - limit.withinSeconds * 1_000) continue;
      if (actions.size > 0 && [...actions.values()].every((unstarted) => unstarted)) continue;
      for (const one of counts) if (one.per === limit.per && one.of === whose) used += one.amount;
    }
    return used;
  }

  function tell(event: VerdictGiven, counts: Spent['counts']): readonly string[] {
    const { policyversion, data } = event;
    const limits = limitsOf(policyversion);
    if (limits === undefined) {
      return [
        `Spends ${counts[0]?.amount}; which limits there were is not known: its policy is not the one configured now`,
      ];
    }
    return limits.flatMap((limit) => {
      const { id, most, per, withinSeconds, beyond, tenant } = limit;
      const own = counts.find((one) => one.per === per);
      if (limit.counts !== 'spend' || own === undefined || (tenant !== undefined && tenant !== event.tenant)) return [];
      const sum = rounded(usedBefore(event, limit, own.of) + own.amount);
      const spent = `with this, ${sum} of ${most} spent per ${per} in ${spanWords(withinSeconds)}`;
      // Who may not go beyond was refused: then something that counted then counts no more.
      const may = data.role !== undefined && rank(data.role) >= rank(beyond.role);
      return sum > most && may
        ? [`BEYOND THE LIMIT ${id}: ${spent}. As ${data.role} they may; it takes ${beyond.role}`]
        : [`Limit ${id}: ${spent}`];
    });
  }

  return {
    lines,
    take(event, isTold) {
      switch (event.type) {
        case 'verdict.given.v1': {
          const { verdictId, reviewer, counts: all = [] } = event.data;
          const counts = all.filter((one) => one.counts === 'spend');
          if (counts.length === 0 || verdicts.has(verdictId)) return;
          if (isTold && !reviewer.startsWith('rule/')) lines.set(verdictId, tell(event, counts));
          verdicts.set(verdictId, { tenant: event.tenant, ms: Date.parse(event.time), counts, actions: new Map() });
          const [first] = verdicts.keys();
          if (verdicts.size > verdictsAtMost && first !== undefined) verdicts.delete(first);
          return;
        }
        case 'action.approved.v1': {
          const { actionId, verdictId } = event.data;
          if (!verdicts.has(verdictId)) return;
          verdictOf.set(actionId, verdictId);
          verdicts.get(verdictId)?.actions.set(actionId, false);
          return;
        }
        case 'action.started.v1':
          verdictOf.delete(event.data.actionId);
          return;
        case 'action.cancelled.v1':
        case 'action.failed.v1': {
          const { actionId } = event.data;
          const verdictId = verdictOf.get(actionId);
          if (verdictId !== undefined) verdicts.get(verdictId)?.actions.set(actionId, true);
        }
      }
    },
  };
}

const rank = (role: string): number => (reviewRoles as readonly string[]).indexOf(role);

const rounded = (amount: number): number => Math.round(amount * 100) / 100;

const spanWords = (seconds: number): string =>
  seconds % 3_600 === 0 ? `${seconds / 3_600} h` : `${Math.round(seconds / 60)} min`;
