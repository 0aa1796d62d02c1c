import type { CopilotContext, Draft, Evidence, FeatureSet } from '@deskrail/contracts';
import { answerAsked, answerGiven } from '../search/expected-answer.js';
import { informativeTerms, questionTerms } from '../search/terms.js';
import { isCourtesy } from './courtesy.js';
import { type Sentence, sentencesOf } from './sentences.js';

const sentencesAtMost = 4;
/** A second passage is used only where it speaks to the question nearly as well as the first. */
const secondAtLeast = 0.85;

const overlap = (sentence: Sentence, terms: ReadonlySet<string>): number =>
  new Set(informativeTerms(sentence.text).filter((term) => terms.has(term))).size;

interface Asked {
  readonly terms: ReadonlySet<string>;
  readonly kinds: ReturnType<typeof answerAsked>;
}

/** Its words in common with the question, and as much as two of them for a time or a sum that was asked for. */
const speaksTo = (sentence: Sentence, { terms, kinds }: Asked): number => {
  const given = answerGiven(sentence.text);
  return overlap(sentence, terms) + 2 * kinds.filter((kind) => given.includes(kind)).length;
};

/** The run of sentences that says most about what was asked; all of a short passage. */
function bestRun(sentences: readonly Sentence[], asked: Asked, length: number): readonly Sentence[] {
  if (sentences.length <= length) return sentences;
  let best = 0;
  let bestSum = -1;
  for (let at = 0; at + length <= sentences.length; at += 1) {
    const sum = sentences.slice(at, at + length).reduce((total, sentence) => total + speaksTo(sentence, asked), 0);
    if (sum > bestSum) [best, bestSum] = [at, sum];
  }
  return sentences.slice(best, best + length);
}

const isTold = (sentence: Sentence, told: readonly { readonly text: string }[]): boolean =>
  told.some(({ text }) => text.toLowerCase() === sentence.text.toLowerCase());

/**
 * A reply made only of what the best passages say, each sentence with the evidence it stands on: no greeting and no
 * closing, as nothing supports those. None where the evidence is weaker than `minScore`, or where nothing is asked for.
 */
export function replyOf(
  context: CopilotContext,
  features: FeatureSet,
  evidence: readonly Evidence[],
  minScore: number,
): Draft | undefined {
  if (isCourtesy(context.question)) return undefined;
  const usable = evidence
    .filter(({ score, source }) => score >= minScore && source.kind !== 'incident')
    .toSorted((one, other) => other.score - one.score);
  const [first] = usable;
  if (first === undefined) return undefined;
  const asked = { terms: new Set(questionTerms(context.question)), kinds: answerAsked(context.question) };
  const told: { text: string; evidence: string[]; ownLine: boolean }[] = [];
  for (const piece of usable.slice(0, 2)) {
    if (piece !== first && piece.score < secondAtLeast * first.score) break;
    const room = sentencesAtMost - told.length;
    if (room <= 0) break;
    const run = bestRun(sentencesOf(piece.quote), asked, piece === first ? room : Math.min(2, room));
    run.forEach((sentence, index) => {
      if (isTold(sentence, told)) return;
      told.push({ text: sentence.text, evidence: [piece.id], ownLine: sentence.ownLine || index === 0 });
    });
  }
  if (told.length === 0) return undefined;
  const text = told.map(({ text: said, ownLine }, at) => (at === 0 ? said : `${ownLine ? '\n' : ' '}${said}`)).join('');
  return {
    proposal: {
      kind: 'reply',
      visibility: 'public',
      text,
      ...(features.language !== 'und' && { language: features.language }),
      sentences: told.map(({ text: said, evidence: ids }) => ({ text: said, evidence: ids })),
    },
    confidence: first.score,
  };
}
