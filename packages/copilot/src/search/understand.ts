import type { Corpus } from './corpus.js';
import { knownWords } from './known-words.js';
import { piecesIn } from './likeness.js';
import { questionTermsAtMost, unitsOf } from './question.js';
import type { Asked } from './signs.js';
import type { Language } from './stop-words.js';
import { termsIn } from './terms.js';
import type { View } from './view.js';

const turnsRead = 5;
const turnAtMost = 2_000;
/** A turn further back counts for so much less. */
const turnDecay = 0.8;
/** What earlier words weigh beside the question's own where passages are chosen for a closer look. */
const historyShare = 0.3;

/** The words that earlier turns add, the latest turn's first. */
function wordsBefore<Meta>(
  earlier: readonly string[],
  { language, words }: { readonly language: Language | undefined; readonly words: Uint8Array },
  corpus: Corpus<Meta>,
  view: View,
) {
  const history = new Float32Array(words.length);
  const weights = new Map<number, number>();
  earlier
    .slice(-turnsRead)
    .reverse()
    .forEach((turn, back) => {
      const terms = new Set(termsIn(turn.slice(0, turnAtMost), language).slice(0, questionTermsAtMost));
      for (const { id, rarity } of knownWords(terms, corpus, view, { mend: false }).values()) {
        if (id === undefined || words[id] === 1 || history[id] !== 0) continue;
        history[id] = turnDecay ** back;
        weights.set(id, historyShare * rarity * turnDecay ** back);
      }
    });
  return { history, weights };
}

/** What a question asks for, in the numbers of the index. */
export function understand<Meta>(
  {
    text,
    earlier,
    language,
  }: { readonly text: string; readonly earlier: readonly string[]; readonly language: Language | undefined },
  corpus: Corpus<Meta>,
  view: View,
): { readonly asked: Asked; readonly weights: ReadonlyMap<number, number>; readonly pieces: Uint32Array } {
  const units = unitsOf(text, language);
  const known = knownWords(
    units.flatMap(({ terms }) => terms),
    corpus,
    view,
    { mend: true },
  );
  const words = new Uint8Array(corpus.vocabulary.size);
  const weights = new Map<number, number>();
  for (const { id, rarity } of known.values()) {
    if (id === undefined) continue;
    words[id] = 1;
    weights.set(id, rarity);
  }
  const before = wordsBefore(earlier, { language, words }, corpus, view);
  for (const [id, weight] of before.weights) weights.set(id, weight);
  return {
    asked: {
      words,
      history: before.weights.size === 0 ? undefined : before.history,
      units: units.map((unit) => {
        const asked = unit.terms.map((term) => known.get(term)).filter((word) => word !== undefined);
        const there = asked.flatMap(({ id, rarity }) => (id === undefined ? [] : [[id, rarity] as const]));
        return { unit, known: asked, rarities: new Map(there), pieces: piecesIn(unit.pieces, view) };
      }),
    },
    weights,
    pieces: units[0]?.pieces ?? new Uint32Array(),
  };
}
