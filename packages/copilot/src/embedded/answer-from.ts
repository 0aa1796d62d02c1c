import type { CopilotContext, Evidence } from '@deskrail/contracts';
import { guessLanguage } from '../search/guess-language.js';
import { questionsOf } from './questions.js';
import { runOf } from './run-of.js';
import { type Sentence, sentencesOf } from './sentences.js';
import { askedFor, coverageOf, type Rarity, rarityIn } from './speaks.js';
import { notTold, type Told } from './told.js';

/** Sentences for one question, for each of several, and in all. */
const sentencesForOne = 3;
const sentencesForEach = 2;
const sentencesAtMost = 6;
/** What a passage must speak of, of one question among several, to be its answer. */
const coverageAtLeast = 0.34;
/** A passage that scores less than this part of the best one answers none of several questions. */
const scoreAtLeast = 0.7;
/** The passage that fits the whole message best is sooner believed than another. */
const firstWeighs = 1.25;
/** A passage this short is told whole to a single question. */
const shortPassage = 3;
/** What a passage must speak of in a message that goes on with a conversation: the turns before found it, it must answer this one. */
const ownWordsAtLeast = 0.2;

export interface Answered {
  readonly told: readonly Told[];
  /** The part of the questions that is answered. */
  readonly share: number;
}

const spoken = ({ source, quote }: Evidence): string => `${source.title ?? ''}\n${quote}`;

interface Held {
  readonly piece: Evidence;
  readonly sentences: readonly Sentence[];
}

/** The passage that answers one question of several, if any does. */
function bestFor(question: string, held: readonly Held[], rarity: Rarity): Held | undefined {
  const language = guessLanguage(question);
  const asked = askedFor(question, language);
  if (asked.terms.size === 0) return undefined;
  const ranked = held
    .map((one) => ({ one, coverage: coverageOf(spoken(one.piece), asked, { rarity, language }) }))
    .filter(({ coverage }) => coverage >= coverageAtLeast)
    .map(({ one, coverage }) => ({ one, fit: coverage * one.piece.score * (one === held[0] ? firstWeighs : 1) }))
    .toSorted((a, b) => b.fit - a.fit);
  return ranked[0]?.one;
}

/** One paragraph of a few sentences, and no list. */
const isShort = (sentences: readonly Sentence[]): boolean =>
  sentences.length <= shortPassage && sentences.filter(({ ownLine }) => ownLine).length <= 1;

/** Of what the conversation found, that which speaks to its newest message; best first. */
function onTopic(message: string, evidence: readonly Evidence[], rarity: Rarity): readonly Evidence[] {
  const language = guessLanguage(message);
  const asked = askedFor(message, language);
  if (asked.terms.size === 0) return evidence;
  return evidence
    .map((piece) => ({ piece, coverage: coverageOf(spoken(piece), asked, { rarity, language }) }))
    .filter(({ coverage }) => coverage >= ownWordsAtLeast)
    .toSorted((one, other) => other.coverage * other.piece.score - one.coverage * one.piece.score)
    .map(({ piece }) => piece);
}

const toldFrom = (run: readonly Sentence[], piece: Evidence): readonly Told[] =>
  run.map(({ text, ownLine }, index) => ({ text, evidence: [piece.id], ownLine: ownLine || index === 0 }));

/**
 * What the passages say to a message: one question from the best of them; of several, each from the one that speaks to
 * it, once. `evidence` is best first, and none is too weak.
 */
export function answerFrom(
  { question: message, earlier }: Pick<CopilotContext, 'question' | 'earlier'>,
  evidence: readonly Evidence[],
): Answered {
  const language = guessLanguage(message);
  const rarity = rarityIn(evidence.map(spoken), language);
  const found = earlier.length === 0 ? evidence : onTopic(message, evidence, rarity);
  const held = found.map((piece) => ({ piece, sentences: sentencesOf(piece.quote) }));
  const [best] = held;
  if (best === undefined) return { told: [], share: 0 };
  const strong = held.filter(({ piece }) => piece.score >= scoreAtLeast * best.piece.score);
  const questions = questionsOf(message);
  const of = ({ piece, sentences }: Held, question: string, atMost: number) =>
    toldFrom(runOf(sentences, askedFor(question, language), { atMost, rarity, language }), piece);
  const whole = () =>
    earlier.length === 0 && isShort(best.sentences)
      ? toldFrom(best.sentences, best.piece)
      : of(best, message, sentencesForOne);
  if (questions.length < 2) return { told: whole(), share: 1 };

  const told: Told[] = [];
  let answered = 0;
  for (const question of questions) {
    const passage = bestFor(question, strong, rarity);
    if (passage === undefined) continue;
    answered += 1;
    const more = notTold(of(passage, question, sentencesForEach), told);
    told.push(...more.slice(0, sentencesAtMost - told.length));
  }
  // Where no question speaks for itself, as "Is that right?" does not, the message as a whole does.
  if (told.length === 0) return { told: whole(), share: 1 };
  return { told: inPassages(told), share: answered / questions.length };
}

/** Sentences of one passage stand together, in the order of its first. */
function inPassages(told: readonly Told[]): readonly Told[] {
  const order = [...new Set(told.map(({ evidence }) => evidence[0]))];
  return order.flatMap((id) => told.filter(({ evidence }) => evidence[0] === id));
}
