/**
 * `npm run eval -- --data <folder>`: takes every measurement whose data is there and prints one table. Exit codes: 0 all that is
 * asked is met, 1 something is not or failed, 2 mistyped, 130 ended by Ctrl-C.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { allMeasures, missingData } from './all-measures.ts';
import type { Measure } from './measure.ts';
import { isMet, type MeasuredFigure, printedTable, withFigures } from './quality-table.ts';

const usage = `Usage: npm run eval -- --data <folder> [--only intents,retrieval] [--embeddings-url <url>] [--json] [--write docs/quality.md]`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const stop = new AbortController();
process.on('SIGINT', () => {
  if (stop.signal.aborted) process.exit(130);
  stop.abort(new Error('Interrupted.'));
});

try {
  process.exitCode = await run();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = stop.signal.aborted ? 130 : 1;
}
// A server that a measurement asked may still hold a connection open.
process.exit();

function optionsGiven() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        only: { type: 'string' },
        'embeddings-url': { type: 'string' },
        json: { type: 'boolean' },
        write: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    say(`${error instanceof Error ? error.message : 'Mistyped.'}\n${usage}`);
    return undefined;
  }
}

async function run(): Promise<number> {
  const given = optionsGiven();
  if (given?.data === undefined) {
    if (given !== undefined) say(usage);
    return 2;
  }
  const measures = await allMeasures();
  const only = given.only?.split(',').map((name) => name.trim());
  const unknown = only?.filter((name) => !measures.some((measure) => isNamed(measure, name))) ?? [];
  if (unknown.length > 0) {
    say(`There is no measurement ${unknown.join(', ')}: ${measures.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const wanted = measures.filter((measure) => only?.some((name) => isNamed(measure, name)) ?? true);
  const data = resolve(given.data);
  const date = new Date().toISOString().slice(0, 10);
  const figures: MeasuredFigure[] = [];
  const failed: string[] = [];
  for (const measure of wanted) {
    const missing = missingData(measure, data);
    if (missing.length > 0) {
      say(`${measure.name}: left out, as ${missing.join(', ')} is not in ${given.data}.`);
      continue;
    }
    try {
      figures.push(...(await taken(measure, data, given['embeddings-url'], date)));
    } catch (error) {
      if (stop.signal.aborted) throw error;
      say(`${measure.name}: failed. ${error instanceof Error ? error.message : String(error)}`);
      failed.push(measure.name);
    }
  }
  for (const line of given.json ? [JSON.stringify({ date, figures, failed })] : printedTable(figures))
    console.log(line);
  if (given.write !== undefined)
    await writeFile(given.write, withFigures(await readFile(given.write, 'utf8'), figures));
  if (figures.length === 0 && failed.length === 0) {
    say(`Nothing was measured: no data set is in ${given.data}.`);
    return 1;
  }
  const missed = figures.filter((figure) => isMet(figure) === false);
  if (missed.length > 0) say(`Not as asked: ${missed.map(({ measure, name }) => `${measure}: ${name}`).join('; ')}.`);
  return missed.length > 0 || failed.length > 0 ? 1 : 0;
}

/** By its name, or by the part before a dash: `intents` takes `intents-few` too. */
function isNamed(measure: Measure, name: string): boolean {
  return measure.name === name || measure.name.startsWith(`${name}-`);
}

async function taken(
  measure: Measure,
  data: string,
  embeddingsUrl: string | undefined,
  date: string,
): Promise<readonly MeasuredFigure[]> {
  const startedAt = performance.now();
  const found = await measure.run({
    data,
    signal: stop.signal,
    say: (line) => say(`${measure.name}: ${line}`),
    ...(embeddingsUrl !== undefined && { embeddingsUrl }),
  });
  say(`${measure.name}: ${found.length} figures in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  return found.map((figure) => ({ ...figure, measure: measure.name, date }));
}
