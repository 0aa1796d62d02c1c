import { normalForm } from '../normal-form.js';
import { guessLanguage } from '../search/guess-language.js';
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

/** Whether `told` repeats words of the note in a row that were said nowhere in public. */
function sharesRun(note: string, told: readonly string[], known: string): boolean {
  const noted = wordsOf(note);
  const length = Math.min(run.words, noted.length);
  if (length < 3) return false;
  const runs = runsOf(noted, length);
  return [...runsOf(told, length)].some(
    (said) => runs.has(said) && !known.includes(` ${said} `) && informativeTerms(said).length >= run.telling,
  );
}

/** Codes and the like that only the note knows; spaces and dashes between their letters hide nothing. */
function sharesCode(note: string, told: string, known: string): boolean {
  const codes = (note.match(wordOrCode) ?? [])
    .filter(isDistinctive)
    .map(folded)
    .filter((code) => code.length >= 4);
  return codes.some((code) => told.includes(code) && !known.includes(code));
}

function paraphrases(note: string, told: readonly ReadonlySet<string>[], known: ReadonlySet<string>): boolean {
  return note.split(/(?<=[.!?\n])\s+/u).some((part) => {
    const terms = [...new Set(informativeTerms(part))];
    const own = terms.filter((term) => !known.has(term));
    if (own.length < paraphrase.words) return false;
    return told.some((sentence) => own.filter((term) => sentence.has(term)).length >= paraphrase.share * own.length);
  });
}

/** Words that only notes hold, and that are not said every day; where nobody knows which are, two of them are a sign. */
function sharesWord(notes: readonly string[], told: string, known: string): boolean {
  const language = guessLanguage(`${told}\n${known}`) ?? 'en';
  const everyday = everydayTerms(language);
  const common = new Set([...termsIn(known, language), ...(everyday ?? [])]);
  const noted = new Set(notes.flatMap((note) => termsIn(note, language)));
  const isTelling = (term: string) => term.length >= wordAtLeast && !/\d/u.test(term) && !common.has(term);
  const shared = new Set(termsIn(told, language).filter((term) => noted.has(term) && isTelling(term)));
  return shared.size >= (everyday === undefined ? 2 : 1);
}

/**
 * Nothing that an agent wrote for colleagues reaches the customer: not word for word, not retold, and no code or telling
 * word of it. The detail says which, gravest first.
 */
export const notesStayPrivate: Check = ({ proposal }, context, evidence) => {
  const spoken = spokenText(proposal);
  const messages = context.conversation?.messages ?? [];
  const notes = messages.filter(({ visibility, text }) => visibility === 'private' && text.trim() !== '');
  if (spoken === '' || notes.length === 0) return [];
  const isPublic = messages.filter(({ visibility }) => visibility === 'public').map(({ text }) => text);
  const known = [...isPublic, customersWords(context), ...evidence.map(({ quote }) => quote)].join('\n');
  const told = wordsOf(spoken);
  const knownWords = ` ${wordsOf(known).join(' ')} `;
  const knownTerms = new Set(informativeTerms(known));
  const parts = proposal.kind === 'reply' ? proposal.sentences.map(({ text }) => text) : [spoken];
  const sentences = [...parts, spoken.slice(0, 500)].map((text) => new Set(informativeTerms(text)));
  const leaks = notes.map(({ text }) => {
    const note = text.slice(0, noteAtMost);
    if (sharesRun(note, told, knownWords)) return 'quoted';
    if (sharesCode(note, folded(spoken), folded(known))) return 'code';
    return paraphrases(note, sentences, knownTerms) ? 'retold' : undefined;
  });
  const [worst] = ['quoted', 'code', 'retold'].filter((how) => leaks.some((leak) => leak === how));
  if (worst === undefined) {
    const { conversation } = context;
    const names = messages.map(({ author }) => author.name ?? '');
    const titles = [conversation?.subject ?? '', ...evidence.map(({ source }) => source.title ?? '')];
    const told = [known, ...names, ...titles].join('\n');
    const written = notes.map(({ text }) => text.slice(0, noteAtMost));
    if (sharesWord(written, spoken, told)) return [{ flag: 'private-note-quoted', detail: 'word' }];
  }
  return worst === undefined ? [] : [{ flag: 'private-note-quoted', detail: worst }];
};
