import { givenNames } from './given-names.js';
import type { Span } from './span.js';

const word = "\\p{Lu}(?:\\p{L}|\\p{M}|['’-](?=\\p{L})){0,30}";
const initial = '\\p{Lu}\\.';
const particle = '(?:van|von|de|der|den|del|della|di|da|do|dos|la|le|el|al|bin|ibn|ter|ten|zu)';
const name = `(?:${word}|${initial})(?: (?:${particle} ){0,2}(?:${word}|${initial})(?!\\p{L})){0,3}`;

const introduced = `my name is|my name's|name is|name's|named|i am|i'm|i’m|this is|call me|on behalf of|mein name ist|ich bin|ich hei(?:ß|ss)e|mein name:|je m'appelle|je m’appelle|mon nom est|je suis|me llamo|mi nombre es|soy|mi chiamo|il mio nome [eè]|sono|mijn naam is|ik ben|ik heet|meu nome [ée]|chamo-me|me chamo|name:|contact:|contact name:|customer:|signed:|from:|to:|attn:|attention:|cardholder:?`;
const titled = `mr|mrs|ms|miss|mx|dr|prof|professor|sir|herrn?|frau|hr|monsieur|madame|mme|mlle|se[ñn]or|se[ñn]ora|sr|sra|signora?|sig|sig\\.ra|dhr|mevrouw|mevr|senhora?`;
const greeted = `dear|hi|hello|hey|good (?:morning|afternoon|evening)|hallo|lieber?|sehr geehrter?|guten tag|moin|bonjour|ch[eè]re?|salut|hola|estimad[oa]|querid[oa]|ciao|gentile|caro|cara|beste|ol[áa]|prezad[oa]|thanks,?|thank you,?|danke,?|merci,?|gracias,?`;
const closed = `regards|best|best wishes|kind regards|warm regards|cheers|thanks|many thanks|thank you|sincerely|yours|yours sincerely|(?:[Mm]it )?(?:[Ff]reundlichen |[Bb]esten |[Vv]iele |[Ll]iebe )?[Gg]r(?:ü|ue)(?:ß|ss)en?|[Gg]ru(?:ß|ss)|lg|mfg|vg|cordialement|bien à vous|saludos|un saludo|atentamente|cordiali saluti|saluti|groeten?|groetjes|met vriendelijke groet|atenciosamente|abra[çc]os`;

const patterns: readonly RegExp[] = [
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${flexible(introduced)}) {1,2}(?:(?:${flexible(titled)})\\.? {1,2})?(${name})`,
    'gu',
  ),
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${flexible(titled)})\\.? {1,2}(${name})`, 'gu'),
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${flexible(greeted)}),? {1,2}(?:(?:${flexible(titled)})\\.? {1,2})?(${name})(?= ?[,.!:;\\n-]| ?$)`,
    'gu',
  ),
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${flexible(closed)}) ?[,.!]? {0,2}(?:\\r?\\n){1,3} {0,4}-?(${name})(?= {0,4}(?:[,\\r\\n]|$))`,
    'gu',
  ),
  new RegExp(`(?<![\\p{L}\\p{N}@#/._-])(${name})(?![\\p{L}\\p{N}@_])`, 'gu'),
];

/** Capitals that begin no name, in a greeting or after "I am". */
const notNames = new Set(
  `dr mr mrs ms prof team support customer customers service sir madam all everyone everybody there folks guys friend friends help desk sales
  office manager i it we you he she they the this that a an my your our in on at to from of and or not no so just here very also
  sorry sure trying looking writing having still german french spanish english italian dutch american british canadian indian
  chinese polish swedish monday tuesday wednesday thursday friday saturday sunday january february march april may june july
  august september october november december damen herren zusammen kunde kundin kundenservice enttäuscht sehr der die das ein
  eine nicht client cliente equipo todos tous équipe monsieur madame again please thanks thank regards best order ticket hello hi
  what when where why how who which can could would will is are do does did if but as for with by`.split(/\s+/),
);
const folded = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/** Lower case in the list, either case at the beginning in the text: what follows must have its capital. */
function flexible(list: string): string {
  return list.replace(
    /(^|\|)(\p{Ll})/gu,
    (_, before: string, letter: string) => `${before}[${letter}${letter.toUpperCase()}]`,
  );
}

/**
 * Names of people who are introduced, titled, greeted or who sign, and those that begin with a common given name. In small letters, or
 * alone and rare, a name is not found: docs/how-to/privacy.md says how many are.
 */
export function* namesIn(text: string): Generator<Span> {
  for (const [at, pattern] of patterns.entries()) {
    const byGivenName = at === patterns.length - 1;
    for (const match of text.matchAll(pattern)) {
      const [whole, found = ''] = match;
      const start = match.index + whole.lastIndexOf(found);
      const skipped = byGivenName ? beforeGivenName(found) : 0;
      if (skipped === undefined || notNames.has(folded(found.slice(skipped).split(' ', 1)[0] ?? ''))) continue;
      const kept = withoutTail(found.slice(skipped));
      if (kept.length > 1) yield { start: start + skipped, end: start + skipped + kept.length };
    }
  }
}

/** How many characters of words with capitals stand before one that is a given name. */
function beforeGivenName(found: string): number | undefined {
  let at = 0;
  for (const each of found.split(' ')) {
    if (givenNames.has(folded(each.replace(/['’]s?$/u, '')))) return at;
    at += each.length + 1;
  }
  return undefined;
}

/** "Kim Larsen Please" and "Kim’s" end where the name does. */
function withoutTail(found: string): string {
  const words = found.split(' ');
  while (words.length > 1 && notNames.has(folded(words.at(-1) ?? ''))) words.pop();
  return words.join(' ').replace(/['’]s$/u, '');
}
