/** The partition that Java's client gives a key, so that other producers of a topic can keep its order. */
export const partitionOf = (key: string | Buffer, partitions: number): number =>
  (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % partitions;

const seed = 0x9747b28c;
const m = 0x5bd1e995;
const r = 24;

/** MurmurHash 2 of 32 bits with Kafka's seed. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const at = (index: number) => bytes[index] as number;
  let h = seed ^ length;
  let index = 0;
  for (; index + 4 <= length; index += 4) {
    let k = at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24);
    k = Math.imul(k, m);
    k ^= k >>> r;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const rest = length - index;
  if (rest === 3) h ^= at(index + 2) << 16;
  if (rest >= 2) h ^= at(index + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ at(index), m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}
