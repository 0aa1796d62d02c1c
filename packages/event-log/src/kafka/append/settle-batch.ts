import type { Logger } from '@deskrail/contracts';
import { backoffMs } from '../../delivery/backoff.js';
import type { Acknowledged, DriverError, DriverErrorKind, DriverProducer, NotAcknowledged } from '../driver.js';
import { explainFailure } from '../explain-failure.js';
import type { AppendItem } from './append-call.js';
import type { AppendLimits } from './append-limits.js';
import { type Batch, halve, type Lane } from './lane.js';
import type { Producers } from './producers.js';

export interface Outcome {
  /** Undefined where none could be opened: then nothing was sent. */
  readonly producer: DriverProducer | undefined;
  readonly answer: Acknowledged | NotAcknowledged;
}

export interface Settling {
  readonly producers: Pick<Producers, 'retire'>;
  readonly limits: Pick<AppendLimits, 'baseRetryMs' | 'maxRetryMs'>;
  readonly logger: Logger;
  readonly random: () => number;
  /** The broker refuses this event for good. */
  onRefused(item: AppendItem, lane: Lane, error: DriverError): void;
}

const guilty: readonly DriverErrorKind[] = ['too-large', 'invalid'];
/** Nothing that waiting a few seconds would mend: those who append are told at once. */
const hopeless: readonly DriverErrorKind[] = ['not-authorized', 'not-authenticated', 'closed'];

/** What becomes of the batch at a lane's head. Returns how many ms the lane waits before it goes on. */
export function settleBatch(lane: Lane, batch: Batch, outcome: Outcome, settling: Settling): number {
  const { answer } = outcome;
  if (!('error' in answer)) acknowledge(lane, batch, answer, settling.logger);
  else if (guilty.includes(answer.error.kind)) refuse(lane, batch, answer.error, settling);
  else return retry(lane, batch, { ...outcome, error: answer.error }, settling);
  return 0;
}

/** The batch to send now. One that nobody waits for is dropped, and so is the producer that may have written it. */
export function nextBatch(lane: Lane, producers: Pick<Producers, 'retire'>): Batch | undefined {
  for (;;) {
    const batch = lane.head();
    if (batch === undefined || batch.items.some(({ call }) => !call.done)) return batch;
    lane.replaceHead();
    if (batch.uncertainWith !== undefined) producers.retire(batch.uncertainWith);
  }
}

function acknowledge(lane: Lane, batch: Batch, { partition, baseOffset }: Acknowledged, logger: Logger): void {
  lane.replaceHead();
  if (lane.failures > 0) logger.info({ topic: lane.topic, partition, failures: lane.failures }, 'acknowledged again');
  lane.failures = 0;
  lane.lastError = undefined;
  let offset = baseOffset;
  for (const { call, index } of batch.items) {
    call.acknowledge(index, `${partition}/${offset}`);
    offset += 1n;
  }
}

/** In halves, until the guilty event stands alone: only that is refused. */
function refuse(lane: Lane, batch: Batch, error: DriverError, { producers, onRefused }: Settling): void {
  // Other records go out in the place of these.
  if (batch.uncertainWith !== undefined) producers.retire(batch.uncertainWith);
  const [only] = batch.items;
  const alone = batch.items.length === 1;
  lane.replaceHead(...(alone ? [] : halve(batch)));
  if (alone && only !== undefined) onRefused(only, lane, error);
}

/** The very same records again: what was written already, the broker knows by its sequence numbers. */
function retry(
  lane: Lane,
  batch: Batch,
  { producer, error }: { readonly producer: DriverProducer | undefined; readonly error: DriverError },
  { producers, limits, logger, random }: Settling,
): number {
  const { topic, partition } = lane;
  const { kind, protocol, broker, message } = error;
  lane.failures += 1;
  lane.lastError = error;
  if (producer !== undefined) batch.uncertainWith = producer;
  if (producer !== undefined && kind === 'stale-producer') producers.retire(producer);
  if (hopeless.includes(kind)) {
    const failure = explainFailure(error, 'Appending to Kafka');
    for (const { call } of batch.items) call.fail(failure);
  }
  if (lane.failures === 1) {
    logger.warn({ topic, partition, kind, protocol, broker }, `not acknowledged, sending again: ${message}`);
  }
  return backoffMs(lane.failures, { baseDelayMs: limits.baseRetryMs, maxDelayMs: limits.maxRetryMs }, random);
}
