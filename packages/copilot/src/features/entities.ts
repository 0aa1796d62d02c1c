import type { FeatureSet } from '@deskrail/contracts';
import { findPersonalData, type PersonalKind } from '../privacy/find-personal-data.js';

type Entity = FeatureSet['entities'][number];

const textAtMost = 20_000;
const entitiesAtMost = 200;

const months = `jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[ée]v(?:rier)?|mar(?:ch|s|zo)?|m[äa]rz|apr(?:il)?|avr(?:il)?|may|mai|mayo|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust)?|ao[ûu]t|agosto|sep(?:t(?:ember|embre|iembre)?)?|o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|de[cz](?:ember)?|d[ée]cembre|diciembre|enero|febrero|abril`;
/** In small letters they are words, too: "you may 3 times". */
const smallMonth = /^(?:may|mar|march|mars) /u;
const currency =
  '(?:US\\$|A\\$|C\\$|R\\$|[$€£¥₹₽₩₺]|(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|INR|BRL|MXN)(?![A-Za-z]))';
const currencyWord =
  '(?:euros?|dollars?|pounds?|pence|cents?|francs?|franken|pfund|kronor|kroner|z[łl]oty(?:ch)?|pesos?|reais|libras?)';
const sum = "\\d{1,3}(?:[., '’]\\d{3}){1,4}(?:[.,]\\d{1,2})?|\\d{1,9}(?:[.,]\\d{1,2})?(?:-(?!\\d))?";
const numberWord = `order|invoice|booking|reservation|reference|ref|tracking|shipment|parcel|ticket|case|confirmation|bestellung|bestell|auftrag(?:s)?|rechnung(?:s)?|sendung(?:s)?|vorgang(?:s)?|buchung(?:s)?|commande|facture|colis|dossier|r[ée]servation|pedido|factura|env[íi]o|reserva|ordine|fattura|spedizione|prenotazione|bestelling|factuur|zending|encomenda|fatura`;

/** Most telling first: what an earlier one has taken, a later one leaves. Each pattern is linear in the text. */
const patterns: readonly (readonly [Entity['kind'], RegExp])[] = [
  ['url', /(?<![\p{L}\p{N}@])(?:https?:\/\/|www\.)[^\s<>"')\]]{1,500}/giu],
  ['date', /(?<![\p{L}\p{N}])\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\p{N}])/gu],
  ['date', /(?<![\p{L}\p{N}]|\p{N}[-/.])\d{1,2}([-/.]) ?\d{1,2}\1 ?(?:\d{4}|\d\d)(?![\p{L}\p{N}]|[-/.]\p{N})/gu],
  [
    'date',
    new RegExp(
      `(?<![\\p{L}\\p{N}])\\d{1,2}(?:st|nd|rd|th|er|\\.|º)? (?:of |de )?(?:${months})(?!\\p{L})\\.?(?:,? (?:de )?\\d{4}(?!\\p{N}))?`,
      'giu',
    ),
  ],
  [
    'date',
    new RegExp(
      `(?<!\\p{L})(?:${months})\\.? \\d{1,2}(?:st|nd|rd|th)?(?![\\p{L}\\p{N}])(?:,? \\d{4}(?!\\p{N}))?`,
      'giu',
    ),
  ],
  ['date', /(?<!\d)\d{4}年\d{1,2}月\d{1,2}日|(?<!\d)\d{1,2}月\d{1,2}日/gu],
  ['amount', new RegExp(`(?<![\\p{L}\\p{N}])${currency} ?(?:${sum})(?![\\p{N}])`, 'giu')],
  ['amount', new RegExp(`(?<![\\p{L}\\p{N}.,])(?:${sum}) ?(?:${currency}|${currencyWord}(?!\\p{L}))`, 'giu')],
  [
    'order-number',
    new RegExp(
      `(?<=(?<!\\p{L})(?:${numberWord})(?:[ -]?(?:number|nummer|no|nr|num|id|code|n°|nº|n[úu]mero(?: de (?:pedido|commande))?|num[ée]ro))?\\.?(?: is| ist| est| es| was)?[ :#]{0,3}(?<![\\p{L}]))[A-Z]{0,5}[-/]?\\d[A-Z\\d]{0,11}(?:[-/][A-Z\\d]{1,12}){0,3}(?![\\p{L}\\p{N}])`,
      'giu',
    ),
  ],
  ['order-number', /(?<![\p{L}\p{N}&/#])#[ ]?[A-Z]{0,4}-?\d{2,20}(?![\p{L}\p{N}])/gu],
  [
    'order-number',
    /(?<![\p{L}\p{N}-])[A-Z]{1,5}-\d{3,20}(?:-[A-Z\d]{1,12}){0,2}(?![\p{L}\p{N}-])|(?<![\p{L}\p{N}-])1Z[A-Z\d]{16}(?![\p{L}\p{N}])/gu,
  ],
];

const personal: readonly PersonalKind[] = ['email', 'phone', 'card', 'iban', 'ip', 'ssn'];

/** Where a message names an address, a number, a sum, a day or a link: kinds and positions, never the words. */
export function entitiesIn(text: string): Entity[] {
  const said = text.slice(0, textAtMost);
  const taken = new Uint8Array(said.length);
  const found: Entity[] = [];
  const take = (kind: Entity['kind'] | undefined, start: number, end: number): void => {
    if (found.length >= entitiesAtMost || taken.subarray(start, end).includes(1)) return;
    taken.fill(1, start, end);
    if (kind !== undefined) found.push({ kind, start, end });
  };
  const people = findPersonalData(said, { kinds: personal });
  // What a card's digits look like besides is nobody's telephone or order.
  for (const { kind, start, end } of people)
    if (kind !== 'phone') take(kind === 'email' ? kind : undefined, start, end);
  for (const [kind, pattern] of patterns) {
    for (const { index, 0: match } of said.matchAll(pattern)) {
      if (found.length >= entitiesAtMost) break;
      const words = match.trimEnd().replace(/(?<=\d|年|月|日|\p{L})[.,;:!?]+$/u, '');
      if ((/\d/.test(words) || kind === 'url') && !smallMonth.test(words)) take(kind, index, index + words.length);
    }
  }
  for (const { kind, start, end } of people) if (kind === 'phone') take(kind, start, end);
  return found.sort((one, other) => one.start - other.start);
}
