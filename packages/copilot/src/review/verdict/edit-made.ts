import { canonicalJson, type EditMade, type Proposal } from '@deskrail/contracts';
import { diffArrays } from 'diff';
import { editDistance } from '../../learning/edit-distance.js';

/** Beyond so many words put in or taken out, the middle is told as one exchange: time grows with their square. */
const changesAtMost = 500;
const partsAtMost = 2_000;

/** White space and words, so that the parts put together are the text again; scripts without spaces go by character. */
const parts =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu;

const partsOf = (text: string): string[] => text.match(parts) ?? [];

/** What of a proposal people read and change, as one text. */
function textOf(proposal: Proposal): string {
  if (proposal.kind === 'reply' || proposal.kind === 'summary') return proposal.text;
  return canonicalJson(proposal.kind === 'tool-call' ? proposal.arguments : proposal);
}

type Part = EditMade['diff'][number];

/**
 * How a text differs, by words: keeps and removes put together are the one, keeps and adds the other. Where too much
 * differs for that to be told in bounded time, what stands between the common beginning and end is one exchange.
 */
export function wordDiff(suggested: string, final: string): Part[] {
  const [one, other] = [partsOf(suggested), partsOf(final)];
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const middle = [one.slice(start, one.length - end), other.slice(start, other.length - end)] as const;
  const changes = diffArrays([...middle[0]], [...middle[1]], { maxEditLength: changesAtMost });
  const exchanged: Part[] = [
    { op: 'remove', text: middle[0].join('') },
    { op: 'add', text: middle[1].join('') },
  ];
  const told = changes?.map(
    ({ added, removed, value }): Part => ({ op: added ? 'add' : removed ? 'remove' : 'keep', text: value.join('') }),
  );
  const between = told === undefined || told.length > partsAtMost - 2 ? exchanged : told;
  const [before, after] = [one.slice(0, start), one.slice(one.length - end)];
  const all: Part[] = [{ op: 'keep', text: before.join('') }, ...between, { op: 'keep', text: after.join('') }];
  return all.filter(({ text }) => text !== '');
}

/** How what a reviewer wrote differs from what they saw: the text, or the arguments as canonical JSON. */
export function editMadeOf(suggested: Proposal, final: Proposal): EditMade {
  const [one, other] = [textOf(suggested), textOf(final)];
  return { diff: wordDiff(one, other), distance: editDistance(one, other) };
}
