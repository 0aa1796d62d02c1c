import type { CopilotContext, Evidence } from '@deskrail/contracts';
import { termsOf, touchOf } from '../recommend/incidents.js';
import { sentencesOf } from './sentences.js';
import type { Told } from './told.js';

const sentencesAtMost = 3;
/** An incident that names what is asked about may score a little less than an article would have to. */
const touchedAtLeast = 0.6;

/**
 * What is known of an open incident that the question touches, to be told before all else. Its title goes without saying
 * where it has words that were written for customers.
 */
export function incidentTold(
  { question, incidents }: CopilotContext,
  evidence: readonly Evidence[],
  minScore: number,
): readonly Told[] {
  const terms = termsOf(question);
  const touches = ({ source }: Evidence) =>
    incidents.some((incident) => source.title === incident.data.title && touchOf(incident, terms) >= 3);
  const piece = evidence.find(
    (one) =>
      one.source.kind === 'incident' &&
      (one.score >= minScore || (one.score >= touchedAtLeast * minScore && touches(one))),
  );
  if (piece === undefined) return [];
  const sentences = sentencesOf(piece.quote);
  const [title, ...summary] = sentences;
  const said = summary.length > 0 ? summary : title === undefined ? [] : [title];
  return said.slice(0, sentencesAtMost).map(({ text, ownLine }, at) => ({
    text,
    evidence: [piece.id],
    ownLine: ownLine || at === 0,
  }));
}
