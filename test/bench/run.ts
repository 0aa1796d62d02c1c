/** `npm run bench -- <name> [--option value …]`: prints a table and, last, one JSON line with ours, baseline and ratio. */
import { parseArgs } from 'node:util';
import { analytics } from './analytics.ts';
import { burst } from './burst.ts';
import { consume } from './consume.ts';
import { dryRun } from './dry-run.ts';
import { ingest } from './ingest.ts';
import { journey } from './journey.ts';
import { produce } from './produce.ts';
import { rebuild } from './rebuild.ts';
import type { Bench } from './report.ts';
import { printReport } from './report.ts';
import { scale } from './scale.ts';
import { sizes } from './sizes.ts';
import { suggest } from './suggest.ts';
import { verdict } from './verdict.ts';
import { verify } from './verify.ts';

const benches: Readonly<Record<string, Bench>> = {
  'dry-run': dryRun,
  ...{ analytics, burst, consume, ingest, journey, produce, rebuild, scale, sizes, suggest, verdict, verify },
};

const [name, ...rest] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
const { values } = parseArgs({
  args: rest,
  options: {
    count: { type: 'string' },
    rounds: { type: 'string' },
    log: { type: 'string' },
    store: { type: 'string' },
    docs: { type: 'string' },
    queries: { type: 'string' },
    reviewers: { type: 'string' },
  },
});
const log = oneOf(['embedded', 'kafka'], values.log);
const store = oneOf(['embedded', 'postgres'], values.store === 'sqlite' ? 'embedded' : values.store);
if (bench === undefined || log === 'unknown' || store === 'unknown') {
  const names = Object.keys(benches).join('|');
  console.error(
    `Usage: npm run bench -- <${names}> [--count N] [--rounds N] [--log embedded|kafka] [--store embedded|sqlite|postgres] [--reviewers N] [--docs path --queries path]`,
  );
  process.exit(2);
}
const whole = (text: string | undefined) => (text === undefined ? undefined : Math.max(1, Number.parseInt(text, 10)));
printReport(
  await bench({
    count: whole(values.count),
    rounds: whole(values.rounds),
    log,
    store,
    docs: values.docs,
    queries: values.queries,
    reviewers: whole(values.reviewers),
  }),
);

function oneOf<Word extends string>(words: readonly Word[], text: string | undefined): Word | 'unknown' | undefined {
  return text === undefined ? undefined : (words.find((word) => word === text) ?? 'unknown');
}
