import type { Policy, PolicyLimit, UseKey } from '@deskrail/contracts';
import type { DryRunCase } from './dry-run.js';
import { isOver, limitsFor, ofWhom, type Use } from './limits.js';
import { strictest } from './terms.js';

/** Where people, or the brake, stopped what is automatic, or let it go on. Without a conversation: of the whole tenant. */
export interface CourseMark {
  readonly ms: number;
  readonly tenant: string;
  readonly conversation: string | undefined;
  readonly on: boolean;
}

export interface LimitCourse {
  readonly limit: PolicyLimit;
  /** How often it was crossed, and how many drafts it held. */
  crossed: number;
  held: number;
  /** Drafts of which nobody recorded whom they count toward. */
  unknown: number;
}

/** What was used under a key by then, in the order of time, so that any window is two look-ups. */
class Used {
  readonly #times: number[] = [];
  readonly #totals: number[] = [];

  add(ms: number, amount: number): void {
    this.#times.push(ms);
    this.#totals.push((this.#totals.at(-1) ?? 0) + amount);
  }

  since(ms: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) < ms) low = middle + 1;
      else high = middle;
    }
    return (this.#totals.at(-1) ?? 0) - (this.#totals[low - 1] ?? 0);
  }
}

const placeKey = (tenant: string, conversation: string | undefined): string => `${tenant}\n${conversation ?? ''}`;
const useKey = (tenant: string, { counts, per, of }: UseKey): string => `${tenant}\n${counts} ${per}\n${of}`;

/**
 * Lets the drafts go in the order of their time, as the policy says of each, until a limit, a hold or the brake is in the
 * way; writes into each what would have become of it. What people would have approved of spending counts as it was.
 */
export function simulateCourse(
  ordered: readonly DryRunCase[],
  marks: readonly CourseMark[],
  { limits }: Pick<Policy, 'limits'>,
): readonly LimitCourse[] {
  const courses = limits.map((limit): LimitCourse => ({ limit, crossed: 0, held: 0, unknown: 0 }));
  const used = new Map<string, Used>();
  const held = new Map<string, boolean>();
  const released = new Map<string, number>();
  const reached = new Set<string>();
  const timeline = marks.toSorted((one, other) => one.ms - other.ms);
  let next = 0;

  function passMarks(ms: number): void {
    for (let mark = timeline[next]; mark !== undefined && mark.ms <= ms; mark = timeline[++next]) {
      const key = placeKey(mark.tenant, mark.conversation);
      held.set(key, mark.on);
      if (!mark.on) released.set(key, mark.ms);
    }
  }
  const usedOf = (key: string): Used => {
    const known = used.get(key) ?? new Used();
    used.set(key, known);
    return known;
  };

  /** What is stopped in any case crosses none, though it would go over it. */
  function overLimits(one: DryRunCase, isStopped: boolean): readonly LimitCourse[] {
    const over: LimitCourse[] = [];
    for (const course of isStopped ? [] : courses) {
      if (counts(course.limit, one.use) && !isCountable(course.limit, one.use)) course.unknown += 1;
    }
    for (const { limit, key } of limitsFor(limits, one.use)) {
      const course = courses.find((known) => known.limit === limit);
      const ofKey = useKey(one.tenant, key);
      const anew = key.per === 'conversation' ? released.get(placeKey(one.tenant, key.of)) : undefined;
      const from = Math.max(one.ms - limit.withinSeconds * 1_000, anew ?? 0);
      const isWithin = !isOver(limit, usedOf(ofKey).since(from), one.use, key.counts);
      if (course !== undefined && isStopped && !isWithin) over.push(course);
      if (isStopped) continue;
      if (isWithin) {
        reached.delete(`${limit.id} ${ofKey}`);
        continue;
      }
      if (course !== undefined && !reached.has(`${limit.id} ${ofKey}`)) course.crossed += 1;
      reached.add(`${limit.id} ${ofKey}`);
      if (key.counts === 'replies' && key.per === 'conversation') held.set(placeKey(one.tenant, key.of), true);
      if (course !== undefined) over.push(course);
    }
    return over;
  }

  function count(one: DryRunCase, use: Use): void {
    const keys = new Map(limitsFor(limits, use).map(({ key }) => [useKey(one.tenant, key), key]));
    for (const [text, { counts }] of keys)
      usedOf(text).add(one.ms, counts === 'spend' ? (use.spend ?? 0) : use.replies);
  }

  for (const one of ordered) {
    passMarks(one.ms);
    const { outcome } = one.answer;
    one.would = outcome === 'four-eyes' ? 'review' : outcome;
    const goes = outcome === 'auto' || outcome === 'show';
    const stopped = goes ? stoppedBy(one, held) : undefined;
    const holder = goes ? (holdOver(one, overLimits(one, stopped !== undefined)) ?? stopped) : undefined;
    if (holder !== undefined) Object.assign(one, { would: 'review', heldBy: holder });
    if (goes && holder === undefined) count(one, one.use);
    // What people approved then they would have approved now.
    else if (isApproved(one)) count(one, { ...one.use, automatic: false });
  }
  return courses;
}

/** The first limit holds it; people need what all of them ask for. */
function holdOver(one: DryRunCase, over: readonly LimitCourse[]): string | undefined {
  const [first] = over;
  if (first === undefined) return undefined;
  first.held += 1;
  one.wouldBeFor = strictest([one.answer.review, ...over.map(({ limit }) => limit.beyond)]);
  return first.limit.id;
}

const isApproved = ({ judged: { how } }: DryRunCase): boolean => how === 'as-is' || how === 'edited';

function stoppedBy({ tenant, conversation }: DryRunCase, held: ReadonlyMap<string, boolean>): string | undefined {
  if (held.get(placeKey(tenant, undefined)) === true) return 'paused';
  return conversation !== undefined && held.get(placeKey(tenant, conversation)) === true ? 'handed-over' : undefined;
}

const counts = ({ counts: what }: PolicyLimit, { replies, spend }: Use): boolean =>
  what === 'spend' ? spend !== 0 : replies > 0;

const isCountable = (limit: PolicyLimit, use: Use): boolean => ofWhom(use, limit) !== undefined;
