import { type CaseRecord, openedAt, replyActionsAtMost } from './case-record.js';

/** How a case went, by the desk’s clock. */
export interface CaseCourse {
  /** When it was solved and stayed so. */
  readonly solvedMs: number | undefined;
  /** How often it was solved. */
  readonly solved: number;
  readonly reopenedMs: readonly number[];
}

const over: ReadonlySet<string> = new Set(['solved', 'closed']);
const live: ReadonlySet<string> = new Set(['new', 'open', 'pending', 'on-hold']);

export function courseOf({ statuses }: Pick<CaseRecord, 'statuses'>): CaseCourse {
  let solvedMs: number | undefined;
  let isOver = false;
  let solved = 0;
  const reopenedMs: number[] = [];
  for (const { ms, current, previous } of statuses) {
    if (over.has(current)) {
      if (isOver) continue;
      isOver = true;
      solvedMs = ms;
      solved += 1;
    } else if (live.has(current)) {
      // What it was before may have come before the window.
      if (isOver || (previous !== null && over.has(previous))) reopenedMs.push(ms);
      isOver = false;
      solvedMs = undefined;
    }
  }
  return { solvedMs, solved, reopenedMs };
}

/** From the opening to the first public reply; `undefined` where there is none, or where staff opened the case. */
export function firstResponseMs(record: CaseRecord): number | undefined {
  const opened = openedAt(record);
  if (opened === undefined || record.opened?.byCustomer === false) return undefined;
  const first = record.replies.find(({ ms }) => ms >= opened);
  return first === undefined ? undefined : first.ms - opened;
}

/** From the opening to where it was solved and stayed so. */
export function resolutionMs(record: CaseRecord, { solvedMs } = courseOf(record)): number | undefined {
  const opened = openedAt(record);
  return opened === undefined || solvedMs === undefined ? undefined : Math.max(0, solvedMs - opened);
}

/** Solved once, never opened again, and with one public reply until then at most. */
export function isFirstContact({ replies }: CaseRecord, { solvedMs, solved, reopenedMs }: CaseCourse): boolean {
  if (solvedMs === undefined || solved !== 1 || reopenedMs.length > 0) return false;
  return replies.filter(({ ms }) => ms <= solvedMs).length <= 1;
}

/** Every public reply, of which there is one at least, was an action that a rule approved. */
export function isAutomatic(record: CaseRecord, isByRule: (actionId: string) => boolean): boolean {
  const { byOthers, replyActions } = record;
  if (byOthers || replyActions.length === 0 || replyActions.length > replyActionsAtMost) return false;
  return replyActions.every(isByRule);
}

/**
 * Whether the desk’s own SLA was kept: every time that it set was moved or cleared, or the case solved, before it passed.
 * `undefined` where it set none, or where the last is still to come.
 */
export function isSlaKept({ targets }: CaseRecord, { solvedMs }: CaseCourse, nowMs: number): boolean | undefined {
  const all = [targets['next-breach'], targets.due].flatMap((list) =>
    list.map(({ targetMs }, index) => {
      if (targetMs === undefined) return undefined;
      const endedMs = list[index + 1]?.ms ?? solvedMs;
      if (endedMs !== undefined && endedMs <= targetMs) return true;
      // Moved or solved too late, or neither and the time is over.
      return endedMs !== undefined || targetMs < nowMs ? false : 'pending';
    }),
  );
  const told = all.filter((one) => one !== undefined);
  if (told.includes(false)) return false;
  return told.length === 0 || told.includes('pending') ? undefined : true;
}
