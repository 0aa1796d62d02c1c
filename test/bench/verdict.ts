import { startChild } from './child.ts';
import { type LoadResult, load, rawPost } from './load.ts';
import { openPlaces, type Places } from './places.ts';
import { type Bench, latencies, median, round } from './report.ts';
import { alternate } from './rounds.ts';

/** What waits for people at a server: ids and the hashes that they see. */
export type Waiting = readonly (readonly [id: string, hash: string])[];

export interface Decided {
  readonly perSecond: number;
  readonly timesMs: readonly number[];
}

interface Measured extends Decided {
  /** Of many on one item at once. */
  readonly contended?: {
    readonly perSecond: number;
    readonly won: number;
    readonly lost: number;
    readonly items: number;
  };
  readonly cpuMicrosEach?: number;
}

const warmUp = 500;
const contendedItems = 20;

/**
 * `ours` answers `/v1` and brings what was decided into the log, as an API does that runs beside the other roles: their
 * work is theirs. `whole` is all roles in the one process: projection, executors, copilot and the queue's keeper as well.
 */
const sides = {
  embedded: ['floor', 'ours'],
  postgres: ['floor', 'ours', 'whole'],
} as const;
type Side = 'floor' | 'ours' | 'whole';

/**
 * Approvals over HTTP, each of another open recommendation, by many reviewers at once. The floor is the same rows written
 * by hand in transactions as durable, on the same tables, with as many callers and no HTTP.
 */
export const verdict: Bench = async ({ count = 2_000, rounds = 3, reviewers = 50, store }) => {
  const stores = store === undefined ? (['embedded', 'postgres'] as const) : [store];
  const found = [];
  for (const one of stores) {
    // PostgreSQL is for several instances, which share a log on Kafka.
    await using places = await openPlaces({ store: one, log: one === 'postgres' ? 'kafka' : 'embedded' });
    const each: Partial<Record<Side, readonly Measured[]>> = await alternate<Side, Measured>(
      sides[one],
      rounds,
      (side) => measure(side, places, { count, reviewers }),
    );
    const { floor = [], ours = [], whole } = each;
    // Where state is embedded there is one process, which does everything.
    found.push({ store: one, process: one === 'postgres' ? 'API and relay' : 'all roles', ours, floor });
    if (whole !== undefined) found.push({ store: one, process: 'all roles', ours: whole, floor });
  }
  const summaries = found.map(({ store: name, process: does, ours, floor }) => {
    const [us, them] = [ours, floor].map((side) => round(median(side.map(({ perSecond }) => perSecond)), 0)) as [
      number,
      number,
    ];
    const timesMs = latencies(ours.flatMap((one) => one.timesMs));
    const contended = ours.flatMap((one) => one.contended ?? []);
    return {
      ...{ store: name, process: does, ours: us, baseline: them, ratio: round(us / them), ...timesMs },
      floorP99: latencies(floor.flatMap((one) => one.timesMs)).p99,
      'CPU µs': round(median(ours.flatMap((one) => one.cpuMicrosEach ?? [])), 0),
      '409/s on one item': round(median(contended.map(({ perSecond }) => perSecond)), 0),
      'winners of an item': round(
        contended.reduce((sum, { won }) => sum + won, 0) / (contendedItems * contended.length),
      ),
    };
  });
  const [{ ours, baseline, ratio } = { ours: 0, baseline: 0, ratio: 0 }] = summaries;
  const report = { name: 'verdict', unit: 'verdicts/s', rows: summaries, ours, baseline, ratio };
  return { ...report, stores: summaries, count, rounds, reviewers };
};

interface Load {
  readonly count: number;
  readonly reviewers: number;
}

async function measure(side: Side, places: Places, { count, reviewers }: Load): Promise<Measured> {
  const waiting = String(count + warmUp + contendedItems);
  const isApart = side === 'ours' && places.store === 'postgres';
  const environment = await places.fresh({
    ...{ BENCH_COUNT: waiting, BENCH_REVIEWERS: String(reviewers) },
    ...(isApart && { BENCH_ROLES: 'api' }),
  });
  const file = side === 'floor' ? './verdict-floor-server.ts' : './verdict-server.ts';
  await using child = await startChild(file, environment);
  const items = (await child.ask('waiting')) as Waiting;
  if (side === 'floor') return (await child.ask('decide')) as Decided;
  const post = (request: Waiting[number], index: number) => approval(request, index % reviewers);
  accepted(await load(child.port, items.slice(0, warmUp).map(post), reviewers), warmUp);
  const cpuBefore = Number(await child.ask('cpuSeconds'));
  const many = await load(child.port, items.slice(warmUp, warmUp + count).map(post), reviewers);
  const cpuSeconds = Number(await child.ask('cpuSeconds')) - cpuBefore;
  accepted(many, count);
  const one = items
    .slice(warmUp + count)
    .flatMap((item) => Array.from({ length: reviewers }, (_, who) => approval(item, who)));
  const { perSecond, statuses } = await load(child.port, one, reviewers);
  const won = statuses[201] ?? 0;
  const lost = statuses[409] ?? 0;
  if (won !== contendedItems || won + lost !== one.length) throw new Error(`On one item: ${JSON.stringify(statuses)}.`);
  const contended = { perSecond: perSecond * (lost / one.length), won, lost, items: contendedItems };
  return { ...many, contended, cpuMicrosEach: (cpuSeconds * 1e6) / count };
}

function accepted({ statuses }: LoadResult, count: number): void {
  if (statuses[201] !== count) throw new Error(`Not every verdict was taken: ${JSON.stringify(statuses)}.`);
}

const approval = ([id, hash]: Waiting[number], who: number): Buffer => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer reviewer-${who}-key` };
  return rawPost(`/v1/recommendations/${id}/verdicts`, headers, JSON.stringify({ kind: 'approve', hash }));
};
