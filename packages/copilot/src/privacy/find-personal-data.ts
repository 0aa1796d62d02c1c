import { addressesIn } from './addresses.js';
import { cardsIn } from './cards.js';
import { emailsIn } from './emails.js';
import { fold } from './folded.js';
import { ibansIn } from './ibans.js';
import { ipAddressesIn } from './ip-addresses.js';
import { namesIn } from './names.js';
import { notPersonalIn } from './not-personal.js';
import { phonesIn } from './phones.js';
import { socialSecurityIn } from './social-security.js';
import { type Span, spansOf } from './span.js';

/** The last is what an own pattern finds. */
export type PersonalKind = 'email' | 'card' | 'iban' | 'phone' | 'ssn' | 'ip' | 'name' | 'address' | `own-${string}`;

/** Where something personal stands, in UTF-16 code units of the text. */
export interface PersonalData extends Span {
  readonly kind: PersonalKind;
}

/** What an embedder's texts hold beside, such as membership numbers. */
export interface OwnPattern {
  /** Lower case and hyphens, such as `own-membership`. */
  readonly kind: `own-${string}`;
  /** With the flag `g`. It runs on customers' texts: keep it linear. */
  readonly pattern: RegExp;
  readonly isOne?: (found: string) => boolean;
}

export interface PersonalDataOptions {
  /** Default: e-mail, card, IBAN, phone, SSN and IP. */
  readonly kinds?: readonly PersonalKind[];
  /** Names of people too, by how they are introduced: see docs/how-to/privacy.md for how many that finds. Default: false. */
  readonly names?: boolean;
  /** Postal addresses too. Default: false. */
  readonly addresses?: boolean;
  readonly patterns?: readonly OwnPattern[];
  /** Values that are known to be personal wherever they stand, such as the customer's own name. At most 200, of 2–200 characters. */
  readonly known?: readonly { readonly kind: PersonalKind; readonly value: string }[];
  /** Not personal though it looks so, such as the desk's own address. Compared without case and space. */
  readonly keep?: readonly string[];
}

type Finder = (text: string) => Iterable<Span>;

/** Surest first: what an earlier one has taken, a later one leaves. `undefined` takes and is not told. */
const finders: readonly (readonly [PersonalKind | undefined, Finder])[] = [
  ['email', emailsIn],
  ['iban', ibansIn],
  ['card', cardsIn],
  ['ip', ipAddressesIn],
  ['ssn', socialSecurityIn],
  ['address', addressesIn],
  [undefined, notPersonalIn],
  ['phone', phonesIn],
  ['name', namesIn],
];

const knownAtMost = 200;
const compared = (text: string) => text.toLowerCase().replace(/\s+/g, '');

function* knownIn(text: string, value: string): Generator<Span> {
  const low = text.toLowerCase();
  // A few capitals change their length in lower case; positions would be wrong then.
  const [where, what] = low.length === text.length ? [low, value.toLowerCase()] : [text, value];
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at + what.length)) {
    const end = at + what.length;
    const stands =
      !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 1), at)) && !/^[\p{L}\p{N}]/u.test(text.slice(end, end + 1));
    if (stands) yield { start: at, end };
  }
}

function findersFor({ kinds, names, addresses, patterns = [], known = [] }: PersonalDataOptions): typeof finders {
  const wanted = (kind: PersonalKind | undefined) =>
    kind === undefined ||
    (kind === 'name' ? names : kind === 'address' ? addresses : undefined) ||
    (kinds?.includes(kind) ?? !(kind === 'name' || kind === 'address'));
  return [
    ...known
      .slice(0, knownAtMost)
      .filter(({ value }) => value.length >= 2 && value.length <= 200)
      .map(({ kind, value }) => [kind, (text: string) => knownIn(text, fold(value).text)] as const),
    ...patterns.map(
      ({ kind, pattern, isOne = () => true }) =>
        [kind, (text: string) => [...spansOf(text, pattern)].filter((found) => isOne(found.text))] as const,
    ),
    ...finders.filter(([kind]) => wanted(kind)),
  ];
}

/**
 * Where a text holds personal data: e-mail addresses, cards (Luhn), IBANs (mod 97), telephone numbers, US social security
 * numbers and IP addresses; names and postal addresses where asked. Digits of other scripts, odd dashes and invisible characters
 * hide nothing. Positions are of the text as given; what is found never overlaps. Time is linear in the text.
 */
export function findPersonalData(text: string, options: PersonalDataOptions = {}): readonly PersonalData[] {
  const folded = fold(text);
  const taken = new Uint8Array(folded.text.length);
  const kept = new Set((options.keep ?? []).map(compared));
  const found: PersonalData[] = [];
  for (const [kind, finder] of findersFor(options)) {
    for (const { start, end } of finder(folded.text)) {
      if (start >= end || taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      if (kind === undefined || kept.has(compared(folded.text.slice(start, end)))) continue;
      found.push({ kind, start: folded.original(start), end: folded.original(end) });
    }
  }
  return found.sort((one, other) => one.start - other.start);
}
