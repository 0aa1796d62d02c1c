import type { Time } from '../../time.js';
import type { DeliveryJob, DeliveryTries } from './delivery-tries.js';

export interface DeliveryLanes {
  /** What is waiting or under way. */
  readonly running: ReadonlySet<Promise<void>>;
  start(job: DeliveryJob, delayMs: number): void;
}

/** Deliveries of one lane leave in order, unless they are delayed; what is tried again may be overtaken. */
export function createLanes(context: {
  readonly tries: DeliveryTries;
  readonly time: Time;
  readonly signal: AbortSignal;
}): DeliveryLanes {
  const { tries, time, signal } = context;
  const running = new Set<Promise<void>>();
  const lanes = new Map<string, Promise<void>>();

  function start(job: DeliveryJob, delayMs: number): void {
    const before = delayMs > 0 ? time.sleep(delayMs, signal) : (lanes.get(job.lane) ?? Promise.resolve());
    const first = before.then(() => tries.next(job));
    const lane = first.then(ignore, ignore);
    if (delayMs === 0) lanes.set(job.lane, lane);
    const whole = first
      .then((wait) => (wait === undefined ? undefined : tries.goOn(job, wait)))
      .catch(() => {
        job.delivery.status = 'lost';
      })
      .finally(() => {
        running.delete(whole);
        if (lanes.get(job.lane) === lane) lanes.delete(job.lane);
      });
    running.add(whole);
  }

  return { running, start };
}

const ignore = () => {};
