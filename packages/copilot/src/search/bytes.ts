import { crc32 } from 'node:zlib';
import { DeskrailError } from '@deskrail/contracts';
import type { Corpus } from './corpus.js';
import type { Entry } from './passage.js';

/** Changes with the layout below, and with whatever turns words into terms: an older file is read anew from its sources. */
const format = 1;
const magic = 0x49535244;
/** magic, format, checksum, length of the JSON part in bytes, length of the numbers in words. */
const headWords = 5;

interface Described {
  readonly terms: readonly string[];
  readonly languages: readonly string[];
  readonly sources: readonly { readonly id: string; readonly metas: readonly unknown[] }[];
}

/** Per entry: language (0: none), lengths of its fields, what it gives, how many terms and pieces; then those. */
const entryHead = 7;

/** Numbers in one growing array: a list of them all would be many times as large. */
function numberList() {
  let held = new Uint32Array(1024);
  let length = 0;
  return {
    push(numbers: readonly number[] | Uint32Array) {
      if (length + numbers.length > held.length) {
        const grown = new Uint32Array(2 * (length + numbers.length));
        grown.set(held.subarray(0, length));
        held = grown;
      }
      held.set(numbers, length);
      length += numbers.length;
    },
    all: () => held.subarray(0, length),
  };
}

/**
 * The corpus as it stands: of what was removed not even its words. `write` turns a passage's meta into JSON; sources that
 * are not to be in it are told by `only`.
 */
export function corpusToBytes<Meta>(
  corpus: Corpus<Meta>,
  write: (meta: Meta) => unknown,
  only: (source: string) => boolean = () => true,
): Uint8Array {
  const languages: string[] = [];
  const terms: string[] = [];
  const places = new Map<number, number>();
  const placeOf = (term: number): number => {
    const known = places.get(term) ?? terms.length;
    if (known === terms.length) terms.push(corpus.vocabulary.termOf(term));
    places.set(term, known);
    return known;
  };
  const numbers = numberList();
  const sources = [...corpus.sources].filter(([id]) => only(id));
  const described: Described = {
    terms,
    languages,
    sources: sources.map(([id, held]) => ({
      id,
      metas: held.map((at) => {
        const entry = corpus.entries[at] as Entry<Meta>;
        const { language, titleLength, headingLength, bodyLength, gives, counts, grams } = entry;
        if (language !== undefined && !languages.includes(language)) languages.push(language);
        const spoken = language === undefined ? 0 : 1 + languages.indexOf(language);
        numbers.push([spoken, titleLength, headingLength, bodyLength, gives, counts.length, grams.length]);
        for (const list of [entry.terms.map(placeOf), counts, grams]) numbers.push(list);
        return write(entry.meta);
      }),
    })),
  };
  return bytesOf(described, numbers.all());
}

function bytesOf(told: Described, numbers: Uint32Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(told));
  const bytes = new Uint8Array(4 * headWords + json.length + 4 * numbers.length);
  const view = new DataView(bytes.buffer);
  bytes.set(json, 4 * headWords);
  const start = 4 * headWords + json.length;
  for (let at = 0; at < numbers.length; at += 1) view.setUint32(start + 4 * at, numbers[at] as number, true);
  for (const [at, number] of [magic, format, 0, json.length, numbers.length].entries())
    view.setUint32(4 * at, number, true);
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

const broken = (why: string) =>
  new DeskrailError(
    'config-invalid',
    `The saved search index cannot be used: ${why}. Delete it; it is made anew from the sources.`,
  );

function described(bytes: Uint8Array): { readonly told: Described; readonly numbers: Uint32Array } {
  if (bytes.length < 4 * headWords) throw broken('it is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => view.getUint32(4 * at, true);
  if (word(0) !== magic) throw broken('it is another kind of file');
  if (word(1) !== format) throw broken(`it has format ${word(1)}, and this version reads ${format}`);
  const [jsonLength, count] = [word(3), word(4)];
  if (bytes.length !== 4 * headWords + jsonLength + 4 * count) throw broken('it breaks off, or goes on after its end');
  if (crc32(bytes.subarray(12)) !== word(2)) throw broken('its checksum does not fit');
  const start = 4 * headWords + jsonLength;
  const numbers = Uint32Array.from({ length: count }, (_, at) => view.getUint32(start + 4 * at, true));
  return { told: JSON.parse(new TextDecoder().decode(bytes.subarray(4 * headWords, start))), numbers };
}

/** Fill an empty corpus with what {@link corpusToBytes} wrote. Throws `config-invalid` for anything else. */
export function corpusFromBytes<Meta>(corpus: Corpus<Meta>, bytes: Uint8Array, read: (meta: unknown) => Meta): void {
  const { told, numbers } = described(bytes);
  for (const term of told.terms) corpus.vocabulary.add(term);
  let at = 0;
  const take = (count: number) => {
    at += count;
    return numbers.slice(at - count, at);
  };
  for (const { id, metas } of told.sources) {
    const entries = metas.map((meta, place): Entry<Meta> => {
      const [language = 0, titleLength = 0, headingLength = 0, bodyLength = 0, gives = 0, terms = 0, grams = 0] =
        take(entryHead);
      return {
        meta: read(meta),
        source: id,
        place,
        language: language === 0 ? undefined : told.languages[language - 1],
        terms: take(terms),
        counts: take(terms),
        ...{ titleLength, headingLength, bodyLength, gives },
        grams: take(grams),
      };
    });
    corpus.restore(id, entries);
  }
}
