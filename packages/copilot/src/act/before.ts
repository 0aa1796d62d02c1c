import type { ActionParameters, ActionView, Conversation } from '@deskrail/contracts';

type Before = ActionView['before'];
type CaseState = Pick<Conversation, 'tags' | 'priority' | 'status'>;

const tagsAtMost = 50;

/** What a case has of what an action changes: of tags, those that it names and the case has. */
export function beforeOf(parameters: ActionParameters, { tags, priority, status }: CaseState): Before {
  switch (parameters.kind) {
    case 'set-tags': {
      const named = [...new Set([...parameters.add, ...parameters.remove])].filter((tag) => tags.includes(tag));
      return named.length <= tagsAtMost ? { tags: named } : undefined;
    }
    case 'set-priority':
      return { priority };
    case 'set-status':
      return { status };
    default:
      return undefined;
  }
}
