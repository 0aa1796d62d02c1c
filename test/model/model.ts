import fc from 'fast-check';
import { type Course, course } from './course.ts';
import type { Place } from './place.ts';
import { play } from './play.ts';

export interface ModelOptions {
  readonly runs: number;
  readonly seed: number;
  /** Of one run, as a failure told it. */
  readonly path?: string | undefined;
  /** How often each course is played: what goes wrong between calls does not every time. */
  readonly repeat?: number;
  readonly shrinkMs?: number;
  readonly signal?: AbortSignal;
}

/** What was played, counted. */
export interface Counts {
  runs: number;
  calls: number;
  accepted: number;
  deciding: number;
  effects: number;
  mostReviewers: number;
  readonly refused: Record<string, number>;
}

export const noCounts = (): Counts => ({
  ...{ runs: 0, calls: 0, accepted: 0, deciding: 0, effects: 0, mostReviewers: 0, refused: {} },
});

export interface Failure {
  readonly seed: number;
  readonly path: string;
  readonly error: string;
  readonly course: Course;
}

/** Plays random courses, until one breaks what always holds; then the shortest that was found to. */
export async function checkModel(place: Place, options: ModelOptions, counts: Counts): Promise<Failure | undefined> {
  const { runs, seed, path, repeat = 1, shrinkMs = 20_000, signal } = options;
  let shrinkUntil: number | undefined;
  const property = fc.asyncProperty(course, async (one) => {
    if (signal?.aborted) return;
    if (shrinkUntil !== undefined && performance.now() > shrinkUntil) return;
    try {
      for (let times = 0; times < repeat; times += 1) {
        const played = await play(place, one);
        if (shrinkUntil === undefined) count(counts, played);
      }
    } catch (error) {
      shrinkUntil ??= performance.now() + shrinkMs;
      throw error;
    }
  });
  const result = await fc.check(property, { seed, numRuns: runs, ...(path !== undefined && { path }) });
  if (!result.failed || result.counterexample === null) return undefined;
  const error = result.errorInstance;
  return {
    ...{ seed: result.seed, path: result.counterexamplePath ?? '', course: result.counterexample[0] },
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

function count(counts: Counts, { told, effects, course: { setting } }: Awaited<ReturnType<typeof play>>): void {
  counts.runs += 1;
  counts.calls += told.length;
  counts.effects += effects.length;
  counts.mostReviewers = Math.max(counts.mostReviewers, setting.reviewers.length);
  for (const { error, given } of told) {
    if (error !== undefined) counts.refused[error.code] = (counts.refused[error.code] ?? 0) + 1;
    if (given === undefined || given.repeated) continue;
    counts.accepted += 1;
    if (given.verdict.decides) counts.deciding += 1;
  }
}
