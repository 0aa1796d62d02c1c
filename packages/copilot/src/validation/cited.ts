import type { CopilotContext, Draft, Evidence } from '@deskrail/contracts';
import { wordsOf } from '../search/terms.js';
import { isCourtesySentence } from './courtesy-sentence.js';
import { partsOf } from './sentence-parts.js';

export interface CitedSentence {
  readonly index: number;
  readonly text: string;
  readonly cited: readonly Evidence[];
  readonly citesNothing: boolean;
}

/** Names of the customer's, as words. */
export const customersNames = ({ conversation, customer }: CopilotContext): ReadonlySet<string> =>
  new Set([customer?.profile.name, conversation?.requester?.name].flatMap((name) => wordsOf(name ?? '')));

/** A question that asks which of two things is meant claims nothing, as long as it is only that. */
const isOnlyAsking = (text: string): boolean =>
  text.length <= 500 && !/\d|:\/\/|@/u.test(text) && partsOf(text).every((part) => part.endsWith('?'));

/** The sentences of a reply or a summary that claim something, each with the evidence that it cites. */
export function claims({ proposal }: Draft, context: CopilotContext, evidence: readonly Evidence[]): CitedSentence[] {
  if (proposal.kind !== 'reply' && proposal.kind !== 'summary') return [];
  const names = customersNames(context);
  const asks = proposal.kind === 'reply' && proposal.clarifies !== undefined;
  return proposal.sentences.flatMap(({ text, evidence: ids }, index) => {
    if (ids.length === 0 && (isCourtesySentence(text, names) || (asks && isOnlyAsking(text)))) return [];
    const cited = evidence.filter(({ id }) => ids.includes(id));
    return [{ index, text, cited, citesNothing: cited.length === 0 }];
  });
}
