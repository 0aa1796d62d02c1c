import type { Evidence } from './evidence.ts';
import { actionsOf } from './lost-events.ts';

const underWay: readonly string[] = ['approved', 'started', 'uncertain'];

/** Webhooks that nobody took, even by hand, and actions without an end. */
export function unfinished({ sent, actions, log }: Evidence): readonly string[] {
  const untaken = sent
    .filter(({ acknowledged }) => !acknowledged)
    .map(({ type, invocation }) => `${type} (${invocation}) was not taken`);
  const open = actions
    .filter(({ status }) => underWay.includes(status))
    .map(({ id, status }) => `action ${id} is still ${status}`);
  const known = new Set(actions.map(({ id }) => id));
  const forgotten = [...actionsOf(log.actions, 'action.approved.v1')]
    .filter((id) => !known.has(id))
    .map((id) => `action ${id} is approved in the log, and the store does not know it`);
  return [...untaken, ...open, ...forgotten];
}
