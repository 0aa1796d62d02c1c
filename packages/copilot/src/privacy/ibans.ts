import type { Span } from './span.js';

/** Characters of an account number in each country, by the registry of ISO 13616. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18
  FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20
  LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
  SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const beginnings = /(?<![\p{L}\p{N}])[A-Za-z]{2}[ .-]{0,2}\d[ .-]{0,2}\d/gu;
const ibanBefore = /\biban\b[\p{L} .:#=()-]{0,24}$/iu;
const separatorsAtMost = 3;

/** ISO 7064 mod 97-10, nine digits at a time. */
export function passesMod97(iban: string): boolean {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (let at = 0; at < digits.length; at += 7) rest = Number(`${rest}${digits.slice(at, at + 7)}`) % 97;
  return rest === 1;
}

/** Account numbers: the length of their country, and the check digits unless "IBAN" stands before. However they are spaced. */
export function* ibansIn(text: string): Generator<Span> {
  for (const { index: start } of text.matchAll(beginnings)) {
    const read = readIban(text, start);
    if (read === undefined) continue;
    if (passesMod97(read.iban) || ibanBefore.test(text.slice(Math.max(0, start - 32), start))) {
      yield { start, end: read.end };
    }
  }
}

function readIban(text: string, start: number): { readonly iban: string; readonly end: number } | undefined {
  const length = lengths[text.slice(start, start + 2).toUpperCase()];
  if (length === undefined) return undefined;
  let iban = '';
  let separators = 0;
  let end = start;
  for (let at = start; at < text.length && iban.length < length; at += 1) {
    const character = text[at] ?? '';
    if (/[A-Za-z0-9]/.test(character)) {
      iban += character.toUpperCase();
      separators = 0;
      end = at + 1;
    } else if (/[ \r\n._/-]/.test(character) && separators < separatorsAtMost) separators += 1;
    else return undefined;
  }
  return iban.length === length && !/[\p{L}\p{N}]/u.test(text[end] ?? ' ') ? { iban, end } : undefined;
}
