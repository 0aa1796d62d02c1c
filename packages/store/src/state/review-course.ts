import type { EventByType, RecommendationView, VerdictGiven } from '@deskrail/contracts';

type View = Omit<RecommendationView, 'verdict' | 'verdicts' | 'actions'>;

/** To another queue or person; what is left out stays as it was. */
export function route(before: View, { data, time }: EventByType<'recommendation.routed.v1'>): View {
  const { assignee: _, ...rest } = before;
  const assignee = data.assignee === undefined ? before.assignee : (data.assignee ?? undefined);
  return {
    ...rest,
    ...(data.queue !== undefined && { queue: data.queue }),
    ...(data.dueAt !== undefined && { dueAt: data.dueAt }),
    ...(assignee !== undefined && { assignee }),
    updatedAt: time,
  };
}

export const remind = (before: View, { data, time }: EventByType<'recommendation.reminded.v1'>): View => ({
  ...before,
  reminders: Math.max(before.reminders ?? 0, data.time),
  remindedAt: time,
  updatedAt: time,
});

/**
 * A verdict that leaves an open recommendation open: an escalation moves it, to nobody yet; an approval that waits for
 * others' is an agreement; words of one who cannot decide alone take the place of the draft, and agreements begin anew.
 */
export function agree(before: View, { data, time }: VerdictGiven): View {
  const { kind, reviewer, verdictId } = data;
  if (kind === 'escalate') return escalate(before, data.escalateTo);
  if (data.hash !== before.hash) return before;
  const own = { reviewer, verdictId, at: time };
  if (kind === 'approve') {
    const known = before.agreements ?? [];
    return known.some((one) => one.reviewer === reviewer) ? before : { ...before, agreements: [...known, own] };
  }
  if (kind !== 'edit' && kind !== 'respond') return before;
  const { proposal: _, ...rest } = before;
  return {
    ...rest,
    ...(data.final !== undefined && { proposal: data.final }),
    hash: data.finalHash ?? data.hash,
    suggestedHash: before.suggestedHash ?? data.hash,
    agreements: [own],
  };
}

function escalate(before: View, queue: string | undefined): View {
  if (queue === undefined || queue === before.queue) return before;
  const { assignee: _, ...rest } = before;
  return { ...rest, queue };
}
