/** `npm run model -- --runs N [--store sqlite|postgres|both] [--instances 1-4] [--seed S [--path P]] [--repeat N]`. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startPostgres } from '../brokers/start-postgres.ts';
import { type Counts, checkModel, type Failure, noCounts } from './model.ts';
import { openPlace, type StoreName } from './place.ts';

const { values } = parseArgs({
  options: {
    ...{ runs: { type: 'string' }, store: { type: 'string' }, instances: { type: 'string' } },
    ...{ seed: { type: 'string' }, path: { type: 'string' }, repeat: { type: 'string' } },
  },
});
const whole = (text: string | undefined, otherwise: number): number => Number(text ?? otherwise);
const runs = whole(values.runs, 1_000);
const seed = whole(values.seed, randomInt(2 ** 31));
const repeat = whole(values.repeat, 1);
const instances = whole(values.instances, 3);
const stores = { sqlite: ['sqlite'], postgres: ['postgres'], both: ['sqlite', 'postgres'] } as const;
const chosen = stores[(values.store ?? 'both') as keyof typeof stores];
const isWhole = [runs, seed, repeat, instances].every((number) => Number.isSafeInteger(number) && number >= 0);
if (chosen === undefined || !isWhole || runs < 1 || repeat < 1 || instances < 1 || instances > 4) {
  console.error(
    'Usage: npm run model -- [--runs N] [--store sqlite|postgres|both] [--instances 1-4] [--seed S [--path P]] [--repeat N]',
  );
  process.exit(2);
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

/** A place is as fresh as new after so many. */
const batch = 100;
const sayEveryMs = 15_000;

let failed = false;
for (const store of chosen) failed = !(await playOn(store, Math.ceil(runs / chosen.length))) || failed;
// Executors that were left for dead would go on waiting.
process.exit(failed ? 1 : stop.signal.aborted ? 130 : 0);

async function playOn(store: StoreName, share: number): Promise<boolean> {
  await using stack = new AsyncDisposableStack();
  // Nothing here is to outlive the machine.
  const server =
    store === 'postgres' && process.env.DATABASE_URL === undefined
      ? stack.use(await startPostgres({ settings: { fsync: 'off' } }))
      : undefined;
  const counts = noCounts();
  const begun = performance.now();
  let said = begun;
  let failure: Failure | undefined;
  for (let done = 0; done < share && !stop.signal.aborted && failure === undefined; done += batch) {
    const some = Math.min(batch, share - done);
    await using database = await server?.createDatabase();
    await using place = await openPlace({ store, instances, url: database?.url ?? process.env.DATABASE_URL });
    const options = { runs: some, seed: seed + done, path: values.path, repeat, signal: stop.signal };
    failure = await checkModel(place, options, counts);
    if (performance.now() - said < sayEveryMs) continue;
    said = performance.now();
    console.log(`${store}: ${counts.runs} of ${share} runs, ${counts.calls} calls`);
  }
  tell(store, counts, (performance.now() - begun) / 1000);
  if (failure !== undefined) tellFailure(store, failure);
  return failure === undefined;
}

function tell(store: StoreName, counts: Counts, seconds: number): void {
  const { runs: played, calls, accepted, deciding, effects, mostReviewers, refused } = counts;
  const at = store === 'sqlite' ? store : `${store}, ${instances} instances`;
  const summary = { played, calls, accepted, deciding, effects, mostReviewers, refused, seconds: Math.round(seconds) };
  console.log(`${at}, seed ${seed}: ${JSON.stringify(summary)}`);
}

function tellFailure(store: StoreName, { error, course, ...where }: Failure): void {
  console.error(`\n${error}\n\n${JSON.stringify(course)}\n`);
  const again = `--store ${store} --instances ${instances} --seed ${where.seed} --path ${where.path}`;
  console.error(`Again: npm run model -- ${again} --repeat 20`);
}
