import { wordsOf } from '../search/terms.js';

/** Sentences of good manners that claim nothing, by their words; what may stand after a greeting is the customer's name. */
const greetings =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|liebe[rs]?|bonjour|bonsoir|hola|buenos dias|ciao|buongiorno|beste|goedendag)(?: there)?$/u;
const closings =
  /^(?:(?:kind|best|warm|many) )?(?:regards|wishes|thanks)$|^(?:yours )?sincerely$|^(?:mit )?(?:freundlichen|besten|herzlichen|viele|liebe) grußen?$|^(?:bien )?cordialement$|^(?:un )?saludos?(?: cordial(?:es)?)?$|^cordiali saluti$|^met vriendelijke groet$/u;
const thanks =
  /^(?:many )?thank(?:s| you)(?: very much| so much)?(?: for (?:your (?:message|e ?mail|question|patience|interest)|writing(?: to us)?|reaching out(?: to us)?|contacting us|getting in touch|letting us know))?$|^vielen dank(?: fur ihre (?:nachricht|anfrage|geduld))?$|^merci(?: beaucoup)?(?: pour votre (?:message|patience))?$|^(?:muchas )?gracias(?: por (?:su|tu) mensaje)?$|^grazie(?: mille)?(?: per il (?:suo|tuo) messaggio)?$/u;
const sorry =
  /^(?:i am|i m|we are|we re) (?:very |really |so )?sorry(?: to hear (?:that|this|about this)| about (?:that|this)| for (?:the|any|this) (?:inconvenience|trouble|delay|wait))?$|^(?:es )?tut (?:uns|mir) leid$|^(?:nous sommes|je suis) desole[es]*$|^lo sentimos(?: mucho)?$/u;
const offers =
  /^(?:please )?let (?:us|me) know if (?:you have any (?:other|further|more) questions|there is anything else|you need anything else)$|^(?:i|we) hope (?:this|that) helps$/u;

function isCourtesy(text: string, names: ReadonlySet<string>): boolean {
  const words = wordsOf(text);
  const said = words.join(' ');
  if ([closings, thanks, sorry, offers].some((pattern) => pattern.test(said))) return true;
  const nameless = words.filter((word) => !names.has(word)).join(' ');
  return greetings.test(nameless);
}

/** Whether a sentence only greets, thanks, regrets or closes, in one breath or several. `names`: the customer's, folded to words. */
export function isCourtesySentence(text: string, names: ReadonlySet<string>): boolean {
  if (text.length > 160 || /\d|[@/]/u.test(text)) return false;
  if (isCourtesy(text, names)) return true;
  const clauses = text.split(/[,;.!]\s/u).filter((clause) => clause.trim() !== '');
  return clauses.length > 1 && clauses.every((clause) => isCourtesy(clause, names));
}
