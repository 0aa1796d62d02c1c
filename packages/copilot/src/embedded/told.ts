import type { Draft, Evidence } from '@deskrail/contracts';

/** A sentence of a reply with the evidence that it stands on. */
export interface Told {
  readonly text: string;
  readonly evidence: readonly string[];
  readonly ownLine: boolean;
}

const folded = (text: string): string => text.toLowerCase().replace(/\s+/gu, ' ').trim();

/** Without what was told before, in the same words. */
export const notTold = (sentences: readonly Told[], before: readonly Told[]): readonly Told[] => {
  const known = new Set(before.map(({ text }) => folded(text)));
  return sentences.filter(({ text }) => !known.has(folded(text)));
};

/** Sentences as a public reply; `undefined` where there are none. */
export function replyFrom(
  told: readonly Told[],
  { confidence, language }: { readonly confidence: number; readonly language: string | undefined },
): Draft | undefined {
  if (told.length === 0) return undefined;
  const text = told.map(({ text: said, ownLine }, at) => (at === 0 ? said : `${ownLine ? '\n' : ' '}${said}`)).join('');
  return {
    proposal: {
      kind: 'reply',
      visibility: 'public',
      text,
      ...(language !== undefined && { language }),
      sentences: told.map(({ text: said, evidence }) => ({ text: said, evidence: [...evidence] })),
    },
    confidence: Math.min(1, Math.max(0, confidence)),
  };
}

/** Best first. */
export const bestFirst = (evidence: readonly Evidence[]): readonly Evidence[] =>
  evidence.toSorted((one, other) => other.score - one.score);
