import { doneTwice } from './done-twice.ts';
import type { Evidence } from './evidence.ts';
import { lostEvents } from './lost-events.ts';
import { otherThanTheDesk } from './other-than-the-desk.ts';
import { outOfOrder } from './out-of-order.ts';
import { unabsorbed } from './unabsorbed.ts';
import { unfinished } from './unfinished.ts';
import { unserved } from './unserved.ts';

/** What is wrong, a sentence each. All empty: the promise was kept. */
export interface Judgement {
  /** Somebody was told yes, and it is nowhere. */
  readonly lost: readonly string[];
  /** One approval took effect at the desk more than once. */
  readonly executedTwice: readonly string[];
  /** A duplicate had an effect of its own. */
  readonly unabsorbed: readonly string[];
  /** Effects that are not in the log's order. */
  readonly outOfOrder: readonly string[];
  /** The store says something else than the desk. */
  readonly differing: readonly string[];
  /** A customer waits, and the copilot passed it by. */
  readonly unserved: readonly string[];
  /** What had not come to its end when we stopped waiting. */
  readonly unfinished: readonly string[];
}

export function judge(evidence: Evidence): Judgement {
  return {
    lost: lostEvents(evidence),
    executedTwice: doneTwice(evidence),
    unabsorbed: unabsorbed(evidence),
    outOfOrder: outOfOrder(evidence),
    differing: otherThanTheDesk(evidence),
    unserved: unserved(evidence),
    unfinished: unfinished(evidence),
  };
}

export const isClean = (judgement: Judgement): boolean =>
  Object.values(judgement).every((wrong: readonly string[]) => wrong.length === 0);
