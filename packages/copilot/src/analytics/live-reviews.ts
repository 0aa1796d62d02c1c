import type { Decision } from '@deskrail/contracts';
import { cohensKappa, type Judged, judgedTogether, krippendorffAlpha } from './agreement.js';
import { decidedBy, fateOf, isDecidedInTime, queueOf } from './fate.js';
import { yesNo } from './live-cases.js';
import type { Observe } from './live-numbers.js';
import { createRecent } from './recent.js';
import {
  addDecision,
  type Made,
  newRecommendation,
  type RecommendationRecord,
  recommendationOf,
} from './recommendation-record.js';

/** Of these the agreement is told. */
const judgedAtMost = 5_000;
const policyCharacters = 19;
/** Before any time is over: what has expired is told by its event, once. */
const asTold = 0;

/** Follows recommendations, and says what each decision adds. */
export function liveReviews(
  atMost: number,
  approved: (tenant: string, conversation: string, ms: number) => void,
  named: ReadonlySet<string>,
) {
  const recommendations = createRecent<RecommendationRecord>(atMost, newRecommendation);
  const open = createRecent<{ made?: Made; record?: RecommendationRecord }>(atMost, () => ({}));
  const together = createRecent<{ judged: readonly Judged[] }>(judgedAtMost, () => ({ judged: [] }));

  function made(record: Made, observe: Observe): void {
    observe('policies', 1, { policy: record.policy?.slice(0, policyCharacters) ?? 'unknown' });
    observe('characters', record.characters);
    observe('tokens', record.inputTokens, { direction: 'input' });
    observe('tokens', record.outputTokens, { direction: 'output' });
    observe('cost', record.cost ?? 0);
  }

  function ended(record: RecommendationRecord, what: Made, tenant: string, nowMs: number, observe: Observe): void {
    observe('fates', 1, { kind: what.kind, fate: fateOf(record, what, asTold) });
    const kept = isDecidedInTime(record, what, nowMs);
    if (kept !== undefined) observe('reviewSla', 1, { kept: yesNo(kept) });
    const verdict = decidedBy(record);
    if (verdict === undefined) return;
    if (!verdict.byRule) observe('verdictTime', Math.max(0, verdict.ms - what.ms) / 1_000, { kind: what.kind });
    if (verdict.kind !== 'reject' && what.conversation !== undefined) approved(tenant, what.conversation, verdict.ms);
  }

  return {
    add(event: Decision, nowMs: number, observe: Observe): void {
      const id = recommendationOf(event);
      if (id === undefined) return;
      const key = `${event.tenant} ${id}`;
      // What waits for long is kept for as long as it is open.
      const record = open.peek(key)?.record ?? recommendations.of(key);
      const before = record.made;
      const was = before === undefined ? undefined : fateOf(record, before, asTold);
      addDecision(record, event);
      const what = record.made;
      if (what === undefined || what.withheld !== undefined) return;
      if (before === undefined) made(what, observe);
      const fate = fateOf(record, what, asTold);
      if (fate === 'open') Object.assign(open.of(key), { made: what, record });
      else {
        open.delete(key);
        if (was === undefined || was === 'open') ended(record, what, event.tenant, nowMs, observe);
      }
      const judged = judgedTogether(record);
      if (judged.length > 0) together.of(key).judged = judged;
    },
    gauges(nowMs: number, observe: Observe): void {
      const queues = new Map<string, { count: number; oldestMs: number }>();
      for (const { made: what, record } of open.values()) {
        if (what === undefined || record === undefined || fateOf(record, what, nowMs) !== 'open') continue;
        const where = queueOf(record, what);
        // Whoever escalates may write what they like there.
        const queue = named.has(where) ? where : 'other';
        const { count, oldestMs } = queues.get(queue) ?? { count: 0, oldestMs: what.ms };
        queues.set(queue, { count: count + 1, oldestMs: Math.min(oldestMs, what.ms) });
      }
      for (const [queue, { count, oldestMs }] of queues) {
        observe('backlog', count, { queue });
        observe('backlogAge', Math.max(0, nowMs - oldestMs) / 1_000, { queue });
      }
      const judged = [...together.values()].flatMap((one) => one.judged);
      const [alpha, kappa] = [krippendorffAlpha(judged).value, cohensKappa(judged).value];
      if (alpha !== undefined) observe('alpha', alpha);
      if (kappa !== undefined) observe('kappa', kappa);
    },
  };
}
