import type { Corpus } from './corpus.js';
import { fitOfBits } from './expected-answer.js';
import { wordStrength } from './field-weights.js';
import { type KnownWord, rarityOf } from './known-words.js';
import { likenessOf, type Pieces, titleShare } from './likeness.js';
import type { Entry } from './passage.js';
import type { QuestionUnit } from './question.js';
import type { View } from './view.js';

/** So far from a passage its neighbours in the same source still speak for it. */
const nearbyAtMost = 3;
/** What a word counts that stands in a neighbour, and not in the passage itself. */
const nearbyShare = 0.6;

/** What speaks for a passage as the answer to a question; each 0 to 1, `words` and `named` apart. */
export interface Signs {
  /** The share of the question's words that it holds, weighed by how rare they are. */
  readonly covered: number;
  /** How many of them it holds itself. */
  readonly words: number;
  /** BM25F's sum over the question's words, as a share of the most that it could be. */
  readonly dense: number;
  /** The share of all that was asked that its one rarest word makes up: high where one word alone speaks for it. */
  readonly single: number;
  /** The share of its title and heading that was asked for. */
  readonly titled: number;
  /** How alike title and question are, letter by letter. */
  readonly alike: number;
  /** How much of the time or the sum that was asked for is there. */
  readonly fits: number;
  /** How much more of that a neighbour has. */
  readonly outdone: number;
  /** The share of what it says beside the question that earlier turns had named. */
  readonly recalled: number;
  /** How much of the earlier turns it names, in words as rare as can be. */
  readonly named: number;
}

export interface AskedUnit {
  readonly unit: QuestionUnit;
  readonly known: readonly KnownWord[];
  /** Rarities of those that are there, by number. */
  readonly rarities: ReadonlyMap<number, number>;
  readonly pieces: Pieces;
}

export interface Asked {
  readonly units: readonly AskedUnit[];
  /** By word: 1 where it is asked for. */
  readonly words: Uint8Array;
  /** By word: 0 to 1 for how late it was said, where an earlier turn said it and the question does not; if there are any. */
  readonly history: Float32Array | undefined;
}

interface Held {
  /** Strengths of the question's words that stand in the passage. */
  readonly own: ReadonlyMap<number, number>;
  readonly nearby: ReadonlySet<number>;
  /** What each neighbour gives. */
  readonly given: readonly number[];
}

function wordsHeld<Meta>(corpus: Corpus<Meta>, view: View, at: number, words: Uint8Array): Held {
  const own = new Map<number, number>();
  const nearby = new Set<number>();
  const given: number[] = [];
  const entry = corpus.entries[at] as Entry<Meta>;
  entry.terms.forEach((term, index) => {
    if (words[term] === 1) own.set(term, wordStrength(entry.counts[index] as number, entry, view));
  });
  const siblings = corpus.sources.get(entry.source) ?? [];
  for (let place = Math.max(0, entry.place - nearbyAtMost); place <= entry.place + nearbyAtMost; place += 1) {
    const beside = siblings[place];
    const neighbour = beside === undefined ? undefined : corpus.entries[beside];
    if (neighbour === undefined || neighbour === entry || view.seen[beside as number] !== 1) continue;
    given.push(neighbour.gives);
    for (const term of neighbour.terms) if (words[term] === 1) nearby.add(term);
  }
  return { own, nearby, given };
}

/** The penalty's share where the one word is a rare one. */
const onlyWord = 0.35;
const rareIn = { atMost: 2, of: 20 };

function coverage({ own, nearby }: Held, known: readonly KnownWord[], view: View) {
  let [asked, found, strong, rarest, words] = [0, 0, 0, 0, 0];
  for (const { id, rarity } of known) {
    asked += rarity;
    if (id === undefined) continue;
    const strength = own.get(id);
    if (strength !== undefined) {
      found += rarity;
      strong += rarity * strength;
      rarest = Math.max(rarest, rarity);
      words += 1;
    } else if (nearby.has(id)) found += nearbyShare * rarity;
  }
  const of = asked || 1;
  // A question of one word has no other to be spoken for by: "Do you take PayPal?"
  const isRare = known.length === 1 && view.count >= rareIn.of && rarest >= rarityOf(rareIn.atMost, view.count);
  const single = (isRare ? onlyWord : 1) * (rarest / of);
  return { words, covered: found / of, dense: strong / of, single };
}

/** What earlier turns say for a passage: rare words count doubly, since those are the names of things. */
function recollection<Meta>(entry: Entry<Meta>, view: View, { words, history }: Asked) {
  if (history === undefined) return { recalled: 0, named: 0 };
  const rarest = rarityOf(0, view.count);
  let [all, recalled, named] = [0, 0, 0];
  for (const term of entry.terms) {
    if (words[term] === 1) continue;
    const rarity = rarityOf(view.termCount(term), view.count) / rarest;
    const late = history[term] ?? 0;
    all += rarity ** 2;
    recalled += late * rarity ** 2;
    named += late * rarity;
  }
  return { recalled: all === 0 ? 0 : recalled / all, named };
}

/** The signs for one passage, once for each unit of the question. */
export function signsFor<Meta>(corpus: Corpus<Meta>, view: View, at: number, asked: Asked): readonly Signs[] {
  const entry = corpus.entries[at] as Entry<Meta>;
  const held = wordsHeld(corpus, view, at, asked.words);
  const remembered = recollection(entry, view, asked);
  return asked.units.map(({ unit, known, rarities, pieces }) => {
    const fits = fitOfBits(unit.asks, entry.gives);
    return {
      ...coverage(held, known, view),
      ...remembered,
      titled: titleShare({ entry, at }, view, rarities),
      alike: likenessOf(pieces, { entry, at }, view),
      fits,
      outdone: fits === 1 ? 0 : Math.max(0, ...held.given.map((bits) => fitOfBits(unit.asks, bits) - fits)),
    };
  });
}
