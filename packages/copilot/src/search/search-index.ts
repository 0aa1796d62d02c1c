import { corpusFromBytes, corpusToBytes } from './bytes.js';
import { createCorpus } from './corpus.js';
import { guessLanguage, languageOf } from './guess-language.js';
import type { Entry, Passage } from './passage.js';
import { candidatesFor } from './rank.js';
import { likelihoods, oddsOf } from './relevance.js';
import { signsFor } from './signs.js';
import { understand } from './understand.js';
import { variedBest } from './variety.js';
import { createViews } from './view.js';

export type { Passage } from './passage.js';

export interface Hit<Meta> {
  readonly meta: Meta;
  /** 0 to 1: how likely the passage answers what was asked. It means the same in every index. */
  readonly score: number;
}

export interface SearchOptions<Meta> {
  /** At most 100. */
  readonly limit: number;
  /** Earlier words of the conversation, oldest first; the last few are used. */
  readonly earlier?: readonly string[];
  /** What the asker may see: the rest changes neither order nor scores of what is found. */
  readonly allow?: (meta: Meta) => boolean;
  /** ISO 639-1, of the question: passages in another language come after. Guessed where absent. */
  readonly language?: string;
}

export interface SearchIndex<Meta> {
  /** Put a source's passages in the place of what it had before. */
  put(source: string, passages: readonly Passage<Meta>[]): void;
  remove(source: string): void;
  search(text: string, options: SearchOptions<Meta>): readonly Hit<Meta>[];
  /**
   * Everything, for `createSearchIndex({ bytes })`. `write` turns a meta into what JSON can hold; `only` leaves out sources.
   */
  toBytes(write?: (meta: Meta) => unknown, only?: (source: string) => boolean): Uint8Array;
  /** How many passages it holds. */
  readonly size: number;
  /** Grows with every change since it was made or read. */
  readonly version: number;
}

const limitAtMost = 100;
/** So many passages are looked at closely; more where earlier turns have a say, as those decide between many that are alike. */
const closerLooks = { alone: 100, withEarlier: 200 } as const;

/**
 * Finds passages by their words (BM25F over title, heading and body) and by the likeness of question and title letter by
 * letter, and says of each how likely it answers. Numbers are kept of a passage, not its text. `bytes` is what `toBytes`
 * gave; where it is not, of another version, or damaged, `config-invalid` is thrown.
 */
export function createSearchIndex<Meta>({
  bytes,
  read = (meta) => meta as Meta,
}: {
  readonly bytes?: Uint8Array;
  /** Turns what `toBytes` wrote of a meta back into it. */
  readonly read?: (meta: unknown) => Meta;
} = {}): SearchIndex<Meta> {
  const corpus = createCorpus<Meta>();
  const views = createViews(corpus);
  let version = 0;
  if (bytes !== undefined) corpusFromBytes(corpus, bytes, read);

  function changed(): void {
    version += 1;
    views.forget();
  }

  return {
    put(source, passages) {
      corpus.put(source, passages);
      changed();
    },
    remove(source) {
      if (!corpus.sources.has(source)) return;
      corpus.remove(source);
      changed();
    },
    search(text, { limit, earlier = [], allow, language }) {
      const view = views.of(allow);
      const told = language ?? guessLanguage(text);
      const { asked, weights, pieces } = understand(
        { text, earlier, language: languageOf(told ?? view.language) },
        corpus,
        view,
      );
      const atMost = earlier.length === 0 ? closerLooks.alone : closerLooks.withEarlier;
      const found = candidatesFor(corpus, view, { words: weights, pieces, atMost }).flatMap((at) => {
        const entry = corpus.entries[at] as Entry<Meta>;
        const odds = oddsOf(signsFor(corpus, view, at, asked), entry, asked, told);
        return odds === undefined ? [] : [{ entry, at, odds }];
      });
      const scores = likelihoods(found.map(({ odds }) => odds));
      const scored = found.map(({ entry, at }, index) => ({ entry, at, score: scores[index] ?? 0 }));
      scored.sort((one, other) => other.score - one.score || one.at - other.at);
      return variedBest(scored, Math.min(limit, limitAtMost)).map(({ entry, score }) => ({ meta: entry.meta, score }));
    },
    toBytes: (write = (meta) => meta, only) => corpusToBytes(corpus, write, only),
    get size() {
      return corpus.alive;
    },
    get version() {
      return version;
    },
  };
}
