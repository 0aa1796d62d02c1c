import type { Lag } from '@deskrail/contracts';
import { Gauge, type Registry } from 'prom-client';
import { withinLimit } from '../http/within-limit.js';
import { boundedLabel } from './bounded-label.js';
import type { MetricsOptions } from './metrics.js';

interface Collecting {
  readonly registry: Registry;
  /** A part that is away takes its own gauge from the page and nothing else. */
  collecting(gauge: { leaveOut(): void }, what: string, collect: () => Promise<void>): Promise<void>;
}

/** What is asked of store, log and the rest when metrics are collected. */
export function addGauges(registry: Registry, options: MetricsOptions): void {
  const { logger, timeoutMs, openEventStreams, store, log } = options;
  const shared: Collecting = {
    registry,
    async collecting(gauge, what, collect) {
      try {
        await withinLimit(collect, { ms: timeoutMs, signals: [] });
      } catch {
        gauge.leaveOut();
        logger.warn({ what }, 'a metric could not be collected');
      }
    },
  };
  addLag(shared, options);
  addPlain(shared, 'deskrail_event_streams_open', 'Server-sent event streams being followed.', openEventStreams);
  addUp(shared, 'deskrail_log_up', 'Whether the log would take an event now.', () => log.ready());
  if (store) {
    addUp(shared, 'deskrail_store_up', 'Whether the store can do its work now.', () => store.ready());
    addPlain(shared, 'deskrail_outbox_depth', 'Events decided and not yet in the log.', () => store.outbox.depth());
  }
  for (const { name, help, read } of options.gauges ?? []) addPlain(shared, name, help, read);
}

function addPlain(
  { registry, collecting }: Collecting,
  name: string,
  help: string,
  read: () => number | undefined | Promise<number | undefined>,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      await collecting({ leaveOut: () => this.remove() }, name, async () => {
        const value = await read();
        if (value === undefined) this.remove();
        else this.set(value);
      });
    },
  });
}

/** 1 or 0; a part that does not answer in time is not up. */
function addUp(shared: Collecting, name: string, help: string, ready: () => Promise<void>): void {
  new Gauge({
    name,
    help,
    registers: [shared.registry],
    async collect() {
      this.set(0);
      await shared.collecting({ leaveOut: () => {} }, name, async () => {
        await ready();
        this.set(1);
      });
    },
  });
}

function addLag({ registry, collecting }: Collecting, { log }: MetricsOptions): void {
  const groupLabel = boundedLabel(100);
  let asking: Promise<readonly Lag[]> | undefined;
  const add = (name: string, help: string, read: (lag: Lag) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['group', 'stream'],
      registers: [registry],
      async collect() {
        await collecting({ leaveOut: () => this.reset() }, 'lag', async () => {
          // One look at the log serves both gauges.
          asking ??= log.lag().finally(() => {
            asking = undefined;
          });
          const lags = await asking;
          this.reset();
          for (const lag of lags) this.set({ group: groupLabel(lag.group), stream: lag.stream }, read(lag));
        });
      },
    });
  add('deskrail_consumer_lag_events', 'Events that a consumer group has not done.', ({ events }) => events);
  add(
    'deskrail_consumer_lag_seconds',
    'Age of the oldest event that a consumer group has not done.',
    ({ seconds }) => seconds,
  );
}
