/** `npm run bench -- <name> [--option value …]`: prints a table and, last, one JSON line with ours, baseline and ratio. */
import { parseArgs } from 'node:util';
import { consume } from './consume.ts';
import { ingest } from './ingest.ts';
import { journey } from './journey.ts';
import { rebuild } from './rebuild.ts';
import type { Bench } from './report.ts';
import { printReport } from './report.ts';

const benches: Readonly<Record<string, Bench>> = { consume, ingest, journey, rebuild };

const [name, ...rest] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (bench === undefined) {
  console.error(`Usage: npm run bench -- <${Object.keys(benches).join('|')}> [--count N] [--rounds N]`);
  process.exit(2);
}
const { values } = parseArgs({
  args: rest,
  options: { count: { type: 'string' }, rounds: { type: 'string' } },
});
const whole = (text: string | undefined) => (text === undefined ? undefined : Math.max(1, Number.parseInt(text, 10)));
printReport(await bench({ count: whole(values.count), rounds: whole(values.rounds) }));
