import type { Corpus } from './corpus.js';
import type { Entry } from './passage.js';

/**
 * What one asker may see of a corpus. Every number that ranking or a score is made from is counted over these entries
 * only, so that what must not be seen changes nothing of what is returned: as if it were not there.
 */
export interface View {
  /** 1 for an entry that may be seen. */
  readonly seen: Uint8Array;
  readonly count: number;
  /** Average number of words. */
  readonly lengths: { readonly title: number; readonly heading: number; readonly body: number };
  /** What most entries are written in. */
  readonly language: string | undefined;
  /** How many entries hold a word, or a piece of a word in the title. */
  termCount(term: number): number;
  gramCount(gram: number): number;
}

function averageLengths<Meta>(entries: readonly (Entry<Meta> | undefined)[], seen: Uint8Array, count: number) {
  let [title, heading, body] = [0, 0, 0];
  entries.forEach((entry, at) => {
    if (entry === undefined || seen[at] === 0) return;
    title += entry.titleLength;
    heading += entry.headingLength;
    body += entry.bodyLength;
  });
  const each = Math.max(1, count);
  return { title: title / each, heading: heading / each, body: body / each };
}

function mostSpoken<Meta>(entries: readonly (Entry<Meta> | undefined)[], seen: Uint8Array): string | undefined {
  const counts = new Map<string, number>();
  entries.forEach((entry, at) => {
    if (entry?.language === undefined || seen[at] === 0) return;
    counts.set(entry.language, (counts.get(entry.language) ?? 0) + 1);
  });
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** Count the words of those entries for which `isCounted`. */
function counted<Meta>(corpus: Corpus<Meta>, isCounted: (at: number) => boolean) {
  const terms = new Map<number, number>();
  const grams = new Map<number, number>();
  corpus.entries.forEach((entry, at) => {
    if (entry === undefined || !isCounted(at)) return;
    for (const term of entry.terms) terms.set(term, (terms.get(term) ?? 0) + 1);
    for (const gram of entry.grams) grams.set(gram, (grams.get(gram) ?? 0) + 1);
  });
  return { terms, grams };
}

function viewOf<Meta>(corpus: Corpus<Meta>, seen: Uint8Array): View {
  const { entries, byTerm, byGram, alive } = corpus;
  let count = 0;
  for (const one of seen) count += one;
  const lengths = averageLengths(entries, seen, count);
  const shared = { seen, count, lengths, language: mostSpoken(entries, seen) };
  const allTerms = (term: number) => byTerm[term]?.alive ?? 0;
  const allGrams = (gram: number) => byGram.get(gram)?.alive ?? 0;
  if (count === alive) return { ...shared, termCount: allTerms, gramCount: allGrams };
  if (2 * count > alive) {
    const hidden = counted(corpus, (at) => seen[at] === 0);
    return {
      ...shared,
      termCount: (term) => allTerms(term) - (hidden.terms.get(term) ?? 0),
      gramCount: (gram) => allGrams(gram) - (hidden.grams.get(gram) ?? 0),
    };
  }
  const shown = counted(corpus, (at) => seen[at] === 1);
  return {
    ...shared,
    termCount: (term) => shown.terms.get(term) ?? 0,
    gramCount: (gram) => shown.grams.get(gram) ?? 0,
  };
}

/** Views of the few last kinds of askers are kept until the corpus changes. */
const kept = 8;

const same = (one: Uint8Array, other: Uint8Array): boolean => {
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return one.length === other.length;
};

export function createViews<Meta>(corpus: Corpus<Meta>) {
  let views: readonly View[] = [];
  return {
    forget() {
      views = [];
    },
    /** `allow` is asked about every entry, each time. */
    of(allow: ((meta: Meta) => boolean) | undefined): View {
      const { entries } = corpus;
      const seen = new Uint8Array(entries.length);
      entries.forEach((entry, at) => {
        if (entry !== undefined && allow?.(entry.meta) !== false) seen[at] = 1;
      });
      const known = views.find((view) => same(view.seen, seen));
      const view = known ?? viewOf(corpus, seen);
      if (known === undefined) views = [view, ...views].slice(0, kept);
      return view;
    },
  };
}
