import { folded } from './folded.js';

const greeting =
  /^(hi|hello|hey|dear|good (morning|afternoon|evening)|hallo|guten (tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|hola|buenos dias|ciao|buongiorno|beste|goedendag)( (there|all|everybody|everyone|zusammen|a todos))?(?= |$)/u;
const namesAtMost = 4;

const patterns = {
  closing:
    /^((kind|best|warm|many|yours) )?(regards|wishes|thanks|sincerely|truly)( from)?$|^(mit )?(freundlichen|besten|herzlichen|viele|liebe) grußen?$|^(bien )?cordialement$|^(un )?saludos?( cordial(es)?)?$|^cordiali saluti$|^met vriendelijke groet(en)?$/u,
  thanks:
    /^(many )?thank(s| you)( very much| so much)?( for (the|your) \p{L}+)?$|^thank(s| you)( very much| so much)? for (writing|reaching out|contacting us|getting in touch|letting us know)( to us)?$|^(vielen|herzlichen) dank( fur (die|ihre|deine) \p{L}+)?$|^merci( beaucoup)?( pour votre \p{L}+)?$|^(muchas )?gracias( por su \p{L}+)?$|^grazie( mille)?$/u,
  sorry:
    /^(i am|i m|we are|we re) (very |really |so )?sorry( to hear (that|this))?( (about|for) (the|this|that|any)( \p{L}+)?)?$|^(das |es )?tut (uns|mir) (sehr )?leid$|^(nous sommes|je suis) desolee?s?$|^lo sentimos( mucho)?$/u,
  offer:
    /^(please )?let (us|me) know if (you have any (other|further|more) questions|there is anything else|you need anything else)$|^(i|we) hope (this|that) helps$|^have a (nice|good|lovely|great) \p{L}+$/u,
} as const;

export type Courtesy = 'greeting' | keyof typeof patterns;

const longest = 120;

/** What good manners a sentence shows, where it shows nothing else: it needs no evidence. */
export function isCourtesy(text: string): Courtesy | undefined {
  // A number or an address is a claim, however kindly it is put.
  if (text.length > longest || /[\d@/]/u.test(text)) return undefined;
  const said = folded(text).replace(/^(and|und|et|y) /u, '');
  const kind = (Object.keys(patterns) as (keyof typeof patterns)[]).find((one) => patterns[one].test(said));
  if (kind !== undefined) return kind;
  if (greets(text, said)) return 'greeting';
  const parts = text.split(/[,;.!]\s+/u).filter((part) => folded(part) !== '');
  const kinds = parts.length > 1 ? parts.map(isCourtesy) : [];
  return kinds.includes(undefined) ? undefined : kinds.at(-1);
}

/** Whom, by their name alone: `Hello Maren`, and not `Hello, your refund is here`. */
function greets(text: string, said: string): boolean {
  const head = greeting.exec(said)?.[0];
  if (head === undefined) return false;
  const names = (text.match(/\p{L}[\p{L}’'-]*/gu) ?? []).slice(head.split(' ').length);
  return names.length <= namesAtMost && names.every((name) => /^\p{Lu}/u.test(name));
}

/** Below the closing: a name, and perhaps whose help it was. */
export const isSignature = (text: string): boolean =>
  !/[\d@/]|[.!?]$/u.test(text) && folded(text).split(' ').length <= namesAtMost;
