import type { ActionApproved, ActionParameters, DeskrailEvent, StoredEvent } from '@deskrail/contracts';
import type { Telling } from './telling.js';

/** What became of what was approved; undefined for any other event. */
export function tellAction(
  event: DeskrailEvent,
  events: readonly StoredEvent[],
  spending: ReadonlyMap<string, readonly string[]>,
): Telling | undefined {
  switch (event.type) {
    case 'action.approved.v1':
      return tellApproved(event.data, events, spending.get(event.data.actionId));
    case 'action.started.v1': {
      const { actionId, executor, token, rule, before } = event.data;
      const had = before === undefined ? [] : [`The case had ${JSON.stringify(before)}`];
      const asked = rule === undefined ? [] : [`Policy was asked again: rule ${rule}`];
      return { what: `Started ${actionId}`, details: [`By ${executor}, with token ${token}`, ...asked, ...had] };
    }
    case 'action.executed.v1': {
      const { actionId, vendorId, found } = event.data;
      const ways = { answer: 'its answer', marker: 'the marker found there', person: 'a person’s word' } as const;
      const made =
        vendorId === undefined ? [] : [`${isToolCall(actionId, events) ? 'The tool’s' : 'The desk’s'} id: ${vendorId}`];
      return { what: `Carried out ${actionId}`, details: [`Known by ${ways[found]}`, ...made] };
    }
    case 'action.failed.v1': {
      const { actionId, code, status, permanent } = event.data;
      const said = `${code}${status === undefined ? '' : `, HTTP ${status}`}${permanent ? ', for good' : ''}`;
      const late = wasExecuted(actionId, event.id, events) ? ['It had been told as carried out before'] : [];
      return { what: `Failed ${actionId}`, details: [said, ...late] };
    }
    case 'action.uncertain.v1':
      return { what: `Nobody knows whether ${event.data.actionId} was carried out (${event.data.why})` };
    case 'action.cancelled.v1': {
      const { actionId, why, by } = event.data;
      return {
        what: `Cancelled ${actionId} (${why})`,
        details: by === undefined || by === event.actor ? [] : [`By ${by}`],
      };
    }
    default:
      return undefined;
  }
}

function tellApproved(
  data: ActionApproved['data'],
  events: readonly StoredEvent[],
  spending: readonly string[] = [],
): Telling {
  const { actionId, verdictId, parameters, proposalDigest, index, of, automatic, retryOf, undoes, rule } = data;
  const verdict = events
    .map(({ event }) => event)
    .find((event) => event.id === verdictId || isVerdict(event, verdictId));
  const hash = verdict?.type === 'verdict.given.v1' ? verdict.data.finalHash : undefined;
  const match =
    hash === undefined
      ? 'which is not in the record'
      : hash === proposalDigest
        ? 'whose hash it has'
        : 'WHOSE HASH IT HAS NOT';
  return {
    what: `Action ${actionWords(parameters)}${of > 1 ? ` (${index + 1} of ${of})` : ''} may be carried out`,
    details: [
      `Action ${actionId}, by verdict ${verdictId}, ${match}: ${proposalDigest}`,
      automatic ? `Approved by a rule${rule === undefined ? '' : `: ${rule}`}` : 'Approved by a person',
      ...(retryOf === undefined ? [] : [`Tries ${retryOf} again, as a person said`]),
      ...spending,
      ...(undoes === undefined ? [] : [`Takes ${undoes} back`]),
    ],
  };
}

const isToolCall = (actionId: string, events: readonly StoredEvent[]): boolean =>
  events.some(
    ({ event }) =>
      event.type === 'action.approved.v1' &&
      event.data.actionId === actionId &&
      event.data.parameters.kind === 'call-tool',
  );

const isVerdict = (event: DeskrailEvent, id: string): boolean =>
  event.type === 'verdict.given.v1' && event.data.verdictId === id;

function actionWords({ kind, ...rest }: ActionParameters): string {
  const said = Object.entries(rest).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return said.length === 0 ? kind : `${kind} ${said.map(([name, value]) => `${name} ${String(value)}`).join(', ')}`;
}

function wasExecuted(actionId: string, failure: string, events: readonly StoredEvent[]): boolean {
  for (const { event } of events) {
    if (event.id === failure) return false;
    if (event.type === 'action.executed.v1' && event.data.actionId === actionId) return true;
  }
  return false;
}
