import type { Conversation, EventByType } from '@deskrail/contracts';

/**
 * Whether a reading of the desk found another state than the one that is known. What was not read, and what we know by a
 * later event than the reading, is no difference.
 */
export function stateDiffers(
  known: Conversation | undefined,
  observed: EventByType<'case.state-observed.v1'>,
): boolean {
  if (known === undefined) return true;
  if (known.deleted === 'permanent' || Date.parse(known.updatedAt) > Date.parse(observed.time)) return false;
  const { status, priority, tags, assignee, group, subject, requester, organizationId } = observed.data;
  return (
    (status !== undefined && status !== known.status) ||
    (priority !== undefined && priority !== known.priority) ||
    (tags !== undefined && !sameTags(tags, known.tags)) ||
    (subject !== undefined && subject !== known.subject) ||
    (assignee !== undefined && (assignee?.id ?? null) !== (known.assignee?.id ?? null)) ||
    (group !== undefined && (group?.id ?? null) !== (known.group?.id ?? null)) ||
    (requester?.id !== undefined && requester.id !== known.requester?.id) ||
    (organizationId !== undefined && (organizationId ?? null) !== (known.organizationId ?? null))
  );
}

function sameTags(ones: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others);
  return new Set(ones).size === known.size && ones.every((tag) => known.has(tag));
}
