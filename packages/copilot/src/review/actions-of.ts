import type { ActionParameters, Proposal } from '@deskrail/contracts';

/**
 * What carrying out a proposal takes, in order: one entry is one vendor call. Empty where there is nothing to do at the
 * desk. `groupOf` turns an escalation's queue or role into the desk's id of a group, where the desk has one.
 */
export function actionsOf(
  proposal: Proposal,
  { groupOf = () => undefined }: { readonly groupOf?: (queue: string) => string | undefined } = {},
): readonly ActionParameters[] {
  switch (proposal.kind) {
    case 'reply':
      return [{ kind: proposal.visibility === 'public' ? 'post-reply' : 'post-note' }];
    case 'summary':
      return [{ kind: 'post-note' }];
    case 'tool-call':
      return [{ kind: 'call-tool', tool: proposal.tool }];
    case 'escalation': {
      const group = groupOf(proposal.to);
      return [
        ...(proposal.note === undefined ? [] : [{ kind: 'post-note' } as const]),
        ...(proposal.priority === undefined ? [] : [{ kind: 'set-priority', priority: proposal.priority } as const]),
        ...(group === undefined ? [] : [{ kind: 'assign', group } as const]),
      ];
    }
    case 'classification': {
      const { addTags: add = [], removeTags: remove = [], priority, status, assignee, group } = proposal;
      return [
        ...(add.length + remove.length === 0 ? [] : [{ kind: 'set-tags', add, remove } as const]),
        ...(priority === undefined ? [] : [{ kind: 'set-priority', priority } as const]),
        ...(assignee === undefined && group === undefined
          ? []
          : [
              {
                kind: 'assign',
                ...(assignee !== undefined && { assignee }),
                ...(group !== undefined && { group }),
              } as const,
            ]),
        // Last: at a desk a closed case takes no further change.
        ...(status === undefined ? [] : [{ kind: 'set-status', status } as const]),
      ];
    }
  }
}
