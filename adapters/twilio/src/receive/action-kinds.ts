import type { ActionKind } from '@deskrail/contracts';

/** Twilio has messages, and no cases: no tags, no priority, no notes. */
export const actionKinds: readonly ActionKind[] = ['post-reply'];
