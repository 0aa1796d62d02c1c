import type { Entry, Passage } from './passage.js';
import { addPosting, noPostings, type Postings } from './postings.js';
import { readPassage } from './read-passage.js';
import { createVocabulary, type Vocabulary } from './vocabulary.js';

const compactFrom = 64;

/** All passages with where their words stand. What is removed is skipped at once, and leaves for good when it is half of all. */
export interface Corpus<Meta> {
  readonly vocabulary: Vocabulary;
  readonly entries: readonly (Entry<Meta> | undefined)[];
  readonly byTerm: readonly (Postings | undefined)[];
  readonly byGram: ReadonlyMap<number, Postings>;
  readonly sources: ReadonlyMap<string, readonly number[]>;
  readonly alive: number;
  put(source: string, passages: readonly Passage<Meta>[]): void;
  remove(source: string): void;
  /** As {@link put}, with what was indexed before: its words have their numbers in this vocabulary. */
  restore(source: string, entries: readonly Entry<Meta>[]): void;
}

export function createCorpus<Meta>(): Corpus<Meta> {
  let vocabulary = createVocabulary();
  let entries: (Entry<Meta> | undefined)[] = [];
  let byTerm: (Postings | undefined)[] = [];
  let byGram = new Map<number, Postings>();
  let sources = new Map<string, readonly number[]>();
  let alive = 0;

  function add(entry: Entry<Meta>): number {
    const at = entries.length;
    entries.push(entry);
    entry.terms.forEach((term, index) => {
      const postings = byTerm[term] ?? noPostings();
      byTerm[term] = postings;
      addPosting(postings, at, entry.counts[index] ?? 0);
    });
    for (const gram of entry.grams) {
      const postings = byGram.get(gram) ?? noPostings();
      if (postings.length === 0) byGram.set(gram, postings);
      addPosting(postings, at, 1);
    }
    alive += 1;
    return at;
  }

  function remove(source: string): void {
    for (const at of sources.get(source) ?? []) {
      const entry = entries[at];
      if (entry === undefined) continue;
      entries[at] = undefined;
      for (const term of entry.terms) (byTerm[term] as Postings).alive -= 1;
      for (const gram of entry.grams) (byGram.get(gram) as Postings).alive -= 1;
      alive -= 1;
    }
    sources.delete(source);
    if (entries.length > compactFrom && alive < entries.length / 2) compact();
  }

  function compact(): void {
    const [kept, before] = [
      [...sources].map(([source, list]) => [source, list.map((at) => entries[at])] as const),
      vocabulary,
    ];
    vocabulary = createVocabulary();
    entries = [];
    byTerm = [];
    byGram = new Map();
    sources = new Map();
    alive = 0;
    for (const [source, list] of kept) {
      const renumbered = list
        .filter((entry) => entry !== undefined)
        .map((entry) => ({ ...entry, terms: entry.terms.map((id) => vocabulary.add(before.termOf(id))) }));
      restore(source, renumbered);
    }
  }

  function restore(source: string, list: readonly Entry<Meta>[]): void {
    remove(source);
    if (list.length > 0) sources.set(source, list.map(add));
  }

  return {
    get vocabulary() {
      return vocabulary;
    },
    get entries() {
      return entries;
    },
    get byTerm() {
      return byTerm;
    },
    get byGram() {
      return byGram;
    },
    get sources() {
      return sources;
    },
    get alive() {
      return alive;
    },
    put(source, passages) {
      remove(source);
      if (passages.length === 0) return;
      sources.set(
        source,
        passages.map((passage, place) => add(readPassage(passage, { source, place, vocabulary }))),
      );
    },
    remove,
    restore,
  };
}
