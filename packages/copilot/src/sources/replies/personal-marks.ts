import type { Conversation } from '@deskrail/contracts';
import { entitiesIn } from '../../features/entities.js';
import { findPersonalData } from '../../privacy/find-personal-data.js';
import { wordsOf } from '../../search/terms.js';

const greeting = /^(hi|hello|hey|dear|good (morning|afternoon|evening)|thanks|thank you)\b[^.!?\n]{0,60}[,.!]?$/iu;
const closing = /^((kind|best|warm) )?(regards|wishes|cheers|sincerely|yours)\b|^best,?$|^thanks,?$/iu;

/** Names of whoever took part, as words that must not reach another customer. */
export const namesIn = (conversation: Conversation): ReadonlySet<string> =>
  new Set(
    [conversation.requester, ...conversation.messages.map(({ author }) => author)].flatMap((party) =>
      wordsOf(party?.name ?? '').filter((word) => word.length > 2),
    ),
  );

/** Whether a line is only courtesy: a greeting, a name, a closing. */
export const isCourtesy = (line: string): boolean => greeting.test(line.trim()) || closing.test(line.trim());

/** Whether a text names a person of the conversation or something of one case only: an address, a number, a sum, a link. */
export const isAboutOneCustomer = (text: string, names: ReadonlySet<string>): boolean =>
  entitiesIn(text).length > 0 ||
  /\d{4,}/.test(text) ||
  wordsOf(text).some((word) => names.has(word)) ||
  findPersonalData(text).length > 0;
