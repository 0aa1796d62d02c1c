import { type Action, type Clock, type LiveNumbers, type LiveValue, systemClock } from '@deskrail/contracts';
import { type ActionRecord, addLedgerEvent, newAction } from './action-record.js';
import { liveCases } from './live-cases.js';
import { type LiveKey, liveMetrics } from './live-metrics.js';
import { liveReviews } from './live-reviews.js';
import { createRecent } from './recent.js';

export type Observe = (key: LiveKey, value: number, labels?: Readonly<Record<string, string>>) => void;

export interface LiveNumbersOptions {
  readonly clock?: Clock | undefined;
  /** What was appended for so long before is read at the start, to know what is followed. Default: a day. */
  readonly warmMs?: number | undefined;
  /** Cases, recommendations and actions, each, that are followed at once; of further ones the quietest is let go. Default: 50 000. */
  readonly followedAtMost?: number | undefined;
  /** Queues that may be named where everybody reads, as by `namedQueues`; any other is `other`. Default: `review` alone. */
  readonly queues?: ReadonlySet<string> | undefined;
}

/**
 * The numbers as they come. Nothing is taken back: what comes late or is corrected afterwards is exact in `Analytics` alone.
 */
export function createLiveNumbers(options: LiveNumbersOptions = {}): LiveNumbers {
  const { clock = systemClock, warmMs = 86_400_000, followedAtMost = 50_000, queues = new Set(['review']) } = options;
  const begunMs = clock.now();
  const actions = createRecent<ActionRecord>(followedAtMost, newAction);
  const isByRule = (tenant: string, id: string) => actions.peek(`${tenant} ${id}`)?.approved?.automatic === true;
  const cases = liveCases(followedAtMost, isByRule);
  const reviews = liveReviews(followedAtMost, cases.approved, queues);

  function addAction(event: Action, observe: Observe): void {
    if (event.type === 'audit.linked.v1') return;
    const record = actions.of(`${event.tenant} ${event.data.actionId}`);
    const before = { ...record };
    addLedgerEvent(record, event);
    if (record.approved?.kind !== 'call-tool') return;
    if (record.executed && !before.executed) observe('toolCalls', 1, { outcome: 'executed' });
    if (record.failed && !before.failed) observe('toolCalls', 1, { outcome: 'failed' });
  }

  return {
    metrics: Object.values(liveMetrics),
    since: new Date(Math.max(0, begunMs - warmMs)).toISOString(),
    take(stored) {
      const { found, observe } = observing();
      const nowMs = clock.now();
      if (stored.stream === 'facts') cases.add(stored.event, nowMs, observe);
      else if (stored.stream === 'decisions') reviews.add(stored.event, nowMs, observe);
      else addAction(stored.event, observe);
      return Date.parse(stored.appendedAt) < begunMs ? [] : found;
    },
    gauges() {
      const { found, observe } = observing();
      reviews.gauges(clock.now(), observe);
      return found;
    },
  };
}

function observing() {
  const found: LiveValue[] = [];
  const observe: Observe = (key, value, labels = {}) => {
    if (value > 0 || liveMetrics[key].type !== 'counter') found.push({ name: liveMetrics[key].name, value, labels });
  };
  return { found, observe };
}
