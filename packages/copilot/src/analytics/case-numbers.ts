import type { AnalyticsNumbers } from '@deskrail/contracts';
import { courseOf, firstResponseMs, isAutomatic, isFirstContact, isSlaKept, resolutionMs } from './case-course.js';
import type { CaseRecord } from './case-record.js';
import { rounded, shareOf, spreadOf } from './spread.js';

interface About {
  readonly nowMs: number;
  /** What the recommendations about it cost; `undefined` where no model told. */
  readonly cost: number | undefined;
  readonly isByRule: (actionId: string) => boolean;
}

/** Adds up the cases of one window. */
export function caseNumbers() {
  const firstResponses: number[] = [];
  const resolutions: number[] = [];
  const count = { opened: 0, resolved: 0, solved: 0, reopened: 0, firstContact: 0, automatic: 0 };
  const sla = { kept: 0, judged: 0 };
  const csat = { good: 0, bad: 0, other: 0 };
  let cost: number | undefined;
  return {
    add(record: CaseRecord, about: About): void {
      const course = courseOf(record);
      count.opened += 1;
      const response = firstResponseMs(record);
      if (response !== undefined) firstResponses.push(response / 1_000);
      if (course.solved > 0) count.solved += 1;
      if (course.reopenedMs.length > 0 && course.solved > 0) count.reopened += 1;
      const resolution = resolutionMs(record, course);
      if (resolution !== undefined) {
        count.resolved += 1;
        resolutions.push(resolution / 1_000);
        if (isFirstContact(record, course)) count.firstContact += 1;
        if (isAutomatic(record, about.isByRule)) count.automatic += 1;
      }
      const kept = isSlaKept(record, course, about.nowMs);
      if (kept !== undefined) sla.judged += 1;
      if (kept) sla.kept += 1;
      if (record.csat !== undefined) csat[record.csat.rating] += 1;
      if (about.cost !== undefined) cost = (cost ?? 0) + about.cost;
    },
    numbers: (): AnalyticsNumbers['cases'] => ({
      opened: count.opened,
      resolved: count.resolved,
      reopened: shareOf(count.reopened, count.solved),
      firstResponseSeconds: spreadOf(firstResponses),
      resolutionSeconds: spreadOf(resolutions),
      firstContactResolution: shareOf(count.firstContact, count.resolved),
      sla: shareOf(sla.kept, sla.judged),
      csat: shareOf(csat.good, csat.good + csat.bad),
      automation: shareOf(count.automatic, count.resolved),
      ...(cost !== undefined && count.opened > 0 && { modelCost: rounded(cost / count.opened, 8) }),
    }),
  };
}
