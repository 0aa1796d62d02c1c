import { type StreamName, streams } from '@deskrail/contracts';
import { type LiveDefinition, liveMetrics, type MetricDefinition, metricDefinitions } from '@deskrail/copilot';
import { processMetrics } from './process-metrics.ts';

const intro = `# Metrics

<!-- Written by \`npm run docs\`. Change packages/copilot/src/analytics, not this page. -->

What the numbers of \`GET /v1/analytics\` ([client](../../packages/client/README.md): \`analytics()\`) and of \`/metrics\` mean. They are counted from the
streams alone; each definition here stands beside the code that counts it, and a test checks each against an example counted by hand.

* **The window.** A case belongs to the window in which it was opened, a recommendation to that in which it was made, an action to
  that in which it was approved; \`since\` is in it, \`until\` is not. What came of it later counts, as it is known at \`countedAt\`: the last days of a
  window look better (fewer regrets) or worse (fewer resolved) than they will.
* **Clocks.** What is about the customer goes by the desk's clock, which its facts carry; what is about us by ours: the time that
  the store read when it was decided, which the log's append follows by moments. A difference that would be negative is 0.
* **Late, twice, out of order.** Whatever order events come in, and however often, the numbers are the same: what is counted hangs on ids
  and on the events' own times, never on arrival.
* **What is no longer held.** Numbers go with the streams: facts are kept for ${streams.facts.retentionDays} days by default, decisions for ${streams.decisions.retentionDays}. What has left
  a stream is in no number that is counted afterwards (an instance reads all again every hour). Erasure takes texts and names, of which numbers hold none. Snapshots are not read: a case whose opening is gone is not counted.
* **How exact.** Percentiles are exact, by nearest rank. Ratios and distances are rounded to four digits. At most 200,000 cases, recommendations and
  actions each are counted in one answer; \`leftOut\` says how many events began further ones.
* **Apart by** \`day\` (UTC), \`intent\`, \`kind\`, \`queue\` or \`policy\`. A case has the intent of the first recommendation about it that knew one, and neither kind, queue
  nor policy. A recommendation's queue is the one where it was decided or waits.
* **On \`/metrics\`** are counters, histograms and gauges of all tenants together, as events enter the log; each process that answers the API
  counts them all, so take \`max\`, not \`sum\`, over instances. Nothing is taken back there: what comes late counts when it comes, and a case that began over a day before the
  process did has no first response time. For it such a process reads every fact: \`liveNumbers: false\` leaves it out. Of the cases, recommendations and actions it follows 50,000 each, those told last.`;

const groups: Readonly<Record<string, { readonly title: string; readonly of: string }>> = {
  cases: { title: 'Cases', of: 'Of the cases that were opened in the window.' },
  suggestions: { title: 'Suggestions', of: 'Of the recommendations that were made in the window.' },
  reviews: { title: 'Reviews', of: 'Of the recommendations that were made in the window.' },
  output: { title: 'Output', of: 'Of the suggestions that were made in the window.' },
  toolCalls: { title: 'Tool calls', of: 'Of the actions that were approved in the window.' },
};

const clocks: Readonly<Record<MetricDefinition['clock'], string>> = {
  desk: 'the desk’s clock',
  ours: 'our clock',
  both: 'the desk’s clock and ours',
  none: '',
};

const topics = (names: readonly StreamName[]): string => names.map((name) => `\`${streams[name].topic}\``).join(', ');

const live: readonly LiveDefinition[] = Object.values(liveMetrics);

function section([name, { title, unit, formula, clock, leftOut, ...about }]: [string, MetricDefinition]): string {
  const told = live
    .filter(({ of }) => of === name)
    .map((metric) => {
      const labels = metric.labels === undefined ? '' : `{${metric.labels.join(', ')}}`;
      return `\`${metric.name}${labels}\` (${metric.type})`;
    });
  return [
    `### ${title}\n\n\`${name}\` · ${[unit, topics(about.streams), clocks[clock]].filter((text) => text !== '').join(' · ')}`,
    formula,
    ...(leftOut === undefined ? [] : [`Left out: ${leftOut}`]),
    ...(told.length === 0 ? [] : [`On \`/metrics\`: ${told.join(', ')}.`]),
  ].join('\n\n');
}

/** What each number is. */
export function metricsPage(): string {
  const all = Object.entries(metricDefinitions);
  const sections = Object.entries(groups).flatMap(([group, { title, of }]) => [
    `## ${title}`,
    of,
    ...all.filter(([name]) => name.startsWith(`${group}.`)).map(section),
  ]);
  return [intro, ...sections, processSection(), speed].join('\n\n').concat('\n');
}

/** What `/metrics` tells beside the numbers. */
function processSection(): string {
  const rows = Object.entries(processMetrics).map(([name, { type, labels, about }]) => {
    const named = labels === undefined ? name : `${name}{${labels.join(', ')}}`;
    return `| \`${named}\` | ${type} | ${about} |`;
  });
  const text = `Of the process that answers, not counted from a window. What enters the log is counted by each process that serves the API, whoever decided it: take
\`max\` over instances, not \`sum\`. Of webhooks, requests, suggestions, readings and connections each process tells its own: take \`sum\`. Labels are bounded, and hold no personal data.`;
  return [
    '## The rest of `/metrics`',
    text,
    ['| metric | type | what it is |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

const speed = `## What it costs

The first call of a tenant reads the streams from \`since\` on, whatever tenants they hold; later ones read what came since, and count what is
held, about 190 bytes an event. 1,000,000 events of 100,000 cases, on the embedded log (\`npm run bench -- analytics\`, [where](../operating/measured.md)): the
first call 20 s, of which 16 s are the log's reading and parsing; the same again 0.4 s, by day 0.6 s, after 1,000 further events 0.6 s.

One call counts for at most 20 s. Then it ends with \`timeout\` (504), and the next goes on where it came to; the client asks again by itself, within its own
limit. What was read is kept for an hour, of 500,000 records in all tenants, those asked for last.`;
