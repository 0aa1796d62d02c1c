import { courseOf } from './case-course.js';
import type { CaseRecord } from './case-record.js';

export const regretDays = 7;
const regretMs = regretDays * 86_400_000;

/** Whether the case was opened again within the time; `undefined` while that is not over and nothing happened. */
export function isRegretted(
  approvedMs: number,
  conversation: Pick<CaseRecord, 'statuses'> | undefined,
  nowMs: number,
): boolean | undefined {
  const reopened = conversation === undefined ? [] : courseOf(conversation).reopenedMs;
  if (reopened.some((ms) => ms > approvedMs && ms <= approvedMs + regretMs)) return true;
  return nowMs >= approvedMs + regretMs ? false : undefined;
}
