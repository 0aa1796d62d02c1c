import type { CopilotContext, Evidence } from '@deskrail/contracts';
import { answerFit, answerGiven } from '../search/expected-answer.js';
import { guessLanguage } from '../search/guess-language.js';
import { questionsOf } from './questions.js';
import { goesOn, runOf } from './run-of.js';
import { type Sentence, sentencesOf } from './sentences.js';
import { askedFor, coverageOf, type Rarity, rarityIn, speaksTo } from './speaks.js';
import { notTold, type Told } from './told.js';

/** Sentences for one question, for each of several, and in all. */
const sentencesForOne = 3;
const sentencesForEach = 2;
const sentencesAtMost = 6;
/** What a passage must speak of, of one question among several, to be its answer. */
const coverageAtLeast = 0.34;
/** The part of it that is enough where a time or a sum is asked for, and the passage gives one. */
const withItsKind = 0.5;
/** A passage that scores less than this part of the best one answers none of several questions. */
const scoreAtLeast = 0.5;
/** The passage that fits the whole message best is sooner believed than another. */
const firstWeighs = 1.1;
/** A passage this short is told whole to who puts no question or asks how; to others without what says nothing of it. */
const shortPassage = 3;
/** What a passage must speak of in a message that goes on with a conversation: the turns before found it, it must answer this one. */
const ownWordsAtLeast = 0.2;
/** What a passage is worth that gives no time or sum where one is asked for. */
const withoutKind = 0.8;

export interface Answered {
  readonly told: readonly Told[];
  /** How likely the weakest passage that is told answers. */
  readonly score: number;
  /** Questions that nothing answers, by their place from 1. */
  readonly open: readonly number[];
  /** How many are asked. */
  readonly asked: number;
}

const spoken = ({ source, quote }: Evidence): string => `${source.title ?? ''}\n${quote}`;

interface Held {
  readonly piece: Evidence;
  readonly sentences: readonly Sentence[];
}

const readIn = (piece: Evidence): Held => ({ piece, sentences: sentencesOf(piece.quote) });

interface Setting {
  readonly rarity: Rarity;
  readonly language: ReturnType<typeof guessLanguage>;
}

/** 0 to 1: how much of a question a passage speaks of, and how much of it in one breath; and its kind of answer. */
function fitOf({ piece, sentences }: Held, question: string, { rarity, language }: Setting) {
  const asked = askedFor(question, language);
  const coverage = coverageOf(spoken(piece), asked, { rarity, language });
  const inOne = Math.max(0, ...sentences.map(({ text }) => coverageOf(text, asked, { rarity, language })));
  const kind = withoutKind + (1 - withoutKind) * answerFit(asked.kinds, answerGiven(piece.quote));
  const gives = asked.kinds.length > 0 && answerFit(asked.kinds, answerGiven(piece.quote)) === 1;
  return { coverage, gives, fit: ((coverage + inOne) / 2) * kind };
}

/** The passage that answers a question, if any does. */
function bestFor(question: string, held: readonly Held[], setting: Setting, atLeast: number): Held | undefined {
  return held
    .map((one) => ({ one, ...fitOf(one, question, setting) }))
    .filter(({ coverage, gives }) => coverage >= (gives ? withItsKind : 1) * atLeast)
    .map(({ one, fit }) => ({ one, worth: fit * one.piece.score * (one === held[0] ? firstWeighs : 1) }))
    .toSorted((a, b) => b.worth - a.worth)[0]?.one;
}

/** Of what the conversation found, that which speaks to its newest message; best first. */
function onTopic(message: string, evidence: readonly Evidence[], { rarity, language }: Setting): readonly Evidence[] {
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

/** One paragraph of a few sentences, and no list. */
const isShort = (sentences: readonly Sentence[]): boolean =>
  sentences.length <= shortPassage && sentences.filter(({ ownLine }) => ownLine).length <= 1;

const asksHow =
  /(?<!\p{L})(?:how (?:do|can|could|should|must|may|to)|(?:what|where) (?:do|can|should|must|am|are) (?:i|we)(?: supposed)?|wie (?:kann|können|muss|soll|mache?|geht)|comment|cómo|come|hoe)(?!\p{L})/iu;
const conditional = /^(?:if|when|wenn|falls|sofern|si|lorsque|quand|cuando|se|als|wanneer)(?!\p{L})/iu;
/** What the first and the last sentence must say of what was asked, as part of what the best one says. */
const edgeAtLeast = 0.5;

/** A short passage for a message: whole to a report and to "how do I", else from its first sentence that speaks to it to its last. */
function shortOf({ sentences }: Held, message: string, { rarity, language }: Setting): readonly Sentence[] {
  const isWhole = sentences.length < shortPassage || !/[?？]/u.test(message) || asksHow.test(message);
  if (isWhole) return sentences;
  const asked = askedFor(message, language);
  const scores = sentences.map(({ text }) => speaksTo(text, asked, { rarity, language }));
  const enough = edgeAtLeast * Math.max(...scores);
  const first = Math.max(
    0,
    scores.findIndex((score) => score >= enough),
  );
  const last = scores.findLastIndex((score) => score >= enough);
  const goesFrom = first > 0 && conditional.test(sentences[first]?.text ?? '') ? first - 1 : first;
  const next = sentences[last + 1];
  return sentences.slice(goesFrom, next !== undefined && goesOn.test(next.text) ? last + 2 : last + 1);
}

const tellsWords = (question: string, { language }: Setting): boolean => askedFor(question, language).terms.size > 0;

/**
 * What the passages say to a message: one question from the one that fits it best; of several, each from the one that
 * speaks to it, once. `evidence` is best first, and none is too weak; `sections` are others of
 * the same articles, which are told where one question fits them better; `said` is what is told anyway.
 */
export function answerFrom(
  { question: message, earlier }: Pick<CopilotContext, 'question' | 'earlier'>,
  evidence: readonly Evidence[],
  { said = [], sections = [] }: { readonly said?: readonly string[]; readonly sections?: readonly Evidence[] } = {},
): Answered {
  const language = guessLanguage(message);
  const setting = { rarity: rarityIn(evidence.map(spoken), language), language };
  const found = earlier.length === 0 ? evidence : onTopic(message, evidence, setting);
  const held = found.map(readIn);
  const [best] = held;
  const questions = questionsOf(message);
  const run = ({ piece, sentences }: Held, question: string, atMost: number) =>
    toldFrom(runOf(sentences, askedFor(question, language), { ...setting, atMost }), piece);

  function whole(open: readonly number[]): Answered {
    if (best === undefined) return { told: [], score: 0, open, asked: questions.length };
    const [question = message] = questions;
    const one = (earlier.length === 0 && bestFor(question, [...held, ...sections.map(readIn)], setting, 0)) || best;
    const isTold = earlier.length === 0 && isShort(one.sentences);
    const told = isTold ? toldFrom(shortOf(one, message, setting), one.piece) : run(one, message, sentencesForOne);
    return { told, score: one.piece.score, open, asked: questions.length };
  }

  if (questions.length < 2) return whole([]);
  const strong = held.filter(({ piece }) => piece.score >= scoreAtLeast * (best?.piece.score ?? 0));
  const told: Told[] = [];
  const open: number[] = [];
  const scores: number[] = [];
  const isSaid = questions.map((question) => tellsWords(question, setting) && speaksOf(said, question, setting));
  questions.forEach((question, at) => {
    if (isSaid[at] || !tellsWords(question, setting)) return;
    const passage = bestFor(question, strong, setting, coverageAtLeast);
    if (passage === undefined) {
      if (!refersBack(question, setting)) open.push(at + 1);
      return;
    }
    scores.push(passage.piece.score);
    const more = notTold(run(passage, question, sentencesForEach), told);
    told.push(...more.slice(0, sentencesAtMost - told.length));
  });
  if (told.length === 0 && isSaid.includes(true)) return { told, score: 0, open, asked: questions.length };
  // Where no question speaks for itself, as "Is that right?" does not, the message as a whole does.
  if (told.length === 0) return whole(open.length === questions.length ? [] : open);
  return { told: inPassages(told, found), score: Math.min(...scores), open, asked: questions.length };
}

const pointing =
  /(?<!\p{L})(?:this|that|it|these|those|they|das|dies|es|sie|ça|cela|c['’]|eso|esto|ello|questo|dat|dit|het)(?!\p{L})/iu;

/** A question such as "Is that normal?" asks nothing by itself: whoever answers the message answers it. */
const refersBack = (question: string, { language }: Setting): boolean =>
  pointing.test(question) && askedFor(question, language).terms.size <= 1;

/** Whether texts speak of a question. */
const speaksOf = (texts: readonly string[], question: string, { rarity, language }: Setting): boolean =>
  texts.some((text) => coverageOf(text, askedFor(question, language), { rarity, language }) >= coverageAtLeast);

/** Which of several questions a text leaves open, by their place from 1. */
export function openIn(message: string, text: string): { readonly open: readonly number[]; readonly asked: number } {
  const language = guessLanguage(message);
  const setting = { rarity: rarityIn([text], language), language };
  const questions = questionsOf(message);
  const open = questions.flatMap((question, at) =>
    !tellsWords(question, setting) || refersBack(question, setting) || speaksOf([text], question, setting)
      ? []
      : [at + 1],
  );
  return { open: questions.length < 2 ? [] : open, asked: questions.length };
}

/** Sentences of one passage stand together as it has them, the likeliest passage first. */
function inPassages(told: readonly Told[], found: readonly Evidence[]): readonly Told[] {
  const scoreOf = new Map(found.map(({ id, score }) => [id, score]));
  const order = [...new Set(told.map(({ evidence }) => evidence[0]))].toSorted(
    (one, other) => (scoreOf.get(other ?? '') ?? 0) - (scoreOf.get(one ?? '') ?? 0),
  );
  return order.flatMap((id) => told.filter(({ evidence }) => evidence[0] === id));
}
