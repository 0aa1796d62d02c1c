import { starterExamples } from '../intents/starter/taxonomy.js';
import type { Language } from '../search/stop-words.js';
import { termsIn } from '../search/terms.js';

/** What agents say every day, beside the words that customers ask with: none of it tells what a note is about. */
const agents = `
  able accept according account act action add additional address advise afraid agent ahead agree allow already alternative amount
  answer apologies apologise apologize apology appear apply appreciate appreciated area arrange ask assist assistance attach attached attempt aware back bear begin
  believe bring busy call care careful case cause certain certainly chance change chat check choice choose clear clearly close
  colleague come common complete concern confirm confirmation confusion consider contact continue copy correct correctly couple course create current
  currently customer database date day deal dear decide definitely delay department describe detail difference different directly display done
  double easy effort either e-mail email end enjoy enough ensure enter escalate especially exact exactly example excellent expect experience explain
  extra fact fail fair far fast feel fill final finally find fine finish first fix follow following forward frustrated frustrating full further future
  general get give glad go good grateful great guess half hand handle happen happy hard head hear hello help helpful high hold home hope hour
  identify immediately important include inconvenience indeed inform information inquiry inside instead instruction interest internal investigate issue keep kind know large last late
  later least leave left less let letter level likely line list listen little live local long look lot love low main make manage manager manual many matter
  maybe mean mention message mind minute miss missing mistake moment month morning move much name near necessary need new next nice normal normally note nothing
  notice notify number offer office often okay old online open option order original otherwise outside overview own page part pass past patience patient people
  perfect perhaps person personal phone piece place plan please pleasure point policy possible prefer prepare present previous previously probably problem proceed process
  processing product promise proper properly provide pull purchase put question quick quickly quiet quite reach read ready real really reason receive recent
  recently record reference regard regarding regards relate reply report representative request require resend resolve response rest result review right run safe same
  satisfied say second section see seem select send sense separate service set several share short shortly show side sign similar simple simply single situation small
  solution solve somebody someone something soon sorry sort sound special specific specifically speak spend standard start state status stay step still stop store straight sure
  suggest suggestion support suppose supposed system take talk team tell thank thing think ticket time today together tomorrow top total touch toward transfer true trouble try
  turn type understand understandable unfortunately unit update urgent use useful usual usually valid value verify version visit wait want warehouse watch way website week
  welcome well whatever whole will willing wish wonder wonderful word work working worry write wrong year yesterday yet`;

const made = new Map<Language, ReadonlySet<string>>();

/**
 * Stems of what customers and agents of any desk say; `undefined` for a language of which we know too few words to tell. They
 * are the phrases of the starter intents, in four languages, and a list of our own.
 */
export function everydayTerms(language: Language): ReadonlySet<string> | undefined {
  if (language !== 'en') return undefined;
  const known = made.get(language);
  if (known !== undefined) return known;
  const phrases = starterExamples().map(({ text }) => text);
  const terms = new Set(termsIn([...phrases, agents].join('\n'), language));
  made.set(language, terms);
  return terms;
}
