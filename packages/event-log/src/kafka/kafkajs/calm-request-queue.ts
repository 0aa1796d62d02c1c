import { requestQueuePrototype } from './internals.js';

let calmed = false;

/**
 * kafkajs looks for pending requests a millisecond after every answer, and again after that, for ever: 900 times a second
 * on an idle connection, with a `TimeoutNegativeWarning` from Node 24 for each process. Nothing has to be looked for
 * while nothing is pending: whatever becomes pending schedules its own look.
 */
export function calmRequestQueue(): void {
  if (calmed) return;
  calmed = true;
  const schedule = requestQueuePrototype.scheduleCheckPendingRequests;
  requestQueuePrototype.scheduleCheckPendingRequests = function scheduleWhatIsPending() {
    if (this.pending.length > 0) schedule.call(this);
  };
}
