import type { Conversation } from '@deskrail/contracts';
import { entitiesIn } from '../../features/entities.js';
import { findPersonalData, type PersonalKind } from '../../privacy/find-personal-data.js';
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

/** Without a capital it is a number and a word that streets have too: "10 seconds and place the lid on". */
const isSomebodys = (kind: PersonalKind, found: string): boolean => kind !== 'address' || /\p{Lu}/u.test(found);

/**
 * Whether a text names a person or something of one case only: an address, a number, a sum, a link. The desk does not know
 * every name that is told: whoever is titled, greeted or introduced is a person too.
 */
export const isAboutOneCustomer = (text: string, names: ReadonlySet<string>): boolean =>
  entitiesIn(text).length > 0 ||
  /\d{4,}/.test(text) ||
  wordsOf(text).some((word) => names.has(word)) ||
  findPersonalData(text, { names: true, addresses: true }).some(({ kind, start, end }) =>
    isSomebodys(kind, text.slice(start, end)),
  );
