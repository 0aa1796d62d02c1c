import { setTimeout as delay } from 'node:timers/promises';
import { DeskrailError, type StreamName, type SubscribeOptions, type Subscription } from '@deskrail/contracts';
import { settingsOf } from '../../delivery/subscription-settings.js';
import type { DriverConsumer, DriverConsumerOptions } from '../driver.js';
import { type Begin, checkFrom } from './begin-offsets.js';
import { createMember, type Member, type SubscriptionHost } from './member.js';
import { explain } from './reach.js';

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
