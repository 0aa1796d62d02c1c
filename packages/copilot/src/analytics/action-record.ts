import type { ActionKind, LedgerEvent } from '@deskrail/contracts';
import { msOf } from './placed.js';

/** What the ledger says of one action that numbers are made of. */
export interface ActionRecord {
  approved:
    | {
        readonly ms: number;
        readonly kind: ActionKind;
        readonly recommendationId: string;
        readonly automatic: boolean;
      }
    | undefined;
  executed: boolean;
  /** Also when the failure came late, after it had looked executed. */
  failed: boolean;
}

export const newAction = (): ActionRecord => ({ approved: undefined, executed: false, failed: false });

/** Take an event of the ledger in. The same events in any order, and any of them twice, make the same record. */
export function addLedgerEvent(record: ActionRecord, event: LedgerEvent): void {
  if (event.type === 'action.executed.v1') record.executed = true;
  else if (event.type === 'action.failed.v1') record.failed = true;
  else if (event.type === 'action.approved.v1') {
    const { parameters, recommendationId, automatic } = event.data;
    record.approved ??= { ms: msOf(event.time) ?? 0, kind: parameters.kind, recommendationId, automatic };
  }
}
