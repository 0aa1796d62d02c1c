import type { ActionParameters, ActionView, ClassificationProposal, Conversation } from '@deskrail/contracts';

/** Why an action cannot be taken back; the `reason` in the details of a `conflict`. */
export const undoRefusals = {
  'not-executed': 'Only what was carried out is taken back; what has not started is cancelled.',
  'not-undoable': 'Only tags, the priority and the status are set back.',
  'before-unknown': 'What the case had before was not recorded.',
  'nothing-changed': 'The case had all of it before: nothing was changed.',
  'already-undone': 'It has been taken back, or is being so.',
  'case-closed': 'The case is closed, merged or deleted.',
  'not-there': 'The case does not show the change: it is as it was before, or the desk has not told of it yet.',
  'changed-since': 'Somebody has changed it since; set it by hand.',
  'desk-cannot': 'The desk of this case has no such change.',
  policy: 'The policy in force lets nobody do that.',
  reviewers: 'The policy in force wants several people for it; propose it, so that they can agree.',
} as const;
export type UndoRefusal = keyof typeof undoRefusals;

type CaseState = Pick<Conversation, 'tags' | 'priority' | 'status' | 'deleted' | 'mergedInto'>;
type Changed = { readonly addTags: string[]; readonly removeTags: string[] };

/** Of the tags that an action named, those that it changed: as they are to be set back. */
function tagsBack({ add, remove }: Extract<ActionParameters, { kind: 'set-tags' }>, had: readonly string[]): Changed {
  return {
    addTags: remove.filter((tag) => had.includes(tag) && !add.includes(tag)),
    removeTags: add.filter((tag) => !had.includes(tag)),
  };
}

/** What sets an executed action's change back, and nothing else; or why nothing does. */
export function undoProposal({
  parameters,
  before,
}: Pick<ActionView, 'parameters' | 'before'>): ClassificationProposal | UndoRefusal {
  switch (parameters.kind) {
    case 'set-tags': {
      if (before?.tags === undefined) return 'before-unknown';
      const { addTags, removeTags } = tagsBack(parameters, before.tags);
      if (addTags.length + removeTags.length === 0) return 'nothing-changed';
      return {
        kind: 'classification',
        ...(addTags.length > 0 && { addTags }),
        ...(removeTags.length > 0 && { removeTags }),
      };
    }
    case 'set-priority': {
      if (before?.priority === parameters.priority) return 'nothing-changed';
      // No desk takes a priority away again.
      return before?.priority ? { kind: 'classification', priority: before.priority } : 'before-unknown';
    }
    case 'set-status':
      if (before?.status === undefined) return 'before-unknown';
      if (before.status === parameters.status) return 'nothing-changed';
      return { kind: 'classification', status: before.status };
    default:
      return 'not-undoable';
  }
}

/** Why it must not be taken back now; `undefined` where the case still stands as the action left it. */
export function undoRefusal(
  view: Pick<ActionView, 'status' | 'parameters' | 'before'>,
  conversation: CaseState | undefined,
  undoing: Pick<ActionView, 'status'> | undefined,
): UndoRefusal | undefined {
  const back = undoProposal(view);
  if (back === 'not-undoable') return back;
  if (view.status !== 'executed') return 'not-executed';
  if (typeof back === 'string') return back;
  if (undoing !== undefined && undoing.status !== 'failed' && undoing.status !== 'cancelled') return 'already-undone';
  if (conversation === undefined || conversation.deleted || conversation.mergedInto) return 'case-closed';
  if (conversation.status === 'closed') return 'case-closed';
  return standing(view.parameters, back, conversation);
}

function standing(
  parameters: ActionParameters,
  { addTags = [], removeTags = [], priority, status }: ClassificationProposal,
  now: CaseState,
): 'not-there' | 'changed-since' | undefined {
  const has = (tag: string) => now.tags.includes(tag);
  const asLeft =
    (parameters.kind === 'set-priority' && now.priority === parameters.priority) ||
    (parameters.kind === 'set-status' && now.status === parameters.status) ||
    (parameters.kind === 'set-tags' && removeTags.every(has) && !addTags.some(has));
  if (asLeft) return undefined;
  const asBefore =
    (parameters.kind === 'set-priority' && now.priority === priority) ||
    (parameters.kind === 'set-status' && now.status === status) ||
    (parameters.kind === 'set-tags' && addTags.every(has) && !removeTags.some(has));
  return asBefore ? 'not-there' : 'changed-since';
}
