import { DeskrailError, type StreamName } from '@deskrail/contracts';

/** Opaque to callers: the stream and the position after which a read goes on. */
export const formatCursor = (stream: StreamName, position: number): string => `${stream}.${position.toString(36)}`;

/** Throws `request-invalid` for what {@link formatCursor} did not write for this stream. */
export function parseCursor(stream: StreamName, cursor: string): number {
  const [name, text = '', ...rest] = cursor.split('.');
  const position = /^[0-9a-z]{1,11}$/.test(text) ? Number.parseInt(text, 36) : Number.NaN;
  if (name !== stream || rest.length > 0 || !Number.isSafeInteger(position)) {
    const message = `This cursor is not one of the stream ${stream}. Pass one that a read of it gave, or begin at 'start'.`;
    throw new DeskrailError('request-invalid', message);
  }
  return position;
}
