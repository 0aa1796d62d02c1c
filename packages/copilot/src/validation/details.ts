import { normalForm } from '../normal-form.js';
import { wordsOf } from '../search/terms.js';

const numberWords: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'one two three four five six seven eight nine ten eleven twelve'.split(' '),
    'ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf'.split(' '),
    'un deux trois quatre cinq six sept huit neuf dix onze douze'.split(' '),
    'un dos tres cuatro cinco seis siete ocho nueve diez once doce'.split(' '),
  ].flatMap((list) => list.map((word, index) => [word, String(index + 1)] as const)),
);
Object.assign(numberWords, {
  eine: '1',
  une: '1',
  una: '1',
  fourteen: '14',
  fifteen: '15',
  twenty: '20',
  thirty: '30',
  sixty: '60',
  ninety: '90',
});

const units: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    minute: 'minute minutes min minuten minuto minutos minuti',
    hour: 'hour hours hrs stunde stunden heure heures hora horas ore uur',
    day: 'day days tag tage tagen werktag werktage werktagen jour jours dia dias giorni dagen werkdagen',
    week: 'week weeks woche wochen semaine semaines semana semanas settimane weken',
    month: 'month months monat monate monaten mois mes meses mesi maanden',
    year: 'year years jahr jahre jahren an ans ano anos anni jaar',
    '%': 'percent prozent pourcent',
    '€': 'eur euro euros',
    $: 'usd dollar dollars',
    '£': 'gbp pound pounds pfund',
    chf: 'chf franken francs',
  }).flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit] as const)),
);
const between = new Set('working business calendar full whole more jours ouvres'.split(' '));

const months =
  'january february march april may june july august september october november december januar februar marz mai juni juli oktober dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre';
const days =
  'monday tuesday wednesday thursday friday saturday sunday today tonight tomorrow montag dienstag mittwoch donnerstag freitag samstag sonntag heute morgen lundi mardi mercredi jeudi vendredi samedi dimanche demain lunes martes miercoles jueves viernes sabado domingo hoy manana';
const dayWords = new Set(days.split(' '));
const monthWords = new Set(months.split(' '));
/** Months that are other words too: they count beside a number only. */
const ambiguous = new Set(['may', 'march', 'mars', 'mai', 'morgen', 'mes']);

/** A weekday, a month, or today and the like. */
export const isDay = (word: string): boolean => dayWords.has(word) || monthWords.has(word);

const token = /[$€£¥%]|\d+(?:[.,:]\d+)*|\p{L}+/gu;

/** `1,200.50`, `1.200,50` and `1200.5` are one number. */
function numberOf(digits: string): string {
  if (digits.includes(':')) return digits;
  if (/^0\d/.test(digits)) return digits;
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?$/.exec(digits);
  const [group] = grouped?.[1] ?? '';
  const plain = group === undefined ? digits : digits.replaceAll(group, '');
  const dots = plain.replaceAll(',', '.');
  return dots.split('.').length > 2 ? dots : String(Number(dots));
}

export interface Detail {
  readonly kind: 'number' | 'amount' | 'date';
  /** A number without its unit, or a word. */
  readonly value: string;
  readonly unit: string;
}

const kindOf = (unit: string): Detail['kind'] => (/^(?:[€$£¥]|chf)$/u.test(unit) ? 'amount' : 'number');
const isSign = (text: string | undefined): text is string => text !== undefined && /^[$€£¥%]$/u.test(text);
const isDigits = (text: string | undefined): text is string => text !== undefined && /^\d/.test(text);

function unitAfter(tokens: readonly string[], at: number): string {
  const next = tokens[at];
  if (isSign(next)) return next;
  const after = next !== undefined && between.has(next) ? tokens[at + 1] : next;
  return (after !== undefined && units[after]) || '';
}

/** Numbers with their units, amounts and days of a text: what must not differ between a sentence and what it stands on. */
export function detailsIn(text: string): readonly Detail[] {
  const folded = normalForm(text, 'NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const tokens = folded.match(token) ?? [];
  return tokens.flatMap((word, at): Detail[] => {
    if (isDigits(word)) {
      const before = tokens[at - 1];
      const unit = isSign(before) && before !== '%' ? before : unitAfter(tokens, at + 1);
      return [{ kind: kindOf(unit), value: numberOf(word), unit }];
    }
    if (isDay(word)) {
      const dated = isDigits(tokens[at - 1]) || isDigits(tokens[at + 1]);
      return ambiguous.has(word) && !dated ? [] : [{ kind: 'date', value: word, unit: '' }];
    }
    const counted = Object.hasOwn(numberWords, word) ? numberWords[word] : undefined;
    const unit = counted === undefined ? '' : unitAfter(tokens, at + 1);
    return counted !== undefined && unit !== '' ? [{ kind: kindOf(unit), value: counted, unit }] : [];
  });
}

/** What `said` holds, to be asked for details of a sentence: a number with the same unit, or with none. */
export function detailsGiven(said: string): (detail: Detail) => boolean {
  const held = new Set<string>();
  const values = new Set<string>();
  for (const { value, unit } of detailsIn(said)) {
    held.add(`${value} ${unit}`);
    values.add(value);
  }
  const words = new Set(wordsOf(said));
  return ({ kind, value, unit }) => {
    if (kind === 'date') return words.has(value);
    return (
      held.has(`${value} ${unit}`) || (unit === '' ? values.has(value) : kind === 'number' && held.has(`${value} `))
    );
  };
}
