const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago, in the few characters that a list has room for: `now`, `4m`, `3h`, `2d`, `5w`. */
export function age(time: string, now: number): string {
  const ms = now - Date.parse(time);
  if (!Number.isFinite(ms) || ms < minuteMs) return 'now';
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)}m`;
  if (ms < dayMs) return `${Math.floor(ms / hourMs)}h`;
  if (ms < 14 * dayMs) return `${Math.floor(ms / dayMs)}d`;
  return `${Math.floor(ms / (7 * dayMs))}w`;
}

/** `just now`, `4 minutes ago`: for sentences. A clock that is a little ahead of ours is not the future. */
export const ago = (time: string, now: number): string => relative(Math.min(Date.parse(time) - now, 0)) ?? 'just now';

/** `in 3 hours`: until something ends. */
export const until = (time: string, now: number): string => relative(Date.parse(time) - now) ?? 'any moment';

/** `due in 12 minutes`, `overdue by 3 hours`; and whether it presses: within a quarter of an hour. */
export function dueText(time: string, now: number): { readonly text: string; readonly tone: '' | 'warn' | 'bad' } {
  const ms = Date.parse(time) - now;
  if (ms <= 0) return { text: `overdue by ${span(-ms)}`, tone: 'bad' };
  return { text: `due in ${span(ms)}`, tone: ms <= 15 * minuteMs ? 'warn' : '' };
}

/** `12 min`, `3 h`, `2 days`. */
export function span(ms: number): string {
  if (ms < 2 * minuteMs) return '1 min';
  if (ms < 2 * hourMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`;
  return `${Math.floor(ms / dayMs)} days`;
}

function relative(ms: number): string | undefined {
  if (!Number.isFinite(ms) || Math.abs(ms) < minuteMs) return undefined;
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  const size = Math.abs(ms);
  if (size < hourMs) return format.format(Math.trunc(ms / minuteMs), 'minute');
  if (size < 2 * dayMs) return format.format(Math.trunc(ms / hourMs), 'hour');
  return format.format(Math.trunc(ms / dayMs), 'day');
}

/** The time of day, with the date where that is not today. */
export function clockTime(time: string, now: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const today = new Date(now).toDateString() === date.toDateString();
  return new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    ...(today ? {} : { day: 'numeric', month: 'short' }),
  }).format(date);
}

/** In full, for a tooltip. */
export function fullTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? time
    : new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' }).format(date);
}
