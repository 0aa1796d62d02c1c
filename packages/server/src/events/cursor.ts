import { DeskrailError, type From, type StreamName, streamNames } from '@deskrail/contracts';

/** Where to go on, for each stream that is followed. */
export type Positions = Partial<Record<StreamName, Exclude<From, 'end'>>>;

const maxLength = 4096;

/** One opaque text for all of them, fit for an `id:` line and a header. */
export const formatCursor = (positions: Positions): string =>
  Buffer.from(JSON.stringify(positions)).toString('base64url');

/** Throws `request-invalid` for what {@link formatCursor} did not write. */
export function parseCursor(text: string): Positions {
  const positions = text.length <= maxLength ? decode(text) : undefined;
  if (positions !== undefined) return positions;
  throw new DeskrailError(
    'request-invalid',
    'The cursor is not one of this server’s. Resume with the last id that /v1/events sent, or without one.',
  );
}

function decode(text: string): Positions | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  const known =
    entries.length > 0 && entries.every(([name, from]) => streamNames.some((one) => one === name) && isFrom(from));
  return known ? (value as Positions) : undefined;
}

function isFrom(from: unknown): boolean {
  if (from === 'start') return true;
  if (typeof from !== 'object' || from === null) return false;
  const { after, time } = from as { after?: unknown; time?: unknown };
  if (Object.keys(from).length !== 1) return false;
  if (typeof after === 'string') return after.length > 0;
  return typeof time === 'string' && !Number.isNaN(Date.parse(time));
}
