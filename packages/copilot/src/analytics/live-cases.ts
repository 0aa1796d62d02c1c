import type { Fact } from '@deskrail/contracts';
import { courseOf, firstResponseMs, isAutomatic, isFirstContact, isSlaKept, resolutionMs } from './case-course.js';
import { addFact, type CaseRecord, isOfCase, newCase, openedAt } from './case-record.js';
import type { Observe } from './live-numbers.js';
import { createRecent } from './recent.js';
import { isRegretted } from './regret.js';

interface LiveCase {
  readonly record: CaseRecord;
  /** When suggestions about it were approved, and nobody has regretted it yet. */
  approvedMs: number[];
}

const approvalsAtMost = 20;

/** Follows cases, and says what each fact adds. What comes late is counted when it comes, and nothing is taken back. */
export function liveCases(atMost: number, isByRule: (tenant: string, actionId: string) => boolean) {
  const cases = createRecent<LiveCase>(atMost, () => ({ record: newCase(), approvedMs: [] }));

  function solved(record: CaseRecord, tenant: string, nowMs: number, observe: Observe): void {
    const course = courseOf(record);
    const took = resolutionMs(record, course);
    if (took === undefined) return;
    observe('resolution', took / 1_000);
    observe('resolved', 1, {
      first_contact: yesNo(isFirstContact(record, course)),
      automatic: yesNo(isAutomatic(record, (id) => isByRule(tenant, id))),
    });
    const kept = isSlaKept(record, course, nowMs);
    if (kept !== undefined) observe('caseSla', 1, { kept: yesNo(kept) });
  }

  function reopened(live: LiveCase, nowMs: number, observe: Observe): void {
    observe('reopened', 1);
    const still = live.approvedMs.filter((ms) => isRegretted(ms, live.record, nowMs) !== true);
    observe('regrets', live.approvedMs.length - still.length);
    live.approvedMs = still;
  }

  return {
    add(fact: Fact, nowMs: number, observe: Observe): void {
      if (!isOfCase(fact)) return;
      const live = cases.of(`${fact.tenant} ${fact.subject}`);
      const { record } = live;
      const before = {
        at: openedAt(record),
        response: firstResponseMs(record),
        csat: record.csat,
        ...courseOf(record),
      };
      addFact(record, fact);
      if (record.gone) return;
      if (before.at === undefined && openedAt(record) !== undefined) observe('opened', 1);
      const response = firstResponseMs(record);
      if (before.response === undefined && response !== undefined) observe('firstResponse', response / 1_000);
      if (record.csat !== undefined && record.csat.id !== before.csat?.id) {
        observe('csat', 1, { rating: record.csat.rating });
      }
      const course = courseOf(record);
      if (course.solvedMs !== undefined && course.solved > before.solved) solved(record, fact.tenant, nowMs, observe);
      if (course.reopenedMs.length > before.reopenedMs.length) reopened(live, nowMs, observe);
    },
    approved(tenant: string, conversation: string, ms: number): void {
      const { approvedMs } = cases.of(`${tenant} ${conversation}`);
      approvedMs.push(ms);
      if (approvedMs.length > approvalsAtMost) approvedMs.shift();
    },
  };
}

export const yesNo = (is: boolean): 'yes' | 'no' => (is ? 'yes' : 'no');
