import { open, readFile } from 'node:fs/promises';

const headerBytes = 32;
const frameHeaderBytes = 24;

/** Where the next write to a SQLite write-ahead log goes: behind the last commit in it. Nothing where it has no frame. */
export function endOfCommits(wal: Buffer): { readonly at: number; readonly frameBytes: number } | undefined {
  if (wal.length < headerBytes) return undefined;
  const magic = wal.readUInt32BE(0);
  if (magic >>> 1 !== 0x377f0682 >>> 1) return undefined;
  const pageBytes = wal.readUInt32BE(8);
  const frameBytes = frameHeaderBytes + pageBytes;
  const salts = wal.subarray(16, 24);
  let sums = sumOf(wal.subarray(0, 24), [0, 0], magic);
  let end: number | undefined;
  for (let at = headerBytes; at + frameBytes <= wal.length; at += frameBytes) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    sums = sumOf(wal.subarray(at, at + 8), sums, magic);
    sums = sumOf(wal.subarray(at + frameHeaderBytes, at + frameBytes), sums, magic);
    if (sums[0] !== wal.readUInt32BE(at + 16) || sums[1] !== wal.readUInt32BE(at + 20)) break;
    if (wal.readUInt32BE(at + 4) !== 0) end = at + frameBytes;
  }
  return { at: end ?? headerBytes, frameBytes };
}

/** SQLite's own checksum of a log: in words of 32 bits, by the byte order that the magic number tells. */
function sumOf(bytes: Buffer, [first, second]: readonly [number, number], magic: number): readonly [number, number] {
  const read = magic & 1 ? (at: number) => bytes.readUInt32BE(at) : (at: number) => bytes.readUInt32LE(at);
  let [one, two] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + read(at) + two) >>> 0;
    two = (two + read(at + 4) + one) >>> 0;
  }
  return [one, two];
}

/**
 * What a power cut leaves of a write that had begun: behind the last commit, a frame of this log of which only `share`
 * came to the disk. What was synced stays as it was. Resolves with the bytes written, 0 where there is no log.
 */
export async function tearLastWrite(databaseFile: string, share: number): Promise<number> {
  const path = `${databaseFile}-wal`;
  const wal = await readFile(path).catch(() => Buffer.alloc(0));
  const end = endOfCommits(wal);
  if (end === undefined) return 0;
  const frame = Buffer.alloc(end.frameBytes, 0xa5);
  frame.writeUInt32BE(1, 0);
  frame.writeUInt32BE(1, 4);
  wal.copy(frame, 8, 16, 24);
  const torn = frame.subarray(0, Math.max(frameHeaderBytes, Math.floor(frame.length * share)));
  const file = await open(path, 'r+');
  try {
    await file.write(torn, 0, torn.length, end.at);
    await file.sync();
  } finally {
    await file.close();
  }
  return torn.length;
}
