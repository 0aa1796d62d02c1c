import type { CopilotContext, Draft, Evidence, FeatureSet, Finding } from '@deskrail/contracts';
import { languageOf } from '../features/language.js';
import { answerFrom, openIn } from './answer-from.js';
import { asksNothing } from './courtesy.js';
import { incidentTold } from './incident-first.js';
import { withoutKnownAsked } from './known-asked.js';
import { macroTold, macroValues } from './macro-told.js';
import { bestFirst, notTold, replyFrom, type Told } from './told.js';

/** A macro is a whole answer that somebody has weighed: it goes before an article that fits a little better. */
const macroAtLeast = 0.85;
/** A section of an article that answers may itself score so much less, and fit better. */
const sectionAtLeast = 0.6;
/** What a reply that leaves a question open is less sure of. */
const openQuestionCosts = 0.4;

/** Evidence in the customer's language, where there is any that answers; else all. */
async function inTheirLanguage(evidence: readonly Evidence[], language: string): Promise<readonly Evidence[]> {
  if (language === 'und') return evidence;
  const languages = await Promise.all(evidence.map(({ quote }) => languageOf(quote)));
  const own = evidence.filter((_, at) => languages[at] === language);
  return own.length > 0 ? own : evidence;
}

/** Sections beside what is strong enough: the right article's best section is not always the right one. */
const sectionsBeside = (strong: readonly Evidence[], all: readonly Evidence[]): readonly Evidence[] =>
  all.filter(
    (piece) =>
      piece.source.kind === 'article' &&
      !strong.includes(piece) &&
      strong.some(({ source, score }) => source.id === piece.source.id && piece.score >= sectionAtLeast * score),
  );

interface Composed {
  readonly told: readonly Told[];
  readonly confidence: number;
  readonly findings: readonly Finding[];
}

/** One for each question that is left open, by its place. */
const openQuestions = ({ open, asked }: { readonly open: readonly number[]; readonly asked: number }): Finding[] =>
  open.map((at) => ({ flag: 'question-unanswered', detail: `question ${at} of ${asked}` }));

function composed(
  context: CopilotContext,
  features: FeatureSet,
  { usable, all, incident }: Readonly<Record<'usable' | 'all', readonly Evidence[]>> & { incident: readonly Told[] },
): Composed {
  const score = usable[0]?.score ?? 0;
  const values = macroValues(context, features);
  const said = incident.map(({ text }) => text);
  const whole = (told: readonly Told[]) =>
    withoutKnownAsked([...incident, ...notTold(told, incident)], context, features);
  for (const piece of usable) {
    if (piece.source.kind !== 'macro' || piece.score < macroAtLeast * score) continue;
    const filled = macroTold(piece, values);
    if (filled === undefined) continue;
    const left = openIn(context.question, [...said, piece.source.title ?? '', piece.quote].join('\n'));
    return { told: whole(filled), confidence: confidenceOf(piece.score, left), findings: openQuestions(left) };
  }
  const passages = usable.filter(({ source }) => source.kind !== 'macro');
  const answer = answerFrom(context, passages, { said, sections: sectionsBeside(passages, all) });
  return { told: whole(answer.told), confidence: confidenceOf(answer.score, answer), findings: openQuestions(answer) };
}

const confidenceOf = (score: number, { open, asked }: { readonly open: readonly number[]; readonly asked: number }) =>
  score * (1 - (openQuestionCosts * open.length) / asked);

const said = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const rejectedIn = ({ suggested }: CopilotContext): ReadonlySet<string> =>
  new Set(
    suggested.flatMap(({ verdict, proposal }) =>
      verdict?.kind === 'reject' && proposal?.kind === 'reply' ? [said(proposal.text)] : [],
    ),
  );

/**
 * A reply made only of what the best passages and macros say, each sentence with the evidence it stands on: no greeting
 * and no closing, as nothing supports those. An open incident that the question touches is told first. None where the
 * evidence is weaker than `minScore`, where nothing is asked for, or where a reviewer has rejected it before.
 */
export async function replyOf(
  context: CopilotContext,
  features: FeatureSet,
  evidence: readonly Evidence[],
  minScore: number,
): Promise<Draft | undefined> {
  if (asksNothing(context)) return undefined;
  const incident = incidentTold(context, bestFirst(evidence), minScore);
  const strong = evidence.filter(({ score, source }) => score >= minScore && source.kind !== 'incident');
  const usable = bestFirst(await inTheirLanguage(strong, features.language));
  const rejected = rejectedIn(context);
  // The next best is tried once where the best was rejected.
  for (const from of [usable, usable.slice(1)]) {
    const { told, confidence, findings } = composed(context, features, { usable: from, all: evidence, incident });
    const text = told.map((one) => one.text).join(' ');
    if (told.length === 0 || rejected.has(said(text))) continue;
    const written = await languageOf(text);
    const language = written === 'und' ? undefined : written;
    const draft = replyFrom(told, { confidence: Math.max(confidence, incident.length > 0 ? minScore : 0), language });
    return draft && (findings.length === 0 ? draft : { ...draft, findings });
  }
  return undefined;
}
