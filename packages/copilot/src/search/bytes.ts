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

/** The corpus as it stands, without what was removed. `write` turns a passage's meta into JSON. */
export function corpusToBytes<Meta>(corpus: Corpus<Meta>, write: (meta: Meta) => unknown): Uint8Array {
  const languages: string[] = [];
  const numbers: number[] = [];
  const sources = [...corpus.sources].map(([id, places]) => ({
    id,
    metas: places.map((at) => {
      const entry = corpus.entries[at] as Entry<Meta>;
      if (entry.language !== undefined && !languages.includes(entry.language)) languages.push(entry.language);
      numbers.push(
        entry.language === undefined ? 0 : 1 + languages.indexOf(entry.language),
        ...[
          entry.titleLength,
          entry.headingLength,
          entry.bodyLength,
          entry.gives,
          entry.terms.length,
          entry.grams.length,
        ],
      );
      for (const list of [entry.terms, entry.counts, entry.grams]) for (const number of list) numbers.push(number);
      return write(entry.meta);
    }),
  }));
  const terms = Array.from({ length: corpus.vocabulary.size }, (_, id) => corpus.vocabulary.termOf(id));
  const described: Described = { terms, languages, sources };
  const json = new TextEncoder().encode(JSON.stringify(described));
  const bytes = new Uint8Array(4 * headWords + json.length + 4 * numbers.length);
  const view = new DataView(bytes.buffer);
  bytes.set(json, 4 * headWords);
  for (const [at, number] of numbers.entries()) view.setUint32(4 * headWords + json.length + 4 * at, number, true);
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
