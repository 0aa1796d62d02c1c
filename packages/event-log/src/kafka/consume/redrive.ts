import { DeskrailError, type Redrive } from '@deskrail/contracts';
import { redriveHeader } from '../binding.js';
import type { DriverAdmin, DriverReader, DriverRecord, RecordToSend } from '../driver.js';

export interface RedriveSource {
  readonly topic: string;
  readonly groupId: string;
  readonly admin: DriverAdmin;
  readonly reader: DriverReader;
  /** Append a record to its partition again; durable when it resolves. */
  resend(partition: number, record: RecordToSend): Promise<unknown>;
}

/** Append an event once more, for one group alone: the others pass over it by its header. */
export async function redrive({ stream, position, group }: Redrive, source: RedriveSource): Promise<void> {
  const { topic, admin, reader } = source;
  const gone = () =>
    new DeskrailError('not-found', `There is no event at ${position} of ${stream}: retention may have taken it.`);
  const [partition, offset] = parsePosition(position) ?? [];
  if (partition === undefined || offset === undefined) throw gone();
  const held = (await admin.offsets(topic)).get(partition);
  if (held === undefined || offset < held.low || offset >= held.high) throw gone();
  if ((await admin.groupOffsets(source.groupId, topic)).size === 0) {
    throw new DeskrailError('not-found', `No group ${group} reads ${stream}: \`deskrail lag\` names those that do.`);
  }
  const offsets = new Map([[partition, offset]]);
  const fetched = await reader.fetch({ topic, offsets, maxBytes: 1, maxWaitMs: 0 });
  const record = fetched.get(partition)?.records.find((found) => found.offset === offset);
  if (record === undefined) throw gone();
  await source.resend(partition, again(record, group));
}

function again({ key, value, headers }: DriverRecord, group: string): RecordToSend {
  const kept = Object.entries(headers).filter((entry): entry is [string, Buffer] => entry[1] !== undefined);
  return { key, value, headers: { ...Object.fromEntries(kept), [redriveHeader]: group } };
}

function parsePosition(position: string): readonly [number, bigint] | undefined {
  const [, partition, offset] = /^(\d{1,9})\/(\d{1,18})$/.exec(position) ?? [];
  return partition === undefined || offset === undefined ? undefined : [Number(partition), BigInt(offset)];
}
