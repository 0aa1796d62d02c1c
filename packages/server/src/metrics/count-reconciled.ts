import { Counter, type Registry } from 'prom-client';
import { boundedLabel } from './bounded-label.js';

/** What came of reading one connection's desk back. */
export interface ReconciledObservation {
  readonly connection: string;
  readonly outcome: 'done' | 'failed';
  /** Appended, as they had never come. */
  readonly facts: number;
  /** Appended, as they differed from what was known. */
  readonly states: number;
}

export function countReconciled(registry: Registry): (reconciled: ReconciledObservation) => void {
  const registers = [registry];
  const readings = new Counter({
    name: 'deskrail_reconciliations_total',
    help: 'Readings of a desk that ended, by how.',
    labelNames: ['connection', 'outcome'],
    registers,
  });
  const events = new Counter({
    name: 'deskrail_reconciled_events_total',
    help: 'What webhooks had missed and a reading of the desk appended: facts, and states that differed.',
    labelNames: ['connection', 'kind'],
    registers,
  });
  const connectionLabel = boundedLabel(200);
  return ({ connection, outcome, facts, states }) => {
    const label = connectionLabel(connection);
    readings.inc({ connection: label, outcome });
    events.inc({ connection: label, kind: 'fact' }, facts);
    events.inc({ connection: label, kind: 'state' }, states);
  };
}
