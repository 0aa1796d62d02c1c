import type { ActionApproved, ActionStatus, ActionView, LedgerEvent } from '@deskrail/contracts';

/** One action as its events tell it. */
export interface ActionState {
  readonly event: ActionApproved;
  readonly status: ActionStatus;
  readonly attempts: number;
  readonly updatedAt: string;
  readonly startedAt?: string;
  readonly vendorId?: string;
  readonly found?: ActionView['found'];
  readonly code?: string;
  readonly before?: ActionView['before'];
  readonly undoneBy?: string;
}

/**
 * approved → started → executed | failed | uncertain | cancelled. The first outcome stands; only uncertainty is lifted, by
 * word that it was done or a person's that it was not, and what was executed may turn out to have failed at the vendor.
 */
export function evolveAction(state: ActionState | undefined, event: LedgerEvent): ActionState | undefined {
  if (event.type === 'action.approved.v1') {
    return state ?? { event, status: 'approved', attempts: 0, updatedAt: event.time };
  }
  if (state === undefined || !follows(state.status, event)) return state;
  const next = { ...state, updatedAt: event.time };
  switch (event.type) {
    case 'action.started.v1': {
      const before = event.data.before ?? state.before;
      const started = { status: 'started', attempts: state.attempts + 1, startedAt: event.time } as const;
      return { ...next, ...started, ...(before !== undefined && { before }) };
    }
    case 'action.executed.v1': {
      const { code: _, ...rest } = next;
      const { vendorId, found } = event.data;
      return { ...rest, status: 'executed', found, ...(vendorId !== undefined && { vendorId }) };
    }
    case 'action.failed.v1':
      return { ...next, status: 'failed', code: event.data.code };
    case 'action.uncertain.v1':
      return { ...next, status: 'uncertain', code: event.data.why };
    case 'action.cancelled.v1':
      return { ...next, status: 'cancelled', code: event.data.why };
  }
}

/** Another was approved to take this one back: the latest is told. */
export const undo = (state: ActionState, by: ActionApproved): ActionState => ({
  ...state,
  undoneBy: by.data.actionId,
  updatedAt: by.time,
});

/** Nothing of it can have reached anybody. */
export const endedUnstarted = ({ status, attempts }: ActionState): boolean =>
  attempts === 0 && (status === 'cancelled' || status === 'failed');

function follows(status: ActionStatus, event: Exclude<LedgerEvent, ActionApproved>): boolean {
  if (status === 'approved' || status === 'started') return true;
  if (status === 'executed') return event.type === 'action.failed.v1';
  if (status !== 'uncertain') return false;
  return event.type === 'action.executed.v1' || (event.type === 'action.cancelled.v1' && event.data.why === 'person');
}

export function actionView(state: ActionState): ActionView {
  const { event, vendorId, found, code, before, undoneBy } = state;
  const { actionId, conversation, recommendationId, verdictId, parameters, index, of, automatic } = event.data;
  const { rule, undoes } = event.data;
  return {
    id: actionId,
    tenant: event.tenant,
    connection: event.connection ?? '',
    conversation,
    recommendationId,
    verdictId,
    parameters,
    status: state.status,
    index,
    of,
    automatic,
    attempts: state.attempts,
    ...(vendorId !== undefined && { vendorId }),
    ...(found !== undefined && { found }),
    ...(code !== undefined && { code }),
    ...(rule !== undefined && { rule }),
    ...(undoes !== undefined && { undoes }),
    ...(undoneBy !== undefined && { undoneBy }),
    ...(before !== undefined && { before }),
    approvedAt: event.time,
    updatedAt: state.updatedAt,
  };
}
