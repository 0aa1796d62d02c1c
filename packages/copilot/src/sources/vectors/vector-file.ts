import { appendFile, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A text's hash in hex, and its vector of length 1. */
export type VectorRecord = readonly [hash: string, vector: Float32Array];

const format = 'deskrail-vectors/1';
const hashBytes = 32;
const headAtMost = 2_048;

/** `sweptAtMs`: when all that no text had was last taken out. */
interface Head {
  readonly name: string;
  readonly dimensions: number;
  readonly sweptAtMs: number;
}

const headOf = ({ name, dimensions, sweptAtMs }: Head): Buffer =>
  Buffer.from(`${JSON.stringify({ format, name, dimensions, sweptAtMs })}\n`);

function bytesOf(records: readonly VectorRecord[]): Buffer {
  return Buffer.concat(
    records.flatMap(([hash, vector]) => [
      Buffer.from(hash, 'hex'),
      Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
    ]),
  );
}

export const isUnit = (vector: Float32Array): boolean => {
  let sum = 0;
  for (const number of vector) sum += number * number;
  return Math.abs(sum - 1) < 0.01;
};

/**
 * What a file holds of these embeddings. `whole` is false where it is of others, or where its end was torn off as a process
 * died: then it is to be written anew. A record that is not as it was written is left out.
 */
export async function readVectors(
  path: string,
  name: string,
): Promise<{ readonly records: readonly VectorRecord[]; readonly whole: boolean; readonly sweptAtMs?: number }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { records: [], whole: false };
    throw error;
  }
  const end = bytes.subarray(0, headAtMost).indexOf('\n') + 1;
  const { dimensions, sweptAtMs = 0 } = readHead(bytes.subarray(0, end).toString(), name);
  if (dimensions === undefined) return { records: [], whole: false };
  const length = hashBytes + 4 * dimensions;
  const records: VectorRecord[] = [];
  let at = end;
  let broken = false;
  for (; at + length <= bytes.length; at += length) {
    const vector = new Float32Array(dimensions);
    new Uint8Array(vector.buffer).set(bytes.subarray(at + hashBytes, at + length));
    if (isUnit(vector)) records.push([bytes.toString('hex', at, at + hashBytes), vector]);
    else broken = true;
  }
  return { records, whole: at === bytes.length && !broken, sweptAtMs };
}

function readHead(line: string, name: string): Partial<Omit<Head, 'name'>> {
  try {
    const head = JSON.parse(line) as { readonly [key in 'format' | keyof Head]?: unknown };
    const { dimensions, sweptAtMs } = head;
    return head.format === format && head.name === name && Number.isInteger(dimensions) && Number(dimensions) > 0
      ? { dimensions: Number(dimensions), sweptAtMs: typeof sweptAtMs === 'number' ? sweptAtMs : 0 }
      : {};
  } catch {
    return {};
  }
}

/** All anew, whole or not at all; for the eyes of the process's own user. */
export async function writeVectors(
  path: string,
  { records, ...head }: Head & { readonly records: readonly VectorRecord[] },
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, Buffer.concat([headOf(head), bytesOf(records)]), { mode: 0o600 });
    await rename(part, path);
  } catch (error) {
    await unlink(part).catch(() => {});
    throw error;
  }
}

export const appendVectors = (path: string, records: readonly VectorRecord[]): Promise<void> =>
  appendFile(path, bytesOf(records));
