import { isTimestamp } from '@deskrail/contracts';
import { usageError } from './parse.js';

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A time, or how long ago: RFC 3339 of `2026-01-31T09:30:00Z`, `2026-01-31`, `30m`, `2h`, `3d`. */
export function sinceAsked(text: string | undefined, nowMs: number, command: string): string {
  if (text === undefined) throw usageError('Since when? Write --since 2h, 3d or 2026-01-31T09:30:00Z.', command);
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const ms =
    count !== undefined
      ? nowMs - Number(count) * (unitsMs[unit] ?? 0)
      : day || isTimestamp(text)
        ? Date.parse(text)
        : Number.NaN;
  if (Number.isNaN(ms)) throw usageError('--since is no time: write 2h, 3d or 2026-01-31T09:30:00Z.', command);
  if (ms > nowMs) throw usageError('--since is still to come.', command);
  return new Date(Math.max(0, ms)).toISOString();
}
