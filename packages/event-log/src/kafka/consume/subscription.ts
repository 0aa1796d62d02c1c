import { setTimeout as delay } from 'node:timers/promises';
import {
  type Clock,
  type DeadLetter,
  DeskrailError,
  type Logger,
  type StoredEvent,
  type StreamName,
  type SubscribeOptions,
  type Subscription,
} from '@deskrail/contracts';
import { createBurial } from '../../delivery/burial.js';
import { type Delivery, deliver } from '../../delivery/deliver.js';
import { createPauses } from '../../delivery/pauses.js';
import { type SubscriptionSettings, settingsOf } from '../../delivery/subscription-settings.js';
import type { Entry } from '../../delivery/window.js';
import { createWorkers, type Workers } from '../../delivery/workers.js';
import { type DriverConsumer, type DriverConsumerOptions, DriverError } from '../driver.js';
import { type Begin, checkFrom } from './begin-offsets.js';
import { type Commits, createCommits } from './commits.js';
import type { ConsumeLimits } from './consume-limits.js';
import { createFlowControl } from './flow-control.js';
import { createFlows, type Flows } from './flows.js';
import { createPartitionFlow, type PartitionFlow } from './partition-flow.js';
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

/** Join the group, and hand the events of the partitions that are this member's to the handler until closed. */
export async function subscribe<Stream extends StreamName>(
  options: SubscribeOptions<Stream>,
  host: SubscriptionHost,
): Promise<Subscription> {
  const settings = settingsOf(options);
  const begin = checkFrom(options.stream, options.from ?? 'start');
  const member = createMember(options as unknown as SubscribeOptions<StreamName>, settings, host);
  const consumer = await host.openConsumer(consumerOptions(member, begin, host)).catch((error: unknown) => {
    member.stop();
    throw explain(error, `Joining the group ${settings.group} of ${settings.stream}`);
  });
  member.begin(consumer);
  const subscription = closable(member, consumer, host);
  if (host.closing.aborted) {
    await subscription.close();
    throw new DeskrailError('closed', 'The event log has been closed.');
  }
  return subscription;
}

/** The parts that work together in one subscription. */
interface Member {
  readonly settings: SubscriptionSettings;
  readonly flows: Flows;
  readonly workers: Workers;
  readonly commits: Commits;
  readonly control: ReturnType<typeof createFlowControl>;
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

function createMember(
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
  let trouble: DriverError['kind'] | undefined;

  const share = () => {
    const parts = Math.max(1, flows.size);
    return {
      events: Math.max(2 * maxBatch, Math.ceil(limits.windowEvents / parts)),
      bytes: Math.max(64 * 1024, limits.windowBytes / parts),
    };
  };

  const onUnknownType = (type: string): void => {
    try {
      options.onUnknownType?.(type);
    } catch {
      logger.error({ ...fields, type }, 'onUnknownType threw');
    }
  };

  /** How events of one partition are seen through. */
  function deliveryOf(flow: PartitionFlow): Delivery {
    const signal = AbortSignal.any([aborting.signal, flow.dropped]);
    return {
      handle: (entries, attempt) => options.handler(entries.map(storedIn), { signal, attempt }),
      bury,
      finish: (entries) => {
        flow.finish(entries);
        commits.touch();
        control.regulate(flow);
      },
      ...{ pauses, retry: settings.retry, random, stopping: AbortSignal.any([stopping.signal, flow.dropped]) },
    };
  }

  const deliveries = new WeakMap<PartitionFlow, Delivery>();
  const flows = createFlows((partition, offset) => {
    const flow = createPartitionFlow({ partition, offset, maxBatch, share, read, onUnknownType });
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
      return pauses.active || trouble !== undefined;
    },
    get isStopped() {
      return stopping.signal.aborted;
    },
    trouble(error) {
      const told = trouble;
      trouble = error?.kind;
      if (trouble === told) return;
      if (error === undefined) logger.info(fields, 'going on: Kafka is back');
      else logger.warn({ ...fields, reason: explain(error, 'Consuming').message }, 'paused: Kafka is out of reach');
    },
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

function storedIn(entry: Entry): StoredEvent {
  if ('stored' in entry.content) return entry.content.stored;
  throw entry.content.unreadable;
}

function consumerOptions(member: Member, begin: Begin, host: SubscriptionHost): DriverConsumerOptions {
  const { flows, workers, commits, control } = member;
  const { limits } = host;
  return {
    ...{ topic: host.topic, group: host.groupId, maxBytesPerPartition: limits.fetchBytes },
    ...{ sessionTimeoutMs: limits.sessionTimeoutMs, rebalanceTimeoutMs: limits.rebalanceTimeoutMs },
    async begin(partitions) {
      const first = await host.beginAt(begin);
      return new Map(partitions.map((partition) => [partition, BigInt(first.get(partition) ?? 0)]));
    },
    onAssigned(partitions) {
      const offsets = new Map([...partitions].map(([partition, offset]) => [partition, Number(offset)]));
      commits.known(offsets);
      control.forget();
      flows.assign(offsets);
      workers.dispatch();
    },
    async onRevoked(partitions, lost) {
      const held = flows.hold(partitions);
      if (!lost) {
        await within(limits.revokeMs, Promise.all(held.map((flow) => flow.idle())));
        await within(limits.lastCommitMs, commits.flush());
      }
      flows.setAside(partitions);
    },
    onRecords(partition, records) {
      const flow = flows.receive(partition, records);
      if (flow === undefined) return;
      // What was only skipped is done as well.
      commits.touch();
      control.regulate(flow);
      workers.dispatch();
    },
    onTrouble: member.trouble,
    onRecovered: () => member.trouble(undefined),
  };
}

function closable(member: Member, consumer: DriverConsumer, host: SubscriptionHost): Subscription {
  const { workers, commits, settings } = member;
  const { limits, logger } = host;
  const { stream, group } = settings;

  async function close(): Promise<void> {
    member.stop();
    const drained = await workers.endWithin(limits.drainMs);
    member.abort();
    if (!drained && !(await workers.endWithin(limits.abortMs))) {
      logger.warn({ stream, group }, 'a handler did not end in time; its events will come again');
    }
    await within(limits.lastCommitMs, commits.flush());
    await within(limits.lastCommitMs, consumer.close());
    host.onClosed(subscription);
  }

  let closing: Promise<void> | undefined;
  const subscription: Subscription = {
    get state() {
      if (member.isStopped) return 'closed';
      return member.isPaused ? 'paused' : 'running';
    },
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => subscription.close(),
  };
  return subscription;
}

/** Wait for what may take longer than we wait. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([work.catch(() => {}), late]);
  timer.abort();
}
