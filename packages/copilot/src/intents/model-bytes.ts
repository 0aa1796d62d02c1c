import { crc32 } from 'node:zlib';
import { DeskrailError } from '@deskrail/contracts';
import type { Learned } from './learned.js';
import type { Linear } from './linear.js';
import { type Header, readHeader } from './model-header.js';
import { vocabularyOf } from './vocabulary.js';

const magic = 'DSKRLINT';
const version = 1;
const preludeLength = 16;
const checksumLength = 4;

/**
 * A model's file: `DSKRLINT`, version and header length (32 bits each, little-endian), a JSON header, then the arrays in the header's
 * sizes, and a CRC-32 of it all.
 */
export function toBytes(learned: Learned): Uint8Array {
  const { vocabulary, lexical, dense } = learned.parts;
  const header: Header = {
    labels: learned.labels,
    features: vocabulary.hashes.length,
    dimensions: dense?.width ?? 0,
    classes: lexical.classes,
    lexical: learned.lexical,
    ...(learned.joint && { joint: learned.joint }),
    report: learned.report,
  };
  const text = Buffer.from(JSON.stringify(header));
  const prelude = Buffer.alloc(preludeLength);
  prelude.write(magic, 'latin1');
  prelude.writeUInt32LE(version, 8);
  prelude.writeUInt32LE(text.length, 12);
  const arrays = [vocabulary.hashes, vocabulary.rarity, ...arraysOf(lexical), ...(dense ? arraysOf(dense) : [])];
  const body = Buffer.concat([
    prelude,
    text,
    ...arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  ]);
  const checksum = Buffer.alloc(checksumLength);
  checksum.writeUInt32LE(crc32(body));
  return new Uint8Array(Buffer.concat([body, checksum]));
}

const arraysOf = ({ scales, biases, weights }: Linear) => [scales, biases, weights];

/** Another model has another name. */
export function nameOf(bytes: Uint8Array): string {
  const checksum = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(
    bytes.length - checksumLength,
  );
  return `intents/${version}-${checksum.toString(16).padStart(8, '0')}`;
}

const broken = (what: string, cause?: unknown) =>
  new DeskrailError(
    'config-invalid',
    `This is not a whole intent model: ${what}. Copy the file again, or train anew with \`deskrail train\`.`,
    { cause },
  );

/** Reads what may come from anywhere. Throws `config-invalid`; never takes more memory than a few times the file. */
export function fromBytes(given: Uint8Array): Learned {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length < preludeLength + checksumLength || bytes.toString('latin1', 0, 8) !== magic) {
    throw broken('it does not begin as one does');
  }
  const written = bytes.readUInt32LE(8);
  if (written !== version) {
    throw new DeskrailError(
      'config-invalid',
      `The intent model is of version ${written}, and this Deskrail reads version ${version}. Train anew with \`deskrail train\`, or use the Deskrail that wrote it.`,
    );
  }
  const end = bytes.length - checksumLength;
  if (bytes.readUInt32LE(end) !== crc32(bytes.subarray(0, end)))
    throw broken('its checksum is wrong, so a part is missing or changed');
  const arraysFrom = preludeLength + bytes.readUInt32LE(12);
  if (arraysFrom > end) throw broken('its header is longer than the file');
  const header = headerOf(bytes.toString('utf8', preludeLength, arraysFrom));
  const reader = arrayReader(bytes.subarray(arraysFrom, end));
  if (sizeOf(header) !== end - arraysFrom) throw broken('its arrays are not as long as its header says');
  const vocabulary = vocabularyOf(reader(Uint32Array, header.features), reader(Float32Array, header.features));
  const linear = (width: number): Linear => {
    const { classes } = header;
    const [scales, biases] = [reader(Float32Array, classes), reader(Float32Array, classes)];
    return { classes, width, scales, biases, weights: reader(Int8Array, width * classes) };
  };
  const lexical = linear(header.features);
  const { labels, joint, report } = header;
  const dense = header.dimensions > 0 ? linear(header.dimensions) : undefined;
  const parts = { vocabulary, lexical, ...(dense && { dense }) };
  return { labels, parts, lexical: header.lexical, ...(joint && { joint }), report };
}

function headerOf(text: string): Header {
  try {
    return readHeader(JSON.parse(text));
  } catch (error) {
    throw broken('its header cannot be read', error);
  }
}

function sizeOf({ classes, features, dimensions }: Header): number {
  const linear = (width: number) => (width + 8) * classes;
  return 8 * features + linear(features) + (dimensions > 0 ? linear(dimensions) : 0);
}

type TypedArray = Uint32Array | Float32Array | Int8Array;

/** Copies, since arrays of several bytes a number must begin at a multiple of that. */
function arrayReader(bytes: Uint8Array) {
  let at = 0;
  return <Result extends TypedArray>(
    kind: { new (buffer: ArrayBuffer): Result; readonly BYTES_PER_ELEMENT: number },
    length: number,
  ): Result => {
    const from = at;
    at += length * kind.BYTES_PER_ELEMENT;
    return new kind(Uint8Array.from(bytes.subarray(from, at)).buffer);
  };
}
