import { DeskrailError } from '@deskrail/contracts';
import type { TwilioDeliveries } from './deliveries.js';
import type { Progress } from './progress.js';

/** Waits until nothing is on its way: one message's progress sends webhooks, and their answers may send messages. */
export async function settle(context: {
  readonly progress: Progress;
  readonly deliveries: TwilioDeliveries;
  readonly signal: AbortSignal | undefined;
}): Promise<void> {
  const { progress, deliveries, signal } = context;
  // What one turn brings together for a sink has not left yet.
  await Promise.resolve();
  do {
    await unlessAborted(Promise.all(progress.running), signal);
    await deliveries.settled(signal === undefined ? {} : { signal });
  } while (progress.running.size > 0);
}

function unlessAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new DeskrailError('aborted', 'Stopped waiting for messages: the signal was aborted.'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
