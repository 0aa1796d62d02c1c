import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeskrailError } from '@deskrail/contracts';

/** Long enough to get on with the work, short enough that nobody who waits for an answer notices. */
const turnMs = 8;

export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onTurn?: (() => void) | undefined;
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DeskrailError('aborted', 'The caller ended the call.', { cause: signal.reason });
}

/** Does the work a few milliseconds at a time, so that a server in the same process goes on answering. Throws `aborted`. */
export async function inTurns<Result>(
  work: Generator<void, Result>,
  { signal, onTurn }: TurnOptions = {},
): Promise<Result> {
  let until = performance.now() + turnMs;
  for (;;) {
    throwIfAborted(signal);
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    onTurn?.();
    await nextTurn();
    until = performance.now() + turnMs;
  }
}

/** Does it all at once. */
export function atOnce<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
