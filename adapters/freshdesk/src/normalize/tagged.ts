import type { Draft } from '@deskrail/webhooks';
import { listOf } from './fields.js';

/** Which tags came and went between two lists of them. */
export function taggedDraft(from: unknown, to: unknown): Draft {
  const [before, after] = [listOf(from), listOf(to)];
  return {
    type: 'case.tagged.v1',
    data: {
      added: after.filter((tag) => !before.includes(tag)),
      removed: before.filter((tag) => !after.includes(tag)),
    },
  };
}
