import {
  type ActionApproved,
  type DeskrailEvent,
  type PolicyLimit,
  reviewRoles,
  type VerdictGiven,
} from '@deskrail/contracts';

/** The limits of a policy by its version; undefined where that policy is not at hand. */
export type LimitsOf = (version: string | undefined) => readonly PolicyLimit[] | undefined;

/**
 * What people's verdicts spend, and what they have tried again, and whether that went beyond a limit: from what those
 * events count, in the order of the log.
 */
export interface Spending {
  take(event: DeskrailEvent, isTold: boolean): void;
  /** By verdict, or by action where that is another tried again: a line for each limit that it counts toward. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

interface Spent {
  readonly tenant: string;
  readonly ms: number;
  readonly counts: NonNullable<VerdictGiven['data']['counts']>;
  /** Whether each of its actions ended without a start. */
  readonly actions: Map<string, boolean>;
}

/** What is counted; of more, the first are let go. */
const spentAtMost = 200_000;

const spends = (counts: Spent['counts'] = []): Spent['counts'] => counts.filter((one) => one.counts === 'spend');

export function createSpending(limitsOf: LimitsOf): Spending {
  const spent = new Map<string, Spent>();
  /** By action, while it has not started: what it is of. */
  const spentOf = new Map<string, string>();
  const lines = new Map<string, readonly string[]>();

  function usedBefore(of: DeskrailEvent, limit: PolicyLimit, whose: string): number {
    const untilMs = Date.parse(of.time);
    let used = 0;
    for (const { tenant, ms, counts, actions } of spent.values()) {
      if (tenant !== of.tenant || ms <= untilMs - limit.withinSeconds * 1_000) continue;
      if (actions.size > 0 && [...actions.values()].every((unstarted) => unstarted)) continue;
      for (const one of counts) if (one.per === limit.per && one.of === whose) used += one.amount;
    }
    return used;
  }

  function tell(event: VerdictGiven | ActionApproved, counts: Spent['counts']): readonly string[] {
    const { policyversion } = event;
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
      const stand = `with this, ${sum} of ${most} spent per ${per} in ${spanWords(withinSeconds)}`;
      if (sum <= most) return [`Limit ${id}: ${stand}`];
      const beyondIt = `BEYOND THE LIMIT ${id}: ${stand}`;
      if (event.type === 'action.approved.v1') {
        return [`${beyondIt}. ${event.actor} had it tried again; it takes ${beyond.role}`];
      }
      const { role } = event.data;
      // Who may not go beyond was refused: then something that counted then counts no more.
      const may = role !== undefined && rank(role) >= rank(beyond.role);
      return [may ? `${beyondIt}. As ${role} they may; it takes ${beyond.role}` : `Limit ${id}: ${stand}`];
    });
  }

  function keep(id: string, { tenant, time }: DeskrailEvent, counts: Spent['counts']): void {
    spent.set(id, { tenant, ms: Date.parse(time), counts, actions: new Map() });
    const [first] = spent.keys();
    if (spent.size > spentAtMost && first !== undefined) spent.delete(first);
  }

  return {
    lines,
    take(event, isTold) {
      switch (event.type) {
        case 'verdict.given.v1': {
          const { verdictId, reviewer } = event.data;
          const counts = spends(event.data.counts);
          if (counts.length === 0 || spent.has(verdictId)) return;
          if (isTold && !reviewer.startsWith('rule/')) lines.set(verdictId, tell(event, counts));
          keep(verdictId, event, counts);
          return;
        }
        case 'action.approved.v1': {
          const { actionId, verdictId, retryOf } = event.data;
          const of = retryOf === undefined ? verdictId : actionId;
          const counts = retryOf === undefined ? [] : spends(event.data.counts);
          if (counts.length > 0 && !spent.has(of)) {
            if (isTold) lines.set(of, tell(event, counts));
            keep(of, event, counts);
          }
          if (!spent.has(of)) return;
          spentOf.set(actionId, of);
          spent.get(of)?.actions.set(actionId, false);
          return;
        }
        case 'action.started.v1':
          spentOf.delete(event.data.actionId);
          return;
        case 'action.cancelled.v1':
        case 'action.failed.v1': {
          const { actionId } = event.data;
          const of = spentOf.get(actionId);
          if (of !== undefined) spent.get(of)?.actions.set(actionId, true);
        }
      }
    },
  };
}

const rank = (role: string): number => (reviewRoles as readonly string[]).indexOf(role);

const rounded = (amount: number): number => Math.round(amount * 100) / 100;

const spanWords = (seconds: number): string =>
  seconds % 3_600 === 0 ? `${seconds / 3_600} h` : `${Math.round(seconds / 60)} min`;
