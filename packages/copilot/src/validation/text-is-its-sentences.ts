import type { Check } from './check.js';

const withoutSpace = (text: string): string => text.replace(/\s+/gu, '');

/** A text is its sentences, in order; white space apart. */
export const textIsItsSentences: Check = ({ proposal }) =>
  (proposal.kind === 'reply' || proposal.kind === 'summary') &&
  withoutSpace(proposal.text) !== withoutSpace(proposal.sentences.map(({ text }) => text).join(''))
    ? ['text-mismatch']
    : [];
