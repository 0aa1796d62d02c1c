import type { Span } from './span.js';

const word = "[\\p{L}\\p{M}.'’-]{1,30}";
const number = '\\d{1,5}(?:[ -]?[A-Za-z](?![\\p{L}]))?(?:[-/]\\d{1,4}[a-z]?)?';
const after =
  '(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|square|sq|terrace|way|highway|hwy|parkway|pkwy|crescent|close|circle|cir|grove|mews|trail|alley|row|walk|quay|loop|plaza|expressway|turnpike)\\.?';
const before =
  '(?:rue|avenue|av\\.|boulevard|bd|chemin|all[ée]e|place|impasse|quai|route|cours|via|viale|piazza|corso|vicolo|largo|strada|calle|c/|avda\\.?|avenida|plaza|paseo|camino|carrer|camiño|carretera|rua|travessa|pra[çc]a|estrada|ul\\.|ulica|aleja|trg|ulitsa|ул\\.|улица|jalan|jl\\.)';
const compound =
  '[\\p{L}-]{2,40}(?:stra(?:ß|ss)e|str\\.|weg|platz|gasse|allee|ring|damm|ufer|steig|chaussee|straat|laan|plein|gracht|kade|dijk|steenweg|vägen|gatan|veien|vegen|gata|gate|vej|vejen|gade|katu|tie|utca|körút)';
const unit = flexible(
  '(?:apt|apartment|suite|ste|unit|flat|room|floor|wohnung|appartement|piso|interno|dpto)\\.? ?#?\\d{1,5}[A-Za-z]?',
);
/** A part of an address ends a line or stands behind a comma. */
const comma = '[ ,]{0,2}(?:\\r?\\n)? {0,3}[ ,]{0,2}';
const town = `(?:(?:[A-Z]{1,2}-)?\\d{4,6}(?: ?[A-Z]{2})? )?\\p{Lu}${word.replace('{1,30}', '{1,30}')}(?: (?:am|an der|im|in der|sur|la|le|de|del|di|upon|on|${word})){0,2}`;
const code = '(?:[A-Z]{2}(?:,? \\d{5}(?:-\\d{4})?)?|\\d{4,6}(?:-\\d{4})?|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2})';
const breaks = '(?:, ?|,? ?\\r?\\n[> ]{0,3},? ?)';
const rest = `(?:${comma}(?:${unit})(?![\\p{L}\\p{N}]))?(?:${breaks}(?:${town}|${code}(?![\\p{L}\\p{N}]))){0,4}(?: ${code}(?![\\p{L}\\p{N}]))?`;
const cue =
  "(?:address(?:es)?(?: is| to|:| of)?|(?:sent|send|ship|shipped|deliver|delivered|delivery|mail|move|moved|taxi) to|live at|living at|located at|adresse(?: ist| est|:)?|wohne in|j'habite(?: au)?|direcci[óo]n(?: es|:)?|indirizzo(?: [èe]|:)?|adres(?: is|:)?)";

const bounds = (source: string, flags: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})`, flags);

/** Where a house stands, in the ways of several countries, with the town and the code behind it. Each pattern is linear in the text. */
const patterns: readonly RegExp[] = [
  bounds(
    `(?<=${flexible(cue)} {0,2}(?:\\r?\\n)?)${number} (?:\\p{Lu}${word} ){0,4}\\p{Lu}${word}(?: ${number})?${rest}`,
    'gu',
  ),
  bounds(
    `(?:${number} )?(?:\\p{Lu}${word} ){1,4}\\d{1,4}[ ,]{0,2}(?:\\r?\\n)?[> ]{0,3}${unit}(?![\\p{L}\\p{N}])${rest}`,
    'gu',
  ),
  bounds(`(?:\\d{1,4} )?${number} (?:${word} ){0,3}${word} ${flexible(after)}(?![\\p{L}\\p{N}])${rest}`, 'gu'),
  bounds(`${number},? (?:bis |ter )?${flexible(before)} (?:${word} ){0,4}${word}${rest}`, 'gu'),
  bounds(
    `(?:${number},? )?${flexible(before)} (?:${word} ){0,4}${word},? (?:n[°ºr]\\.? ?)?${number}(?![\\p{L}\\p{N}])${rest}`,
    'gu',
  ),
  bounds(`(?:\\d{1,4} )?${compound} ?${number}(?![\\p{L}\\p{N}])${rest}`, 'giu'),
  bounds(
    `(?:p\\.? ?o\\.? ?box|postfach|postbus|bo[iî]te postale|apartado(?: de correos)?|casella postale) \\d{1,7}`,
    'giu',
  ),
  bounds(`${unit}(?![\\p{L}\\p{N}])`, 'giu'),
  bounds(
    `\\p{Lu}[\\p{L}.'-]{1,30}(?: \\p{Lu}[\\p{L}.'-]{1,30}){0,2},? (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) \\d{5}(?:-\\d{4})?`,
    'gu',
  ),
  bounds(`[A-Z]{1,2}\\d[A-Z\\d]? \\d[A-Z]{2}(?![\\p{L}\\p{N}])`, 'gu'),
];

/** In small letters or with a capital. */
function flexible(list: string): string {
  return list.replace(
    /(\(\?:|\|)(\p{Ll})/gu,
    (_, open: string, letter: string) => `${open}[${letter}${letter.toUpperCase()}]`,
  );
}

/** Postal addresses by the words for a street; docs/how-to/privacy.md says how many are found. */
export function* addressesIn(text: string): Generator<Span> {
  for (const pattern of patterns) {
    for (const { index: start, 0: found } of text.matchAll(pattern))
      yield { start, end: start + found.trimEnd().length };
  }
}
