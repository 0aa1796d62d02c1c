import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { normalized } from './normalized.js';

/** Questions with a text that answers each and no other: what an embedding model makes of them shows its scale. */
const answered: readonly (readonly [question: string, answer: string])[] = [
  ['How long do I have to send something back?', 'You can return unused items within 30 days of delivery.'],
  ['I forgot my password, what now?', 'Choose "Reset password" on the sign-in page and follow the link in the e-mail.'],
  ['Where is my parcel?', 'Track your shipment with the number in the dispatch confirmation.'],
  ['Can I pay by invoice?', 'We accept credit cards, PayPal and payment on account.'],
  ['How do I stop my subscription?', 'Cancel your plan at any time under Settings, Billing.'],
  [
    'The screen is broken, is that covered?',
    'The warranty covers defects in material for two years, not damage by accident.',
  ],
  ['Do you have an office in Berlin?', 'You find our branches and their opening hours on the map of locations.'],
  [
    'How can I change the e-mail address of my account?',
    'Edit your contact details in your profile and confirm the new address.',
  ],
  ['Is this jacket waterproof?', 'The fabric keeps out rain up to a water column of 10,000 mm.'],
  ['Who can see my personal data?', 'Only employees with a need to know have access; see our privacy policy.'],
];

/** What a text that is about something else may reach at most, and what one that answers reaches, on our scale. */
const unrelatedScore = 0.25;
const answeringScore = 0.7;
/** Nearer to each other than this, the two say nothing. */
const apartAtLeast = 0.03;

/** Of two vectors of length 1. */
export const cosine = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, part, at) => sum + part * (other[at] ?? 0), 0);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** From the cosine of a question and a text to how well the text answers, 0 to 1. */
export type LikenessScale = (cosine: number) => number;

/**
 * The scale of an embedding model, found by asking it: cosines mean something else in each. `undefined` where it cannot
 * tell an answer from any other text. Tuned to no data: the questions are ours.
 */
export async function likenessScale(embeddings: EmbeddingsInterface): Promise<LikenessScale | undefined> {
  const vectors = (await embeddings.embedDocuments(answered.flat())).map(normalized);
  const between = answered.flatMap((_, question) =>
    answered.map((__, answer) => ({
      belongs: question === answer,
      cosine: cosine(vectors[2 * question] ?? [], vectors[2 * answer + 1] ?? []),
    })),
  );
  const others = between.filter(({ belongs }) => !belongs).map((pair) => pair.cosine);
  const answering = mean(between.filter(({ belongs }) => belongs).map((pair) => pair.cosine));
  const deviation = Math.sqrt(mean(others.map((one) => (one - mean(others)) ** 2)));
  const unrelated = mean(others) + 2 * deviation;
  if (!(answering - unrelated >= apartAtLeast)) return undefined;
  const slope = (answeringScore - unrelatedScore) / (answering - unrelated);
  return (found) => Math.min(1, Math.max(0, unrelatedScore + slope * (found - unrelated)));
}
