import { DeskrailError, type ReviewRights, type ReviewRole } from '@deskrail/contracts';
import { isRoleEnough, roleOf } from './terms.js';

/** Why this person may not, for their role or for where it waits; `undefined` where they may. */
export function refusalByRights(
  rights: ReviewRights | undefined,
  { role, queues }: { readonly role: ReviewRole; readonly queues: readonly string[] },
): DeskrailError | undefined {
  const held = roleOf(rights);
  if (held === undefined || !isRoleEnough(held, role)) {
    const queue = queues[0];
    return new DeskrailError('forbidden', `This takes the role ${role}; escalate it to somebody who has it.`, {
      details: { role, ...(queue !== undefined && { queue }) },
    });
  }
  const closed = queues.find((queue) => rights?.queues !== undefined && !rights.queues.includes(queue));
  if (closed === undefined) return undefined;
  return new DeskrailError('forbidden', `Your credential does not reach the queue ${closed}.`, {
    details: { role, queue: closed },
  });
}
