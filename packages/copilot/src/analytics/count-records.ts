import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnalyticsNumbers, AnalyticsPart, AnalyticsView } from '@deskrail/contracts';
import { caseNumbers } from './case-numbers.js';
import { openedAt } from './case-record.js';
import { queueOf } from './fate.js';
import type { Made, RecommendationRecord } from './recommendation-record.js';
import type { Records } from './records.js';
import { reviewNumbers } from './review-numbers.js';
import { shareOf } from './spread.js';

export interface Window {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly by: AnalyticsPart | undefined;
  /** What came of them is judged by what is known now. */
  readonly nowMs: number;
}

/** A year of days, and any sensible number of intents or queues. */
const partsAtMost = 400;
/** After so many records others get their turn of the event loop. */
const inOneTurn = 10_000;

/**
 * Count the cases that were opened, the recommendations that were made and the actions that were approved in the window,
 * whatever came of them since.
 */
export async function countRecords(
  records: Records,
  window: Window,
): Promise<Pick<AnalyticsView, 'total' | 'by' | 'parts'>> {
  const { sinceMs, untilMs, by, nowMs } = window;
  const isWithin = (ms: number) => ms >= sinceMs && ms < untilMs;
  const isTurn = inTurns();
  const total = allNumbers();
  const parts = by === undefined ? undefined : partsOf(by !== 'day' && by !== 'intent');
  const both = (part: string) => (parts === undefined ? [total] : [total, parts.of(part)]);
  const part = (made: Made, record: RecommendationRecord) => partOf(by, made, record);

  const conversations = new Map<string, Conversation>();
  for (const record of records.recommendations.values()) {
    if (isTurn()) await nextTurn();
    const { made } = record;
    if (made === undefined) continue;
    if (made.conversation !== undefined) gather(conversations, made.conversation, made);
    if (!isWithin(made.ms)) continue;
    const about = made.conversation === undefined ? undefined : records.cases.get(made.conversation);
    for (const { reviews } of both(part(made, record))) reviews.add(record, made, about, nowMs);
  }
  const isByRule = (actionId: string) => records.actions.get(actionId)?.approved?.automatic === true;
  for (const [id, record] of records.cases) {
    if (isTurn()) await nextTurn();
    const ms = openedAt(record);
    if (ms === undefined || record.gone || !isWithin(ms)) continue;
    const { intent, cost } = conversations.get(id) ?? {};
    const named = by === 'day' ? dayOf(ms) : by === 'intent' ? (intent ?? 'unknown') : undefined;
    for (const { cases } of named === undefined ? [total] : both(named)) {
      cases?.add(record, { nowMs, cost, isByRule });
    }
  }
  for (const { approved, executed, failed } of records.actions.values()) {
    if (isTurn()) await nextTurn();
    if (approved?.kind !== 'call-tool' || !isWithin(approved.ms) || !(executed || failed)) continue;
    const record = records.recommendations.get(approved.recommendationId);
    const named = by === 'day' ? dayOf(approved.ms) : record?.made ? part(record.made, record) : 'unknown';
    for (const { calls } of both(named)) {
      calls.ended += 1;
      if (failed) calls.failed += 1;
    }
  }
  const numbers = numbersOf(total) as AnalyticsNumbers;
  return by === undefined ? { total: numbers } : { total: numbers, by, parts: parts?.numbers(by) ?? [] };
}

interface Conversation {
  ms: number;
  intent: string | undefined;
  cost: number | undefined;
}

/** A conversation’s intent is that of the first recommendation that knew one; its cost that of all of them. */
function gather(conversations: Map<string, Conversation>, id: string, { ms, intent, cost }: Made): void {
  if (intent === undefined && cost === undefined) return;
  const known = conversations.get(id);
  if (known === undefined) {
    conversations.set(id, { ms, intent, cost });
    return;
  }
  if (cost !== undefined) known.cost = (known.cost ?? 0) + cost;
  if (intent === undefined || (known.intent !== undefined && ms >= known.ms)) return;
  known.ms = ms;
  known.intent = intent;
}

function partOf(by: AnalyticsPart | undefined, made: Made, record: RecommendationRecord): string {
  if (by === 'day') return dayOf(made.ms);
  if (by === 'kind') return made.kind;
  if (by === 'queue') return queueOf(record, made);
  return (by === 'policy' ? made.policy : made.intent) ?? 'unknown';
}

/** To write a date takes longer than to look it up. */
const days = new Map<number, string>();
const daysAtMost = 10_000;

function dayOf(ms: number): string {
  const day = Math.floor(ms / 86_400_000);
  const known = days.get(day) ?? new Date(day * 86_400_000).toISOString().slice(0, 10);
  if (days.size < daysAtMost) days.set(day, known);
  return known;
}

const allNumbers = (withoutCases = false) => ({
  cases: withoutCases ? undefined : caseNumbers(),
  reviews: reviewNumbers(),
  calls: { ended: 0, failed: 0 },
});

type All = ReturnType<typeof allNumbers>;

const numbersOf = ({ cases, reviews, calls }: All) => ({
  ...(cases && { cases: cases.numbers() }),
  ...reviews.numbers(),
  toolCalls: { failed: shareOf(calls.failed, calls.ended) },
});

function partsOf(withoutCases: boolean) {
  const held = new Map<string, All>();
  return {
    of(part: string): All {
      const key = held.has(part) || held.size < partsAtMost ? part : 'other';
      const known = held.get(key) ?? allNumbers(withoutCases);
      held.set(key, known);
      return known;
    },
    numbers(by: AnalyticsPart): NonNullable<AnalyticsView['parts']> {
      const parts = [...held].map(([part, all]) => ({ part, numbers: numbersOf(all) }));
      if (by === 'day') return parts.sort((one, other) => (one.part < other.part ? -1 : 1));
      return parts.sort(
        (one, other) => sizeOf(other.numbers) - sizeOf(one.numbers) || (one.part < other.part ? -1 : 1),
      );
    },
  };
}

const sizeOf = ({ cases, suggestions }: ReturnType<typeof numbersOf>): number =>
  suggestions.suggested + (cases?.opened ?? 0);

function inTurns(): () => boolean {
  let taken = 0;
  return () => {
    taken += 1;
    return taken % inOneTurn === 0;
  };
}
