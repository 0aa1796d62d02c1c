import type { RecordToSend } from '../driver.js';

/** What a batch takes beside its records. */
export const batchOverheadBytes = 61;

/** Length, attributes, time and offset, each as long as it can be in a batch of ours. */
const recordOverheadBytes = 5 + 1 + 5 + 3;

/** How many bytes a record takes in a batch, uncompressed; never less than it does. */
export function recordSize({ key, value, headers }: RecordToSend): number {
  let size = recordOverheadBytes + sized(key) + sized(value) + 3;
  for (const name in headers) size += sized(name) + sized(headers[name] ?? null);
  return size;
}

const sized = (field: string | Buffer | null): number => {
  const length = field === null ? 0 : typeof field === 'string' ? Buffer.byteLength(field) : field.length;
  return length + varintSize(length);
};

/** Zigzag doubles a length before it is cut into sevens. */
const varintSize = (length: number): number => (length < 64 ? 1 : length < 8_192 ? 2 : length < 1_048_576 ? 3 : 5);
