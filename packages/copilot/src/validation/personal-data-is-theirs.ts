import type { Evidence } from '@deskrail/contracts';
import { findPersonalData } from '../privacy/find-personal-data.js';
import type { Check } from './check.js';
import { customersWords, spokenText } from './spoken-text.js';

/** What agents wrote to one customer: it may be about them. */
const isOfCustomers = ({ source }: Evidence): boolean => source.kind === 'conversation' || source.kind === 'answer';

const folded = (text: string): string => text.toLowerCase().replace(/[\s()./-]+/gu, '');

/**
 * An address, a number or an account that the customer gets is their own, or the operator's, as an article has it. What
 * stands only in another conversation is somebody else's.
 */
export const personalDataIsTheirs: Check = ({ proposal }, context, evidence) => {
  const spoken = spokenText(proposal);
  if (spoken === '') return [];
  const own = folded(customersWords(context));
  const published = folded(
    evidence
      .filter((piece) => !isOfCustomers(piece))
      .map(({ quote }) => quote)
      .join('\n'),
  );
  const others = folded(
    evidence
      .filter(isOfCustomers)
      .map(({ quote }) => quote)
      .join('\n'),
  );
  const parts = proposal.kind === 'reply' ? proposal.sentences.map(({ text }) => text) : [spoken];
  const inParts = parts.join('\n').length >= spoken.length / 2 ? parts : [spoken];
  return inParts.flatMap((text, sentence) =>
    findPersonalData(text)
      .map(({ kind, start, end }) => ({ kind, value: text.slice(start, end) }))
      .filter(({ value }) => !own.includes(folded(value)) && !published.includes(folded(value)))
      .map(({ kind, value }) => ({
        flag: others.includes(folded(value)) ? 'other-customers-data' : 'personal-data',
        ...(proposal.kind === 'reply' && { sentence }),
        detail: kind,
      })),
  );
};
