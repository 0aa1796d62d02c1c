import { createCorpus } from './corpus.js';
import { guessLanguage, languageOf } from './guess-language.js';
import { knownWords } from './known-words.js';
import type { Entry, Passage } from './passage.js';
import { questionTermsAtMost, unitsOf } from './question.js';
import { candidatesFor } from './rank.js';
import { type Signs, signsOf, vectorSize, wordsHeld } from './signs.js';
import { termsIn } from './terms.js';
import { tuning } from './tuning.js';
import { createViews } from './view.js';

export type { Passage } from './passage.js';

export interface Hit<Meta> {
  readonly meta: Meta;
  /** 0 to 1: how likely the passage answers what was asked. It means the same in every index. */
  readonly score: number;
}

export interface SearchOptions<Meta> {
  readonly limit: number;
  /** The customer's earlier words, oldest first. */
  readonly earlier?: readonly string[];
  /** What the asker may see; what is left out changes neither order nor scores of the rest. */
  readonly allow?: (meta: Meta) => boolean;
  /** ISO 639-1: passages in it come first. Guessed where absent. */
  readonly language?: string;
}

export interface SearchIndex<Meta> {
  /** Put a source's passages in the place of what it had before. */
  put(source: string, passages: readonly Passage<Meta>[]): void;
  remove(source: string): void;
  search(text: string, options: SearchOptions<Meta>): readonly Hit<Meta>[];
  /** How many passages it holds. */
  readonly size: number;
  /** Grows with every change. */
  readonly version: number;
}

export function createSearchIndex<Meta>() {
  const corpus = createCorpus<Meta>();
  const views = createViews(corpus);
  let version = 0;
  const changed = () => {
    version += 1;
    views.forget();
  };

  function look(text: string, { earlier = [], allow, language: tag }: Omit<SearchOptions<Meta>, 'limit'>) {
    const view = views.of(allow);
    const language = languageOf(tag) ?? guessLanguage(text) ?? 'en';
    const units = unitsOf(text, language);
    const known = knownWords(
      units.flatMap(({ terms }) => terms),
      corpus,
      view,
    );
    const history = new Map<number, number>();
    earlier
      .slice(-tuning.historyTurns)
      .reverse()
      .forEach((turn, back) => {
        const terms = new Set(termsIn(turn.slice(0, 2000), language).slice(0, questionTermsAtMost));
        for (const [term, { id, rarity }] of knownWords(terms, corpus, view)) {
          if (id === undefined || known.has(term) || history.has(id)) continue;
          history.set(id, rarity * tuning.historyDecay ** back);
        }
      });
    const words = new Map<number, number>();
    for (const [id, rarity] of history) words.set(id, rarity * tuning.history);
    for (const { id, rarity } of known.values()) if (id !== undefined) words.set(id, rarity);
    const grams = units[0]?.grams ?? new Uint32Array();
    const asked = units.map((unit) => ({
      unit,
      known: unit.terms.map((term) => known.get(term)).filter((word) => word !== undefined),
      size: vectorSize(unit.grams, view),
    }));
    const maxRarity = Math.log(1 + (view.count + 0.5) / 0.5);
    return candidatesFor(corpus, view, { words, grams }).map(({ at, words: sum }) => {
      const entry = corpus.entries[at] as Entry<Meta>;
      const held = wordsHeld(corpus, view, at, words);
      let hist = 0;
      for (const [id, weight] of history) if (held.own.has(id)) hist += weight;
      return {
        entry,
        at,
        sum,
        hist: hist / maxRarity,
        signs: asked.map((unit) => signsOf({ entry, at, view, held, words: sum }, unit)),
        trust: asked.map(({ unit }) => unit.trust),
      };
    });
  }
  const one = (s: Signs) => {
    if (s.words === 0 && s.alike < 0.3) return 0.3 * s.alike;
    const cov = (tuning.wCov * s.covered * s.words) / (s.words + tuning.saturate);
    const fit = tuning.lacking + (1 - tuning.lacking) * s.fits;
    return fit * (cov + tuning.wTitle * Math.max(s.titled, s.alike) + tuning.wGram * s.alike + tuning.wBm * s.dense);
  };
  return {
    look,
    put(source: string, passages: readonly Passage<Meta>[]) {
      corpus.put(source, passages);
      changed();
    },
    remove(source: string) {
      if (!corpus.sources.has(source)) return;
      corpus.remove(source);
      changed();
    },
    search(text: string, options: SearchOptions<Meta>): readonly Hit<Meta>[] {
      return look(text, options)
        .map(({ entry, signs, trust, hist, sum }) => ({
          meta: entry.meta,
          score: Math.max(0, ...signs.map((s, i) => one(s) * (trust[i] as number))) + tuning.histW * hist,
          sum,
        }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || b.sum - a.sum)
        .slice(0, options.limit)
        .map(({ meta, score }) => ({ meta, score: Math.min(1, score) }));
    },
    get size() {
      return corpus.alive;
    },
    get version() {
      return version;
    },
  };
}
