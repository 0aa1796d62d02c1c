import type { EventLog, LiveMetric, LiveNumbers, LiveValue, Logger, StoredEvent } from '@deskrail/contracts';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { boundedLabel } from './bounded-label.js';
import { countEvents } from './count-events.js';

type Told = StoredEvent<'facts'> | StoredEvent<'decisions'> | StoredEvent<'actions'>;

/** Of each label that has no values of its own to bound it: queues, policies. */
const valuesAtMost = 50;

/** What the numbers say as they come, on `/metrics`. No scrape reads the log. */
function countNumbers(registry: Registry, live: LiveNumbers): (stored: Told) => void {
  let latest: readonly LiveValue[] | undefined;
  /** Once a scrape, which asks all gauges in one turn. */
  const gauges = (): readonly LiveValue[] => {
    if (latest === undefined) queueMicrotask(() => (latest = undefined));
    latest ??= live.gauges();
    return latest;
  };
  const metrics = new Map(live.metrics.map((metric) => [metric.name, metricOf(metric, registry, gauges)]));
  const bounds = new Map<string, (value: string) => string>();

  const bounded = ({ labels }: LiveValue) =>
    Object.fromEntries(
      Object.entries(labels).map(([label, value]) => {
        const bound = bounds.get(label) ?? boundedLabel(valuesAtMost);
        bounds.set(label, bound);
        return [label, bound(value)];
      }),
    );

  return (stored) => {
    for (const observation of live.take(stored)) {
      const metric = metrics.get(observation.name);
      const labels = bounded(observation);
      if (metric instanceof Counter) metric.inc(labels, observation.value);
      else if (metric instanceof Histogram) metric.observe(labels, observation.value);
    }
  };
}

function metricOf(
  { name, help, type, labels = [], buckets = [] }: LiveMetric,
  registry: Registry,
  gauges: () => readonly LiveValue[],
) {
  const shared = { name, help, labelNames: [...labels], registers: [registry] };
  if (type === 'counter') return new Counter(shared);
  if (type === 'histogram') return new Histogram({ ...shared, buckets: [...buckets] });
  const bound = boundedLabel(valuesAtMost);
  return new Gauge({
    ...shared,
    collect() {
      this.reset();
      if (labels.length === 0) this.remove();
      for (const one of gauges()) {
        if (one.name !== name) continue;
        const values = Object.entries(one.labels).map(([label, value]) => [label, bound(value)]);
        this.set(Object.fromEntries(values), one.value);
      }
    },
  });
}

/** Read on from where the numbers want it, until the signal ends it. */
export function followNumbers({
  registry,
  live,
  ...following
}: {
  readonly registry: Registry;
  readonly live: LiveNumbers | undefined;
  readonly log: EventLog;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): readonly Promise<void>[] {
  if (live === undefined) return [];
  const count = countNumbers(registry, live);
  const shared = { ...following, from: { time: live.since }, count };
  return [
    countEvents({ ...shared, stream: 'decisions' }),
    countEvents({ ...shared, stream: 'actions' }),
    countEvents({ ...shared, stream: 'facts' }),
  ];
}
