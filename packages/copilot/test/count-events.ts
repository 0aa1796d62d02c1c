import type { Action, AnalyticsPart, AnalyticsView, Decision, Fact } from '@deskrail/contracts';
import { countRecords } from '../src/analytics/count-records.js';
import { createRecords } from '../src/analytics/records.js';
import { days, noon } from './told-events.js';

export interface Told {
  readonly facts?: readonly Fact[];
  readonly decisions?: readonly Decision[];
  readonly actions?: readonly Action[];
}

interface Counting {
  /** Minutes after noon. Default: 30 days. */
  readonly now?: number;
  readonly by?: AnalyticsPart;
}

/** The numbers of what is told, of the 30 days from noon on. */
export async function countEvents(
  { facts = [], decisions = [], actions = [] }: Told,
  { now = days(30), by }: Counting = {},
): Promise<Pick<AnalyticsView, 'total' | 'parts'>> {
  const records = createRecords();
  for (const event of facts) records.addFact(event);
  for (const event of decisions) records.addDecision(event);
  for (const event of actions) records.addAction(event);
  const untilMs = noon + days(30) * 60_000;
  return countRecords(records, { sinceMs: noon, untilMs, by, nowMs: noon + now * 60_000 });
}
