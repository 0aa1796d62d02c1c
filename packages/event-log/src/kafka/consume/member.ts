import type {
  Clock,
  DeadLetter,
  Logger,
  StoredEvent,
  StreamName,
  SubscribeOptions,
  Subscription,
} from '@deskrail/contracts';
import { createBurial } from '../../delivery/burial.js';
import { type Delivery, deliver } from '../../delivery/deliver.js';
import { createPauses } from '../../delivery/pauses.js';
import type { SubscriptionSettings } from '../../delivery/subscription-settings.js';
import type { Entry } from '../../delivery/window.js';
import { createWorkers, type Workers } from '../../delivery/workers.js';
import { type DriverConsumer, type DriverConsumerOptions, DriverError } from '../driver.js';
import type { Begin } from './begin-offsets.js';
import { type Commits, createCommits } from './commits.js';
import type { ConsumeLimits } from './consume-limits.js';
import { createFlowControl, type FlowControl } from './flow-control.js';
import { createFlows, type Flows } from './flows.js';
import { createPartitionFlow, type FlowShare, type PartitionFlow } from './partition-flow.js';
import { explain } from './reach.js';
import { createRecordReader } from './record-entry.js';

/** What a subscription stands on. */
export interface SubscriptionHost {
  readonly topic: string;
  /** The group's name on the brokers. */
  readonly groupId: string;
  openConsumer(options: DriverConsumerOptions): Promise<DriverConsumer>;
  /** First offsets of a group that has no place. */
  beginAt(begin: Begin): Promise<ReadonlyMap<number, number>>;
  append(stream: 'dead-letters', events: readonly DeadLetter[]): Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly limits: ConsumeLimits;
  /** Aborted when the log closes. */
  readonly closing: AbortSignal;
  onClosed(subscription: Subscription): void;
}

/** The parts that work together in one subscription. */
export interface Member {
  readonly settings: SubscriptionSettings;
  readonly flows: Flows;
  readonly workers: Workers;
  readonly commits: Commits;
  readonly control: FlowControl;
  readonly isPaused: boolean;
  readonly isStopped: boolean;
  /** Why Kafka is out of reach; `undefined` when it is within again. */
  trouble(error: DriverError | undefined): void;
  begin(consumer: DriverConsumer): void;
  /** Begin nothing new, wait for nothing. */
  stop(): void;
  /** Tell handlers in flight to end. */
  abort(): void;
}

export function createMember(
  options: SubscribeOptions<StreamName>,
  settings: SubscriptionSettings,
  host: SubscriptionHost,
): Member {
  const { stream, group, concurrency, maxBatch } = settings;
  const { logger, random, limits } = host;
  const fields = { stream, group };
  const stopping = new AbortController();
  const aborting = new AbortController();
  const read = createRecordReader({ stream, group, bySubject: concurrency > 1 });
  const pauses = createPauses({ fields, logger, onResumed: () => workers.dispatch() });
  const bury = createBurial({ consumer: settings, append: host.append, clock: host.clock, logger });
  let consumer: DriverConsumer | undefined;
  const reachability = createReachability(fields, logger);

  const onUnknownType = tellUnknownTypes(options, fields, logger);

  /** How events of one partition are seen through. */
  function deliveryOf(flow: PartitionFlow): Delivery {
    const signal = AbortSignal.any([aborting.signal, flow.dropped]);
    return {
      handle: (entries, attempt) => options.handler(entries.map(storedIn), { signal, attempt }),
      bury,
      finish: (entries) => {
        flow.finish(entries);
        commits.touch();
        // Another flow may have its partition by now.
        if (!flow.dropped.aborted) control.regulate(flow);
      },
      ...{ pauses, retry: settings.retry, random, stopping: AbortSignal.any([stopping.signal, flow.dropped]) },
    };
  }

  const deliveries = new WeakMap<PartitionFlow, Delivery>();
  const flows = createFlows((partition, offset) => {
    const flow = createPartitionFlow({
      ...{ partition, offset, maxBatch, read, onUnknownType },
      share: () => shareOf(flows.size, maxBatch, limits),
    });
    deliveries.set(flow, deliveryOf(flow));
    return flow;
  });
  const control = createFlowControl({
    pause: (partition) => consumer?.pause([partition]),
    resume: (partition) => consumer?.resume([partition]),
  });
  const commits = createCommits({
    places: flows.places,
    async commit(offsets) {
      if (consumer === undefined) throw new DriverError('rebalanced', 'This member has not begun yet.');
      await consumer.commit(offsets);
    },
    ...{ delayMs: limits.commitMs, random, logger, fields },
  });
  const workers = createWorkers({
    ...{ source: flows, concurrency, onEnd: () => {} },
    mayBegin: () => !stopping.signal.aborted && !pauses.active,
    work: ({ flow, entries }) => deliver(entries, deliveries.get(flow) as Delivery),
  });

  return {
    ...{ settings, flows, workers, commits, control },
    get isPaused() {
      return pauses.active || reachability.isAway;
    },
    get isStopped() {
      return stopping.signal.aborted;
    },
    trouble: reachability.tell,
    begin(opened) {
      consumer = opened;
      control.catchUp();
      commits.touch();
      workers.dispatch();
    },
    stop() {
      stopping.abort();
      commits.close();
    },
    abort: () => aborting.abort(),
  };
}

/** What one of a member's partitions may hold. */
function shareOf(partitions: number, maxBatch: number, { windowEvents, windowBytes }: ConsumeLimits): FlowShare {
  const parts = Math.max(1, partitions);
  return {
    events: Math.max(2 * maxBatch, Math.ceil(windowEvents / parts)),
    bytes: Math.max(leastBytes, windowBytes / parts),
  };
}

const leastBytes = 64 * 1024;

type Fields = Readonly<Record<string, unknown>>;

function tellUnknownTypes(options: SubscribeOptions<StreamName>, fields: Fields, logger: Logger) {
  return (type: string): void => {
    try {
      options.onUnknownType?.(type);
    } catch {
      logger.error({ ...fields, type }, 'onUnknownType threw');
    }
  };
}

/** Whether Kafka is within reach; a change is logged, what is tried again and again is not. */
function createReachability(fields: Fields, logger: Logger) {
  let trouble: DriverError['kind'] | undefined;
  return {
    get isAway() {
      return trouble !== undefined;
    },
    tell(error: DriverError | undefined): void {
      const told = trouble;
      trouble = error?.kind;
      if (trouble === told) return;
      if (error === undefined) logger.info(fields, 'going on: Kafka is back');
      else logger.warn({ ...fields, reason: explain(error, 'Consuming').message }, 'paused: Kafka is out of reach');
    },
  };
}

function storedIn(entry: Entry): StoredEvent {
  if ('stored' in entry.content) return entry.content.stored;
  throw entry.content.unreadable;
}
