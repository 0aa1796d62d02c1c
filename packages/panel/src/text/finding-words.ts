import type { Finding, RecommendationView } from '@deskrail/contracts';
import { codeText, sentenceCase } from './words.js';

interface FlagWords {
  readonly text: string;
  /** Beside the sentence that it is about. */
  readonly short?: string;
}

const flagWords: Readonly<Record<string, FlagWords>> = {
  'unsupported-sentence': {
    text: 'A sentence has no evidence that says it. Check it before you approve.',
    short: 'no evidence',
  },
  'unsupported-detail': { text: 'A detail is neither in its evidence nor in the customer’s words', short: 'detail' },
  'text-mismatch': { text: 'The text and its list of sentences differ, so the evidence marks cannot be trusted.' },
  'unknown-evidence': { text: 'A sentence names evidence that is not there.', short: 'unknown evidence' },
  'private-note-quoted': { text: 'It repeats what a private note says. The customer must not read that.' },
  'personal-data': { text: 'It names personal data that the customer did not give', short: 'personal data' },
  'other-customers-data': { text: 'It names another person’s data', short: 'another’s data' },
  'unknown-link': { text: 'It has a link that no source and no rule of yours knows.', short: 'unknown link' },
  'hidden-text': { text: 'It holds characters that nobody can see.', short: 'hidden text' },
  'wrong-language': { text: 'It is not in the language that the customer wrote in.' },
  'too-long': { text: 'It is longer than the channel takes, or than anybody reads' },
  'opted-out': { text: 'The customer wants no more messages on this channel. A reply would not be sent.' },
  'clarifying-question': { text: 'It asks back instead of answering, so a person decides.' },
  'question-unanswered': { text: 'The customer asks something else too, which no source answers' },
  'possible-injection': { text: 'The message, or a source, gives orders to the copilot instead of asking something' },
  'moderation-unavailable': { text: 'The moderation check could not be asked.' },
  'source-failed': { text: 'A source could not be searched, so evidence may be missing.' },
  'action-failed': { text: 'It was approved before, and failed' },
  'action-uncertain': {
    text: 'Nobody knows whether it was done. Look at the desk, then say at the action what became of it.',
  },
  'evidence-unverified': { text: 'What it quotes came with the draft, and was not found where it is said to be from.' },
  'evidence-malformed': { text: 'Some evidence was unusable and was left out.' },
  'evidence-not-permitted': { text: 'Some evidence was outside of what may be read here, and was left out.' },
};

const detailWords: Readonly<Record<string, string>> = {
  'cites nothing': 'It cites nothing.',
  'its evidence says other things': 'What it cites says other things.',
  'its evidence says the opposite': 'What it cites says the opposite.',
};

const suspicionWords: Readonly<Record<string, string>> = {
  override: 'to ignore its rules',
  role: 'to play another part',
  'to-the-model': 'what to write',
  disclosure: 'to reveal what is not theirs',
  tool: 'to use a tool',
  approval: 'to be approved unseen',
  hidden: 'in invisible characters',
};

const detailText = ({ flag, detail }: Finding): string => {
  if (detail === undefined) return '';
  const known = detailWords[detail];
  if (known !== undefined) return known;
  if (flag === 'action-failed') return codeText(detail).replace(/[.]$/, '');
  const parts = flag === 'possible-injection' ? detail.split(', ').map((one) => suspicionWords[one] ?? one) : [detail];
  return parts.join(', ').replaceAll('-', ' ');
};

/** What validation found, in words; a flag of a later version as it is spelled. */
export function findingText(finding: Finding): string {
  const { text } = flagWords[finding.flag] ?? { text: `${sentenceCase(finding.flag.replaceAll('-', ' '))}.` };
  const detail = detailText(finding);
  if (/[.]$/.test(text)) return detail === '' ? text : `${text} ${sentenceCase(detail).replace(/[^.]$/, '$&.')}`;
  return detail === '' ? `${text}.` : `${text}: ${detail}.`;
}

/** A few letters for the place itself. */
export const findingShort = ({ flag }: Finding): string => flagWords[flag]?.short ?? flag.replaceAll('-', ' ');

export interface FoundThing {
  readonly text: string;
  /** Indices into the proposal’s sentences; empty where it is about the whole. */
  readonly sentences: readonly number[];
}

/** What was found, each thing once, with the sentences that it is about; what only asks for a look needs no second word. */
export function foundThings({ findings, flags = [] }: Pick<RecommendationView, 'findings' | 'flags'>): FoundThing[] {
  const placed = findings ?? [];
  const bare = flags.filter((flag) => !placed.some((one) => one.flag === flag)).map((flag): Finding => ({ flag }));
  const things = new Map<string, number[]>();
  for (const finding of [...placed, ...bare]) {
    if (finding.flag === 'clarifying-question') continue;
    const text = findingText(finding);
    const sentences = things.get(text) ?? [];
    if (finding.sentence !== undefined && !sentences.includes(finding.sentence)) sentences.push(finding.sentence);
    things.set(text, sentences);
  }
  return [...things].map(([text, sentences]) => ({ text, sentences }));
}
