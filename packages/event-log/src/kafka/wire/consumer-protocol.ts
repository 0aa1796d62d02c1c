/** What members of a group tell each other through the coordinator: `consumer` protocol, version 0, as all clients read it. */

export interface Subscription {
  readonly topics: readonly string[];
  readonly userData: Buffer;
}

export function encodeSubscription({ topics, userData }: Subscription): Buffer {
  return Buffer.concat([int16(0), int32(topics.length), ...topics.map(text), int32(userData.length), userData]);
}

export function decodeSubscription(bytes: Buffer): Subscription {
  const read = reader(bytes);
  read.int16();
  const topics = read.list(read.text);
  return { topics, userData: read.bytes() };
}

export type Assignment = Readonly<Record<string, readonly number[]>>;

export function encodeAssignment(assignment: Assignment): Buffer {
  const topics = Object.entries(assignment);
  return Buffer.concat([
    int16(0),
    int32(topics.length),
    ...topics.flatMap(([topic, partitions]) => [text(topic), int32(partitions.length), ...partitions.map(int32)]),
    int32(0),
  ]);
}

/** A member that gets nothing may be sent nothing at all. */
export function decodeAssignment(bytes: Buffer): Assignment {
  if (bytes.length < 6) return {};
  const read = reader(bytes);
  read.int16();
  return Object.fromEntries(read.list(() => [read.text(), read.list(read.int32)] as const));
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

function reader(bytes: Buffer) {
  let at = 0;
  const take = (length: number): Buffer => {
    const taken = bytes.subarray(at, at + length);
    at += length;
    return taken;
  };
  const int16 = () => take(2).readInt16BE();
  const int32 = () => take(4).readInt32BE();
  return {
    int16,
    int32,
    text: () => take(int16()).toString(),
    bytes: () => take(Math.max(0, int32())),
    list: <Item>(item: () => Item): Item[] => Array.from({ length: Math.max(0, int32()) }, item),
  };
}
