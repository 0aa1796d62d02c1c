import type { Proposal } from '@deskrail/contracts';
import { readable } from '../text/words.js';
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
    if (sameProposal(proposal, shown.proposal)) return 'Nothing is changed yet. To keep it as it is, approve it.';
    const name = emptied(proposal, shown.proposal);
    return name === undefined ? undefined : `${readable(name)} must be a number.`;
  }
  if (text.trim() === '') return 'The reply is empty.';
  if (text.length > longestText) return `Too long: at most ${longestText} characters.`;
  const unchanged = mode === 'edit' && shown.proposal?.kind === 'reply' && shown.proposal.text === text;
  return unchanged ? 'Nothing is changed yet. To keep it as it is, approve it.' : undefined;
}

/** The argument of a tool’s call that was a number, and is none as it stands. */
function emptied(proposal: Proposal | undefined, before: Proposal | undefined): string | undefined {
  if (proposal?.kind !== 'tool-call' || before?.kind !== 'tool-call') return undefined;
  const numbers = Object.keys(before.arguments).filter((name) => typeof before.arguments[name] === 'number');
  return numbers.find((name) => typeof proposal.arguments[name] !== 'number');
}

const sameProposal = (a: Proposal | undefined, b: Proposal | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
