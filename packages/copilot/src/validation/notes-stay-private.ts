import type { CopilotContext } from '@deskrail/contracts';
import { normalForm } from '../normal-form.js';
import { guessLanguage } from '../search/guess-language.js';
import type { Language } from '../search/stop-words.js';
import { informativeTerms, termsIn, wordsOf } from '../search/terms.js';
import type { Check } from './check.js';
import { everydayTerms } from './everyday-words.js';
import { customersWords, spokenText } from './spoken-text.js';

/** So many words in a row of a private note are a quote of it, where so many of them tell something. */
const run = { words: 5, telling: 2 } as const;
/** A paraphrase takes up this part of the informative words of one of the note's sentences, of so many at least. */
const paraphrase = { share: 0.65, words: 4 } as const;
/** Shorter ones are mostly units and the like. */
const wordAtLeast = 4;
const noteAtMost = 64_000;
/** Of what was said in public, and of all notes: the newest; what was said longer ago counts as unsaid. */
const readAtMost = 200_000;
/** Notes that are older still are read for words in a row. */
const runsReadAtMost = 600_000;

const wordOrCode = /[\p{L}\p{N}_/-]+/gu;
/** A word with a digit, or shouted: a code, a number, a name of something that colleagues know. */
const isDistinctive = (word: string): boolean =>
  word.length >= 3 && word.length <= 42 && (/\d/u.test(word) || /^[\p{Lu}_/-]{4,}$/u.test(word));

const folded = (text: string): string =>
  normalForm(text, 'NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

const runsOf = (words: readonly string[], length: number): ReadonlySet<string> =>
  new Set(words.slice(length - 1).map((_, at) => words.slice(at, at + length).join(' ')));

/** The newest texts of a list, oldest first, as many as there is room for. */
function newest(texts: readonly string[], atMost: number): readonly string[] {
  const kept: string[] = [];
  let left = atMost;
  for (const text of texts.toReversed()) {
    if (left <= 0) break;
    kept.push(text.slice(0, left));
    left -= text.length;
  }
  return kept.toReversed();
}

/** What is told, and what may be: read once, however many notes there are. */
interface Told {
  readonly words: readonly string[];
  readonly text: string;
  readonly folded: string;
  /** Informative terms of each sentence. */
  readonly sentences: readonly ReadonlySet<string>[];
  readonly language: Language;
  readonly known: string;
  readonly knownTerms: ReadonlySet<string>;
}

/** Whether words of a note in a row are repeated that were said nowhere in public. */
function sharesRun(notes: readonly string[], { words, known }: Told): boolean {
  const shared = new Map<number, Set<string>>();
  const told = new Map([3, 4, run.words].map((length) => [length, runsOf(words, length)]));
  for (const note of notes) {
    const noted = wordsOf(note);
    const length = Math.min(run.words, noted.length);
    const said = told.get(length);
    if (said === undefined || said.size === 0) continue;
    for (const one of runsOf(noted, length)) {
      if (!said.has(one) || informativeTerms(one).length < run.telling) continue;
      shared.set(length, (shared.get(length) ?? new Set()).add(one));
    }
  }
  if (shared.size === 0) return false;
  const knownWords = wordsOf(known);
  return [...shared].some(([length, runs]) => {
    const public_ = runsOf(knownWords, length);
    return [...runs].some((one) => !public_.has(one));
  });
}

/** Codes and the like that only a note knows; spaces and dashes between their letters hide nothing. */
function sharesCode(notes: readonly string[], told: Told): boolean {
  const codes = new Set(notes.flatMap((note) => (note.match(wordOrCode) ?? []).filter(isDistinctive)));
  const shared = [...codes].map(folded).filter((code) => code.length >= 4 && told.folded.includes(code));
  if (shared.length === 0) return false;
  const known = folded(told.known);
  return shared.some((code) => !known.includes(code));
}

const paraphrases = (notes: readonly string[], { sentences, knownTerms, language }: Told): boolean =>
  notes
    .flatMap((note) => note.split(/(?<=[.!?\n])\s+/u))
    .some((part) => {
      const own = [...new Set(termsIn(part, language))].filter((term) => !knownTerms.has(term));
      if (own.length < paraphrase.words) return false;
      return sentences.some((said) => own.filter((term) => said.has(term)).length >= paraphrase.share * own.length);
    });

/** Words that only notes hold, and that are not said every day; where nobody knows which are, two of them are a sign. */
function sharesWord(notes: readonly string[], { text, knownTerms, language }: Told, context: CopilotContext): boolean {
  const everyday = everydayTerms(language);
  const { conversation } = context;
  const names = [conversation?.subject, ...(conversation?.messages ?? []).map(({ author }) => author.name)];
  const common = new Set([...termsIn(names.join('\n'), language), ...(everyday ?? [])]);
  const isTelling = (term: string) =>
    term.length >= wordAtLeast && !/\d/u.test(term) && !common.has(term) && !knownTerms.has(term);
  const telling = new Set(termsIn(text, language).filter(isTelling));
  if (telling.size === 0) return false;
  const shared = new Set(notes.flatMap((note) => termsIn(note, language)).filter((term) => telling.has(term)));
  return shared.size >= (everyday === undefined ? 2 : 1);
}

function leakIn(notes: readonly string[], told: Told, context: CopilotContext): string | undefined {
  if (sharesRun(notes, told)) return 'quoted';
  const read = newest(notes, readAtMost);
  if (sharesCode(read, told)) return 'code';
  if (paraphrases(read, told)) return 'retold';
  return sharesWord(read, told, context) ? 'word' : undefined;
}

/**
 * Nothing that an agent wrote for colleagues reaches the customer: not word for word, not retold, and no code or telling
 * word of it. The detail says which, gravest first.
 */
export const notesStayPrivate: Check = ({ proposal }, context, evidence) => {
  const text = spokenText(proposal);
  const messages = context.conversation?.messages ?? [];
  const notes = messages
    .filter(({ visibility, text: written }) => visibility === 'private' && written.trim() !== '')
    .map(({ text: written }) => written.slice(0, noteAtMost));
  if (text === '' || notes.length === 0) return [];
  const isPublic = messages.filter(({ visibility }) => visibility === 'public').map(({ text: written }) => written);
  const quoted = evidence.flatMap(({ quote, source }) => [source.title ?? '', quote]);
  const known = [...newest(isPublic, readAtMost), customersWords(context), ...quoted].join('\n');
  const language = guessLanguage(`${text}\n${known}`) ?? 'en';
  const parts = proposal.kind === 'reply' ? proposal.sentences.map((sentence) => sentence.text) : [text];
  const detail = leakIn(
    newest(notes, runsReadAtMost),
    {
      ...{ words: wordsOf(text), text, folded: folded(text), language, known },
      sentences: [...parts, text.slice(0, 500)].map((part) => new Set(termsIn(part, language))),
      knownTerms: new Set(
        [known.slice(0, readAtMost), known.slice(readAtMost)].flatMap((part) => termsIn(part, language)),
      ),
    },
    context,
  );
  return detail === undefined ? [] : [{ flag: 'private-note-quoted', detail }];
};
