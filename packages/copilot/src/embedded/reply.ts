import type { CopilotContext, Draft, Evidence, FeatureSet } from '@deskrail/contracts';
import { languageOf } from '../features/language.js';
import { answerFrom } from './answer-from.js';
import { asksNothing } from './courtesy.js';
import { incidentTold } from './incident-first.js';
import { macroTold, macroValues } from './macro-told.js';
import { bestFirst, notTold, replyFrom, type Told } from './told.js';

/** A macro is a whole answer that somebody has weighed: it goes before an article that fits a little better. */
const macroAtLeast = 0.85;
/** What a reply that leaves a question open is less sure of. */
const openQuestionCosts = 0.4;

/** Evidence in the customer's language, where there is any that answers; else all. */
async function inTheirLanguage(evidence: readonly Evidence[], language: string): Promise<readonly Evidence[]> {
  if (language === 'und') return evidence;
  const languages = await Promise.all(evidence.map(({ quote }) => languageOf(quote)));
  const own = evidence.filter((_, at) => languages[at] === language);
  return own.length > 0 ? own : evidence;
}

interface Composed {
  readonly told: readonly Told[];
  readonly confidence: number;
}

function composed(
  context: CopilotContext,
  features: FeatureSet,
  usable: readonly Evidence[],
  incident: readonly Told[],
): Composed {
  const [first] = usable;
  const score = first?.score ?? 0;
  const values = macroValues(context, features);
  for (const piece of usable) {
    if (piece.source.kind !== 'macro' || piece.score < macroAtLeast * score) continue;
    const filled = macroTold(piece, values);
    if (filled !== undefined) return { told: [...incident, ...notTold(filled, incident)], confidence: piece.score };
  }
  const passages = usable.filter(({ source }) => source.kind !== 'macro');
  const { told, share } = answerFrom(context, passages);
  const confidence = (passages[0]?.score ?? 0) * (1 - openQuestionCosts * (1 - share));
  return { told: [...incident, ...notTold(told, incident)], confidence };
}

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
    const { told, confidence } = composed(context, features, from, incident);
    const text = told.map((one) => one.text).join(' ');
    if (told.length === 0 || rejected.has(said(text))) continue;
    const written = await languageOf(text);
    const language = written === 'und' ? undefined : written;
    return replyFrom(told, { confidence: Math.max(confidence, incident.length > 0 ? minScore : 0), language });
  }
  return undefined;
}
