import type { Check } from './check.js';

/** Evidence that a sentence names is there. */
export const evidenceExists: Check = ({ proposal }, _context, evidence) => {
  if (proposal.kind !== 'reply' && proposal.kind !== 'summary') return [];
  const known = new Set(evidence.map(({ id }) => id));
  return proposal.sentences.flatMap(({ evidence: ids }, sentence) =>
    ids.some((id) => !known.has(id)) ? [{ flag: 'unknown-evidence', sentence }] : [],
  );
};
