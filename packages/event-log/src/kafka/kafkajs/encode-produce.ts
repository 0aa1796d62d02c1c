/** The body of a Produce request of versions 3 to 8: `acks=all`, no transaction, one topic. */
export function encodeProduce(options: {
  readonly topic: string;
  readonly timeoutMs: number;
  readonly batches: readonly { readonly partition: number; readonly batch: Buffer }[];
}): Buffer {
  const { topic, timeoutMs, batches } = options;
  const name = Buffer.from(topic);
  const head = Buffer.alloc(2 + 2 + 4 + 4 + 2);
  head.writeInt16BE(-1, 0);
  head.writeInt16BE(-1, 2);
  head.writeInt32BE(timeoutMs, 4);
  head.writeInt32BE(1, 8);
  head.writeInt16BE(name.length, 12);
  const count = Buffer.alloc(4);
  count.writeInt32BE(batches.length);
  return Buffer.concat([head, name, count, ...batches.flatMap(partitionOf)]);
}

function partitionOf({ partition, batch }: { readonly partition: number; readonly batch: Buffer }): [Buffer, Buffer] {
  const head = Buffer.alloc(8);
  head.writeInt32BE(partition, 0);
  head.writeInt32BE(batch.length, 4);
  return [head, batch];
}
