const polynomial = 0x82f63b78;
const tables = 8;

/** Eight tables of 256, one after the other, so that eight bytes are taken at a time. */
const table = makeTable();

function makeTable(): Int32Array {
  const made = new Int32Array(tables * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
    made[byte] = value;
  }
  for (let index = 256; index < made.length; index += 1) {
    const before = made[index - 256] as number;
    made[index] = (before >>> 8) ^ (made[before & 0xff] as number);
  }
  return made;
}

/** CRC-32 with Castagnoli's polynomial, which Node's zlib does not have. */
export function crc32c(bytes: Uint8Array): number {
  const at = (index: number) => bytes[index] as number;
  const of = (index: number, byte: number) => table[index * 256 + (byte & 0xff)] as number;
  const { length } = bytes;
  let crc = -1;
  let index = 0;
  for (; index + 8 <= length; index += 8) {
    const low = crc ^ (at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24));
    crc =
      of(7, low) ^
      of(6, low >>> 8) ^
      of(5, low >>> 16) ^
      of(4, low >>> 24) ^
      of(3, at(index + 4)) ^
      of(2, at(index + 5)) ^
      of(1, at(index + 6)) ^
      of(0, at(index + 7));
  }
  for (; index < length; index += 1) crc = of(0, crc ^ at(index)) ^ (crc >>> 8);
  return ~crc >>> 0;
}
