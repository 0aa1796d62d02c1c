import type { RecommendationView } from '@deskrail/contracts';
import { kindWords, verdictText } from '../text/words.js';

/** What became of a recommendation between two looks, as one sentence for those who listen; none where nothing did. */
export function announcementOf(
  before: RecommendationView | undefined,
  after: RecommendationView,
  subject: string | undefined,
): string | undefined {
  const what = subject === undefined ? kindWords[after.kind] : `${kindWords[after.kind]} for “${subject}”`;
  if (!before) return after.status === 'open' ? `New in the queue: ${what}.` : undefined;
  const ended = after.actions.find(
    ({ id, status }) => before.actions.find((action) => action.id === id)?.status !== status && status !== 'approved',
  );
  if (ended?.status === 'executed') return `${what}: ${after.kind === 'tool-call' ? 'done' : 'arrived at the desk'}.`;
  if (ended?.status === 'failed') return `${what}: the desk refused it.`;
  if (ended?.status === 'uncertain') return `${what}: nobody knows whether it arrived. Please decide.`;
  if (ended?.status === 'cancelled') return `${what}: ${after.kind === 'tool-call' ? 'was not done' : 'was not sent'}.`;
  if (before.status === after.status) return undefined;
  if (after.verdict) return `${what}: ${verdictText(after.verdict)}.`;
  if (after.status === 'superseded') return `${what} was replaced.`;
  return after.status === 'expired' ? `${what} expired.` : undefined;
}
