/** `npm run chaos -- --rounds N --seed S`: breaks things under load, and ends with 1 where a promise was broken. */
import { writeFile } from 'node:fs/promises';
import { chaosOptions, usage } from './options.ts';
import { summaryOf, tableOf } from './report.ts';
import { runChaos } from './run-chaos.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`Ended by ${signal}.`)));
}

// kafkajs by itself, by which brokers are administered here, sets timers of a negative time.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (name !== 'TimeoutNegativeWarning') console.error(`${name}: ${message}`);
});

function asked(): ReturnType<typeof chaosOptions> {
  try {
    return chaosOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

async function main(): Promise<number> {
  const { report: path, ...options } = asked();
  const began = performance.now();
  const say = (progress: string) =>
    console.error(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${progress}`);
  const { report, evidence } = await runChaos({ ...options, say, signal: stop.signal });
  if (path !== undefined) await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`);
  // All that was compared, for whoever looks for the cause.
  if (path !== undefined && !report.clean) await writeFile(`${path}.evidence.json`, JSON.stringify(evidence));
  console.log(`${tableOf(report)}\n\n${summaryOf(report)}`);
  if (path === undefined) console.log(JSON.stringify({ ...report, wrong: undefined }));
  return report.clean ? 0 : 1;
}

// By name: a connection that somebody left half open is no reason to stay.
try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
