import type { ActionKind } from '@deskrail/contracts';

/** Twilio has messages, and no cases: no tags, no priority, no notes. */
export const actionKinds: readonly ActionKind[] = ['post-reply'];

/** Of a message's `Body`, on every channel and in Conversations too, whatever the carrier behind it takes. */
export const replyAtMost = 1600;
