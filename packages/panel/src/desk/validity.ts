import type { Proposal } from '@deskrail/contracts';
import type { Review } from './state.js';

const longestText = 64_000;
const longestComment = 8_192;

/** Why what stands in the field cannot be sent yet; `undefined` where it can. */
export function problemWith({ mode, text, proposal, shown, notice, toQueue, toPerson }: Review): string | undefined {
  if (mode === 'escalate') {
    if (!toQueue?.trim()) return 'Say to which queue.';
    return text.length > longestComment ? `Too long: at most ${longestComment} characters.` : undefined;
  }
  if (mode === 'pass') return toQueue?.trim() || toPerson !== undefined ? undefined : 'Say to whom, or to which queue.';
  if (notice?.kind === 'stale') return 'The suggestion changed: look at the new one first.';
  if (mode === 'comment') {
    if (text.trim() === '') return 'Write a comment first.';
    return text.length > longestComment ? `Too long: at most ${longestComment} characters.` : undefined;
  }
  if (mode === 'edit' && shown.proposal?.kind !== 'reply') {
    return sameProposal(proposal, shown.proposal)
      ? 'Nothing is changed yet. To keep it as it is, approve it.'
      : undefined;
  }
  if (text.trim() === '') return 'The reply is empty.';
  if (text.length > longestText) return `Too long: at most ${longestText} characters.`;
  const unchanged = mode === 'edit' && shown.proposal?.kind === 'reply' && shown.proposal.text === text;
  return unchanged ? 'Nothing is changed yet. To keep it as it is, approve it.' : undefined;
}

const sameProposal = (a: Proposal | undefined, b: Proposal | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
