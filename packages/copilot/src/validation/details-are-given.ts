import type { CopilotContext } from '@deskrail/contracts';
import { wordsOf } from '../search/terms.js';
import type { Check } from './check.js';
import { claims } from './cited.js';
import { detailsGiven, detailsIn, isDay } from './details.js';
import { customersWords } from './spoken-text.js';

/** Languages that write every noun with a capital: one says nothing of a name there. */
const capitalised = new Set(['de', 'lb', 'nds']);
const noNames = new Set(['i', 'ok', 'faq', 'id']);

/** Words with a capital inside a sentence; its first word has one anyway. */
const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<=[\p{L}\p{N},;)’'-] )\p{Lu}[\p{L}\p{N}’'-]{0,60}/gu)]
    .flatMap(([name]) => wordsOf(name))
    .filter((word) => !noNames.has(word) && !isDay(word) && word.length > 1);

const agentsNames = ({ conversation }: CopilotContext): string =>
  (conversation?.messages ?? []).map(({ author }) => author.name ?? '').join(' ');

/** A number, a sum, a day or a name in a sentence is in its evidence, or in the customer's own words. */
export const detailsAreGiven: Check = (draft, context, evidence, { features }) => {
  const own = customersWords(context);
  const ownWords = wordsOf(`${own} ${agentsNames(context)}`);
  const language = (draft.proposal.kind === 'reply' && draft.proposal.language) || features?.language || 'und';
  return claims(draft, context, evidence).flatMap(({ index: sentence, text, cited, citesNothing }) => {
    // That it stands on nothing is said already.
    if (citesNothing) return [];
    const said = `${own}\n${cited.map(({ quote, source }) => `${source.title ?? ''}\n${quote}`).join('\n')}`;
    const isGiven = detailsGiven(said);
    const missing: string[] = detailsIn(text)
      .filter((detail) => !isGiven(detail))
      .map(({ kind }) => kind);
    if (!capitalised.has(language)) {
      const known = new Set([...ownWords, ...wordsOf(said)]);
      if (namesIn(text).some((name) => !known.has(name))) missing.push('name');
    }
    return missing.length === 0
      ? []
      : [{ flag: 'unsupported-detail', sentence, detail: [...new Set(missing)].join(', ') }];
  });
};
