import type { Clock, Logger } from '@deskrail/contracts';
import { appendVectors, isUnit, readVectors, type VectorRecord, writeVectors } from './vector-file.js';

/** Vectors by the hash of their texts: side by side in memory, and in a file where one is named. */
export interface VectorStore {
  /** Undefined until the first vector is known. */
  readonly dimensions: number | undefined;
  readonly size: number;
  /** Grows with every change. */
  readonly version: number;
  slotOf(hash: string): number | undefined;
  /** All vectors, one after the other: that of a slot begins at `slot * dimensions`. */
  readonly numbers: Float32Array;
  /** Read what the file holds, once. */
  open(): Promise<void>;
  /** Throws where they are no vectors of these embeddings. */
  add(records: readonly (readonly [hash: string, vector: ArrayLike<number>])[]): Promise<void>;
  /** When what no text has was last forgotten, in this process or, as the file says, before; known once it is open. */
  readonly sweptAtMs: number;
  /** Forget what no text has any more, in memory and in the file. */
  retain(hashes: ReadonlySet<string>): Promise<void>;
}

export function createVectorStore({
  name,
  path,
  clock,
  logger,
}: {
  readonly name: string;
  readonly path: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}): VectorStore {
  let slots = new Map<string, number>();
  let numbers = new Float32Array(0);
  let dimensions: number | undefined;
  let version = 0;
  let sweptAtMs = clock.now();
  let opening: Promise<void> | undefined;
  /** Whether the file is there, and all of ours. */
  let whole = false;
  let writing: Promise<void> = Promise.resolve();

  function hold(records: readonly VectorRecord[]): void {
    for (const [hash, vector] of records) {
      dimensions ??= vector.length;
      const slot = slots.get(hash) ?? slots.size;
      if ((slot + 1) * dimensions > numbers.length) {
        const grown = new Float32Array(Math.max(64 * dimensions, 2 * numbers.length));
        grown.set(numbers);
        numbers = grown;
      }
      numbers.set(vector, slot * dimensions);
      slots.set(hash, slot);
    }
    version += 1;
  }

  const vectorAt = (slot: number) => numbers.subarray(slot * (dimensions ?? 0), (slot + 1) * (dimensions ?? 0));
  const held = (): VectorRecord[] => [...slots].map(([hash, slot]) => [hash, vectorAt(slot)]);

  /** One write after the other; what cannot be written is computed again at the next start. */
  function write(work: (path: string, dimensions: number) => Promise<void>): Promise<void> {
    writing = writing.then(async () => {
      if (path === undefined || dimensions === undefined) return;
      try {
        await work(path, dimensions);
        whole = true;
      } catch (error) {
        whole = false;
        logger.warn({ path, code: (error as { code?: unknown }).code }, 'vectors could not be kept');
      }
    });
    return writing;
  }

  async function read(): Promise<void> {
    if (path === undefined) return;
    try {
      const found = await readVectors(path, name);
      hold(found.records);
      whole = found.whole;
      // A clock that was put back must not make it never.
      sweptAtMs = Math.min(sweptAtMs, found.sweptAtMs ?? sweptAtMs);
    } catch (error) {
      logger.warn({ path, code: (error as { code?: unknown }).code }, 'kept vectors could not be read');
    }
  }

  return {
    get dimensions() {
      return dimensions;
    },
    get size() {
      return slots.size;
    },
    get version() {
      return version;
    },
    get numbers() {
      return numbers;
    },
    get sweptAtMs() {
      return sweptAtMs;
    },
    slotOf: (hash) => slots.get(hash),
    open() {
      opening ??= read();
      return opening;
    },
    async add(given) {
      const records = given.map(([hash, vector]) => [hash, unit(vector)] as const);
      const length = dimensions ?? records[0]?.[1].length ?? 0;
      if (records.some(([, vector]) => vector.length !== length || !isUnit(vector))) {
        throw new TypeError(`The embeddings ${name} gave what is no vector of ${length} numbers.`);
      }
      hold(records);
      await write((path, dimensions) =>
        whole ? appendVectors(path, records) : writeVectors(path, { name, dimensions, sweptAtMs, records: held() }),
      );
    },
    async retain(hashes) {
      sweptAtMs = clock.now();
      const kept = held().filter(([hash]) => hashes.has(hash));
      if (kept.length === slots.size) return;
      const copies = kept.map(([hash, vector]) => [hash, vector.slice()] as const);
      slots = new Map();
      numbers = new Float32Array(0);
      hold(copies);
      await write((path, dimensions) => writeVectors(path, { name, dimensions, sweptAtMs, records: held() }));
    },
  };
}

function unit(vector: ArrayLike<number>): Float32Array {
  const numbers = Float32Array.from(vector);
  const length = Math.hypot(...numbers);
  return length > 0 ? numbers.map((number) => number / length) : numbers;
}
