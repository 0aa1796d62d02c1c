import type { AnalyticsNumbers } from '@deskrail/contracts';
import { cohensKappa, type Judged, judgedTogether, krippendorffAlpha } from './agreement.js';
import type { CaseRecord } from './case-record.js';
import { decidedBy, distanceOf, type Fate, fateOf, fates, isDecidedInTime } from './fate.js';
import type { Made, RecommendationRecord } from './recommendation-record.js';
import { isRegretted } from './regret.js';
import { rounded, shareOf, spreadOf } from './spread.js';

/** More versions than this are counted together. */
const versionsAtMost = 50;

type Numbers = Pick<AnalyticsNumbers, 'suggestions' | 'reviews' | 'output'>;

/** Adds up the recommendations of one window. */
export function reviewNumbers() {
  const fate = Object.fromEntries(fates.map((one) => [one, 0])) as Record<Fate, number>;
  const tallies = { withheld: tally(), reasons: tally(), versions: tally(versionsAtMost) };
  const spreads = { distance: [] as number[], seconds: [] as number[], ages: [] as number[] };
  const regret = { count: 0, of: 0 };
  const sla = { kept: 0, judged: 0 };
  const output = { drafts: 0, characters: 0, inputTokens: 0, outputTokens: 0 };
  const judged: Judged[] = [];
  let suggested = 0;
  let cost: number | undefined;

  function decide(record: RecommendationRecord, made: Made, conversation: CaseRecord | undefined, nowMs: number): void {
    const verdict = decidedBy(record);
    if (verdict === undefined) return;
    if (verdict.kind === 'reject') tallies.reasons.add(verdict.reason ?? 'none');
    else {
      const regretted = isRegretted(verdict.ms, conversation, nowMs);
      if (made.conversation !== undefined && regretted !== undefined) regret.of += 1;
      if (regretted) regret.count += 1;
    }
    if (verdict.byRule) return;
    spreads.seconds.push(Math.max(0, verdict.ms - made.ms) / 1_000);
    const distance = verdict.kind === 'approve' || verdict.kind === 'edit' ? distanceOf(record, verdict) : undefined;
    if (distance !== undefined) spreads.distance.push(distance);
  }

  return {
    add(record: RecommendationRecord, made: Made, conversation: CaseRecord | undefined, nowMs: number): void {
      if (made.withheld !== undefined) {
        tallies.withheld.add(made.withheld);
        return;
      }
      suggested += 1;
      const what = fateOf(record, made, nowMs);
      fate[what] += 1;
      tallies.versions.add(made.policy ?? 'unknown');
      decide(record, made, conversation, nowMs);
      if (what === 'open') spreads.ages.push(Math.max(0, nowMs - made.ms) / 1_000);
      const inTime = isDecidedInTime(record, made, nowMs);
      if (inTime !== undefined) sla.judged += 1;
      if (inTime) sla.kept += 1;
      judged.push(...judgedTogether(record));
      if (made.byModel) output.drafts += 1;
      output.characters += made.characters;
      output.inputTokens += made.inputTokens;
      output.outputTokens += made.outputTokens;
      if (made.cost !== undefined) cost = (cost ?? 0) + made.cost;
    },
    numbers: (): Numbers => ({
      suggestions: {
        ...{ suggested, withheld: tallies.withheld.counts(), ...fate, rejectReasons: tallies.reasons.counts() },
        ...{ editDistance: spreadOf(spreads.distance), regret: shareOf(regret.count, regret.of) },
        policyVersions: tallies.versions.counts(),
      },
      reviews: {
        ...{ secondsToVerdict: spreadOf(spreads.seconds), sla: shareOf(sla.kept, sla.judged) },
        ...{ backlog: fate.open, backlogAgeSeconds: spreadOf(spreads.ages) },
        ...{ krippendorffAlpha: krippendorffAlpha(judged), cohensKappa: cohensKappa(judged) },
      },
      output: { ...output, ...(cost !== undefined && { cost: rounded(cost, 8) }) },
    }),
  };
}

function tally(atMost = 1_000) {
  const counts = new Map<string, number>();
  return {
    add(key: string): void {
      const counted = counts.has(key) || counts.size < atMost ? key : 'other';
      counts.set(counted, (counts.get(counted) ?? 0) + 1);
    },
    counts: (): Record<string, number> => Object.fromEntries(counts),
  };
}
