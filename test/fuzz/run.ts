/** `npm run fuzz -- --runs N [--seed S] [--desk D]`: hostile webhooks at every desk's receive half. Keeps what fails. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { desks } from './desks.ts';
import { type Failure, fuzz } from './fuzz.ts';
import { createTrier } from './try-delivery.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, desk: { type: 'string' } },
});
const runs = Number(values.runs ?? 100_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const names = values.desk === undefined ? Object.keys(desks) : [values.desk];
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed) || names.some((name) => !(name in desks))) {
  console.error(`Usage: npm run fuzz -- [--runs N] [--seed S] [--desk ${Object.keys(desks).join('|')}]`);
  process.exit(2);
}

const seedsFile = join(import.meta.dirname, 'seeds.json');
const batch = 2_000;
let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
});

const startedAt = performance.now();
let failed = false;
for (const name of names) {
  const share = Math.ceil(runs / names.length);
  const desk = desks[name];
  if (desk === undefined) break;
  const trier = createTrier(desk);
  let done = 0;
  while (done < share && !stopped) {
    const found = await fuzz(name, { runs: Math.min(batch, share - done), seed: (seed + done) | 0, trier });
    done += Math.min(batch, share - done);
    progress(`${name}: ${done.toLocaleString('en')} of ${share.toLocaleString('en')}`, done % (25 * batch) === 0);
    if (found === undefined) continue;
    failed = true;
    keep(found);
    console.error(`\n${name}: ${found.what}\n${JSON.stringify(found.delivery).slice(0, 4_000)}`);
    console.error('Kept in test/fuzz/seeds.json.');
    break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `\r${name}: ${done} deliveries, slowest ${trier.slowestMs.toFixed(1)} ms of CPU, ${seconds.toFixed(0)} s`,
  );
}
console.log(`Seed ${seed}.${stopped ? ' Stopped.' : ''}`);
process.exitCode = failed ? 1 : stopped ? 130 : 0;

/** On one line of a terminal; elsewhere a line now and then. */
function progress(text: string, now: boolean): void {
  if (process.stdout.isTTY) process.stdout.write(`\r${text}   `);
  else if (now) console.log(text);
}

function keep(failure: Failure): void {
  const kept: Failure[] = JSON.parse(readFileSync(seedsFile, 'utf8'));
  writeFileSync(seedsFile, `${JSON.stringify([...kept, failure], null, 2)}\n`);
}
