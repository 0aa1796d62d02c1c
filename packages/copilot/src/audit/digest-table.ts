import { hash } from 'node:crypto';

/**
 * Many keys and a digest for each, in little memory: 56 bytes and an index, however long the keys. A key is known by 128 bits
 * of its SHA-256.
 */
export interface DigestTable {
  readonly size: number;
  /** The row of a key; undefined where it was never added. */
  find(key: string): number | undefined;
  /** The key’s row, and whether it is new; the digest and the number of one that is there stay. `digest`: hex, 64 digits. */
  add(key: string, digest: string, number?: number): { readonly row: number; readonly isNew: boolean };
  has(row: number, digest: string): boolean;
  numberOf(row: number): number;
  setNumber(row: number, number: number): void;
  marksOf(row: number): number;
  mark(row: number, bits: number): void;
}

const keyBytes = 16;
const digestBytes = 32;
const width = keyBytes + digestBytes;

export function createDigestTable(): DigestTable {
  let room = 1024;
  let rows = Buffer.alloc(room * width);
  let numbers = new Float64Array(room);
  let marks = new Uint8Array(room);
  // Open addressing: a row's number plus one, 0 where nothing is.
  let index = new Uint32Array(room * 2);
  let size = 0;

  const slotOf = (key: Buffer): number => {
    let slot = key.readUInt32LE(0) % index.length;
    for (;;) {
      const held = index[slot] ?? 0;
      if (held === 0) return slot;
      const at = (held - 1) * width;
      if (rows.compare(key, 0, keyBytes, at, at + keyBytes) === 0) return slot;
      slot = (slot + 1) % index.length;
    }
  };

  function grow(): void {
    room = Math.ceil(room * 1.5);
    const [more, moreNumbers, moreMarks] = [Buffer.alloc(room * width), new Float64Array(room), new Uint8Array(room)];
    rows.copy(more);
    moreNumbers.set(numbers);
    moreMarks.set(marks);
    [rows, numbers, marks] = [more, moreNumbers, moreMarks];
    index = new Uint32Array(room * 2);
    for (let row = 0; row < size; row += 1) {
      index[slotOf(rows.subarray(row * width, row * width + keyBytes))] = row + 1;
    }
  }

  const keyOf = (key: string): Buffer => hash('sha256', key, 'buffer').subarray(0, keyBytes);

  return {
    get size() {
      return size;
    },
    find(key) {
      const held = index[slotOf(keyOf(key))] ?? 0;
      return held === 0 ? undefined : held - 1;
    },
    add(key, digest, number = 0) {
      if (size === room) grow();
      const bytes = keyOf(key);
      const slot = slotOf(bytes);
      const held = index[slot] ?? 0;
      if (held > 0) return { row: held - 1, isNew: false };
      const row = size;
      size += 1;
      index[slot] = row + 1;
      bytes.copy(rows, row * width);
      rows.write(digest, row * width + keyBytes, digestBytes, 'hex');
      numbers[row] = number;
      return { row, isNew: true };
    },
    has: (row, digest) => rows.toString('hex', row * width + keyBytes, (row + 1) * width) === digest,
    numberOf: (row) => numbers[row] ?? 0,
    setNumber(row, number) {
      numbers[row] = number;
    },
    marksOf: (row) => marks[row] ?? 0,
    mark(row, bits) {
      marks[row] = (marks[row] ?? 0) | bits;
    },
  };
}
