import { type Span, spansOf } from './span.js';

const month = '(?:jan|feb|mar|m[äa]r|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zéû]{0,6}';
const money = '(?:[$€£¥₹]|(?:usd|eur|gbp|chf|cad|aud|sek|nok|dkk|pln)\\b)';

/** Numbers that look like a telephone's and are none: days, times, sums, versions, machine-made ids, numbers of orders. */
const patterns: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]{1,2}\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\p{N}])/gu,
  /(?<![\p{L}\p{N}]|\p{N}[-./])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d\d)(?![\p{N}]|[-./]\d)/gu,
  new RegExp(`(?<![\\p{L}\\p{N}])\\d{1,2}(?:st|nd|rd|th|\\.)? ?${month}\\.? \\d{4}`, 'giu'),
  new RegExp(`(?<![\\p{L}])${month}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}`, 'giu'),
  /(?<![\p{L}\p{N}])\d{1,2}:\d{2}(?::\d{2})?(?![\p{N}])/gu,
  /(?<![\p{L}\p{N}.-])(?:19|20)\d\d ?[-/] ?(?:19|20)?\d\d(?![\p{L}\p{N}]|[-./ ]\d)/gu,
  new RegExp(`${money} ?\\d{1,9}(?:[., ']\\d{2,3}){0,5}`, 'giu'),
  new RegExp(
    `(?<![\\p{L}\\p{N}])\\d{1,9}(?:[., ']\\d{2,3}){0,5} ?(?:${money}|%|euros?\\b|dollars?\\b|pounds?\\b)`,
    'giu',
  ),
  /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/giu,
  /\bhttps?:\/\/[^\s<>"']{1,2000}/giu,
];

/** What a number is called where a person must go on reading it. */
export const numberOfSomething =
  /(?:\b(?:order|invoice|ticket|case|booking|reference|ref|tracking|shipment|parcel|consignment|transaction|account|customer|member|membership|policy|contract|licen[cs]e|passport|zip|postal|vat|tax|batch|lot|claim|error|kunden|vertrags|konto|client|cliente|contrat|contrato|confirmation|serial|model|article|item|product|part|sku|imei|isbn|ean|bestell|bestellung|auftrag|auftrags|rechnung|rechnungs|vorgang|sendung|sendungs|commande|facture|colis|pedido|factura|env[ií]o|ordine|fattura|spedizione|bestelling|factuur|zam[oó]wieni[ea]|encomenda)\p{L}{0,12}(?:[ -](?:number|numbers|nummer|no|nr|num|n°|nº|id|code|de|numero|número|num[ée]ro))?[.]?(?: is| ist| est| es| was| lautet)?[ :#=.-]{0,4}|#)$/iu;

/** Spans that hold nothing personal, however much they look like it. Linear. */
export function* notPersonalIn(text: string): Generator<Span> {
  for (const pattern of patterns) yield* spansOf(text, pattern);
}
