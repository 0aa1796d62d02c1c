import { answerBits } from './expected-answer.js';
import { gramsOf } from './grams.js';
import { guessLanguage, languageOf } from './guess-language.js';
import type { Entry, Passage } from './passage.js';
import { packed } from './postings.js';
import { termsIn } from './terms.js';
import type { Vocabulary } from './vocabulary.js';
import { wordsOf } from './words.js';

const bodyAtMost = 20_000;
const titleAtMost = 600;
/** As many words of a passage without a title are compared letter by letter with a question. */
const untitledWords = 40;

/** Turn a passage into what is indexed of it. */
export function readPassage<Meta>(
  passage: Passage<Meta>,
  { source, place, vocabulary }: { readonly source: string; readonly place: number; readonly vocabulary: Vocabulary },
): Entry<Meta> {
  const title = passage.title.slice(0, titleAtMost);
  const heading = passage.heading.slice(0, titleAtMost);
  const body = passage.body.slice(0, bodyAtMost);
  const language = languageOf(passage.language) ?? guessLanguage(`${title}\n${heading}\n${body}`);
  const found = new Map<number, [number, number, number]>();
  const lengths = [title, heading, body].map((part, field) => {
    const terms = termsIn(part, language ?? 'en');
    for (const term of terms) {
      const id = vocabulary.add(term);
      const counts = found.get(id) ?? [0, 0, 0];
      counts[field] = (counts[field] ?? 0) + 1;
      found.set(id, counts);
    }
    return terms.length;
  });
  const titled = wordsOf(`${title} ${heading}`);
  return {
    meta: passage.meta,
    source,
    place,
    language: language ?? passage.language,
    terms: Uint32Array.from(found.keys()),
    counts: Uint32Array.from(found.values(), ([inTitle, inHeading, inBody]) => packed(inTitle, inHeading, inBody)),
    titleLength: lengths[0] ?? 0,
    headingLength: lengths[1] ?? 0,
    bodyLength: lengths[2] ?? 0,
    grams: gramsOf(titled.length > 0 ? titled : wordsOf(body).slice(0, untitledWords)),
    gives: answerBits(body),
  };
}
