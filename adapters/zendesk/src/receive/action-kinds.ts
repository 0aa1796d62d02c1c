import type { ActionKind } from '@deskrail/contracts';

/** What can be carried out at the desk, whoever may do it. */
export const actionKinds: readonly ActionKind[] = [
  'post-reply',
  'post-note',
  'set-tags',
  'set-priority',
  'set-status',
  'assign',
];
