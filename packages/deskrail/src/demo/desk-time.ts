import { realTime, type Time } from '@deskrail/testing';

/** The machine's time, save for what is put back where it was. */
export interface DeskTime extends Time {
  /** Whatever `work` does happens at that time. */
  at(time: string, work: () => void): void;
}

export function createDeskTime(): DeskTime {
  let backAtMs: number | undefined;
  return {
    ...realTime,
    now: () => backAtMs ?? realTime.now(),
    at(time, work) {
      const ms = Date.parse(time);
      backAtMs = Number.isNaN(ms) ? undefined : ms;
      try {
        work();
      } finally {
        backAtMs = undefined;
      }
    },
  };
}
