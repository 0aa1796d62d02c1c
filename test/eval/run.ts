/**
 * `npm run eval -- --data <folder>`: takes every measurement whose data is there and prints one table. Exit codes: 0 all that is
 * asked is met, 1 something is not or failed, 2 mistyped, 130 ended by Ctrl-C.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { allMeasures, missingData } from './all-measures.ts';
import type { Measure } from './measure.ts';
import type { Asked, Told } from './measure-worker.ts';
import { isMet, type MeasuredFigure, printedTable, withFigures } from './quality-table.ts';

const usage =
  'Usage: npm run eval -- --data <folder> [--only intents,retrieval] [--embeddings-url <url>] [--json] [--write docs/quality.md]';
/** How long a measurement may take to end after Ctrl-C. */
const patienceMs = 3_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

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
    if (values.data !== undefined) return { ...values, data: values.data };
    say(usage);
  } catch (error) {
    say(`${error instanceof Error ? error.message : 'Mistyped.'}\n${usage}`);
  }
  return undefined;
}

async function run(): Promise<number> {
  const given = optionsGiven();
  if (given === undefined) return 2;
  const measures = await allMeasures();
  const only = given.only?.split(',').map((name) => name.trim());
  const unknown = only?.filter((name) => !measures.some((measure) => isNamed(measure, name))) ?? [];
  if (unknown.length > 0) {
    say(`There is no measurement ${unknown.join(', ')}: ${measures.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const data = resolve(given.data);
  const wanted = measures.filter((measure) => only?.some((name) => isNamed(measure, name)) ?? true);
  const ready = wanted.filter((measure) => {
    const missing = missingData(measure, data);
    if (missing.length > 0) say(`${measure.name}: left out, as ${missing.join(', ')} is not in ${given.data}.`);
    return missing.length === 0;
  });
  if (ready.length === 0) {
    say(`Nothing was measured: no data set is in ${given.data}.`);
    return 1;
  }
  const url = given['embeddings-url'];
  const names = ready.map(({ name }) => name);
  const taken = await take({ names, data, ...(url !== undefined && { embeddingsUrl: url }) });
  if (taken === 'interrupted') return 130;
  const { figures, failed } = taken;
  for (const line of given.json ? [JSON.stringify(taken)] : printedTable(figures)) console.log(line);
  if (given.write !== undefined) await writePage(given.write, figures);
  const missed = figures.filter((figure) => isMet(figure) === false);
  if (missed.length > 0) say(`Not as asked: ${missed.map(({ measure, name }) => `${measure}: ${name}`).join('; ')}.`);
  return missed.length > 0 || failed.length > 0 ? 1 : 0;
}

/** By its name, or by the part before a dash: `intents` takes `intents-few` too. */
function isNamed(measure: Measure, name: string): boolean {
  return measure.name === name || measure.name.startsWith(`${name}-`);
}

interface Taken {
  readonly figures: readonly MeasuredFigure[];
  readonly failed: readonly string[];
}

/** One after the other, in a thread of their own. */
function take(asked: Asked): Promise<Taken | 'interrupted'> {
  const date = new Date().toISOString().slice(0, 10);
  const figures: MeasuredFigure[] = [];
  const failed: string[] = [];
  let interrupted = false;
  const worker = new Worker(join(import.meta.dirname, 'measure-worker.ts'), { workerData: asked });
  worker.on('message', (told: Told) => {
    if ('say' in told) return say(told.say);
    if ('failed' in told) {
      if (interrupted) return;
      say(`${told.measure}: failed. ${told.failed}`);
      failed.push(told.measure);
      return;
    }
    figures.push(...told.figures.map((figure) => ({ ...figure, measure: told.measure, date })));
    say(`${told.measure}: ${told.figures.length} figures in ${told.seconds.toFixed(1)} s`);
  });
  process.on('SIGINT', () => {
    if (interrupted) process.exit(130);
    interrupted = true;
    worker.postMessage('stop');
    setTimeout(() => void worker.terminate(), patienceMs).unref();
  });
  return new Promise((ended, reject) => {
    worker.on('error', (error) => (interrupted ? undefined : reject(error)));
    worker.on('exit', () => ended(interrupted ? 'interrupted' : { figures, failed }));
  });
}

/** In one step, so that nobody reads half a page. */
async function writePage(path: string, figures: readonly MeasuredFigure[]): Promise<void> {
  const page = withFigures(await readFile(path, 'utf8'), figures);
  await writeFile(`${path}.part`, page);
  await rename(`${path}.part`, path);
}

try {
  process.exitCode = await run();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
