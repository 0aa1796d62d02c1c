import type { Check } from './check.js';

/** A question back is never sent or shown by a rule: it says so, and a person decides. */
export const clarifyingIsTold: Check = ({ proposal }) =>
  proposal.kind === 'reply' && proposal.clarifies !== undefined ? ['clarifying-question'] : [];
