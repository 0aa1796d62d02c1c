import type { Time } from '../time.js';
import type { Outgoing } from './delivery.js';
import type { DeliveryJob, DeliveryTries } from './tries.js';

export interface DeliveryLanes<Item extends Outgoing, About extends object> {
  /** What is waiting or under way. */
  readonly running: ReadonlySet<Promise<void>>;
  start(job: DeliveryJob<Item, About>, delayMs: number): void;
}

/** Deliveries of one lane leave in order, unless they are delayed; what is tried again may be overtaken. */
export function createLanes<Item extends Outgoing, About extends object>(context: {
  readonly tries: DeliveryTries<Item, About>;
  readonly time: Time;
  readonly signal: AbortSignal;
}): DeliveryLanes<Item, About> {
  const { tries, time, signal } = context;
  const running = new Set<Promise<void>>();
  const lanes = new Map<string, Promise<void>>();

  function start(job: DeliveryJob<Item, About>, delayMs: number): void {
    const name = `${job.item.url} ${job.item.lane}`;
    const before = delayMs > 0 ? time.sleep(delayMs, signal) : (lanes.get(name) ?? Promise.resolve());
    const first = before.then(() => tries.next(job));
    const lane = first.then(ignore, ignore);
    if (delayMs === 0) lanes.set(name, lane);
    const whole = first
      .then((wait) => (wait === undefined ? undefined : tries.goOn(job, wait)))
      .catch(() => {
        job.delivery.status = 'lost';
      })
      .finally(() => {
        running.delete(whole);
        if (lanes.get(name) === lane) lanes.delete(name);
      });
    running.add(whole);
  }

  return { running, start };
}

const ignore = () => {};
