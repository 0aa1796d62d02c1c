import { languageOf } from '../features/language.js';
import type { Check } from './check.js';

/** A reply is in the language that the customer wrote in, where both can be told. */
export const languageIsTheirs: Check = async ({ proposal }, _context, _evidence, { features }) => {
  if (proposal.kind !== 'reply' || proposal.visibility !== 'public' || features === undefined) return [];
  if (features.language === 'und') return [];
  const written = await languageOf(proposal.text);
  return written === 'und' || written === features.language ? [] : ['wrong-language'];
};
