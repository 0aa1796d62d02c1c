import { DeskrailError, type StreamName } from '@deskrail/contracts';

const mark = '~';

/** Offsets of the next records, by partition; one that is missing begins at the first that is held. */
export type Offsets = ReadonlyMap<number, number>;

/**
 * `facts.~1a_2b__9`: the stream and, partition by partition, the offset of the next record in base 36. An embedded log's
 * cursor has no `~`, and so is not taken for one of these.
 */
export function formatCursor(stream: StreamName, next: readonly (string | undefined)[]): string {
  return `${stream}.${mark}${next.join('_')}`;
}

/** A part of {@link formatCursor}. */
export const formatOffset = (offset: number): string => offset.toString(36);

/** Throws `request-invalid` for what {@link formatCursor} did not write for this stream. */
export function parseCursor(stream: StreamName, cursor: string): Offsets {
  const at = cursor.lastIndexOf('.');
  const parts = cursor.slice(at + 1 + mark.length).split('_');
  const offsets = new Map<number, number>();
  let isWrong = !cursor.startsWith(`${stream}.${mark}`) || parts.length > 100_000;
  for (const [partition, text] of parts.entries()) {
    if (text === '') continue;
    const offset = /^[0-9a-z]{1,11}$/.test(text) ? Number.parseInt(text, 36) : Number.NaN;
    isWrong ||= !Number.isSafeInteger(offset);
    offsets.set(partition, offset);
  }
  if (isWrong || offsets.size === 0) {
    const message = `This cursor is not one of the stream ${stream}. Pass one that a read of it gave, or begin at 'start'.`;
    throw new DeskrailError('request-invalid', message);
  }
  return offsets;
}
