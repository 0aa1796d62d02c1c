/** A zone's offset changes at full quarters of an hour only. */
const slotMs = 15 * 60_000;
const offsetsAtMost = 10_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = 'numeric' as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  const made = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'iso8601', hourCycle: 'h23', ...fields });
  // Bounded: conditions name zones in quotes, and a policy has so many conditions at most.
  formats.set(timeZone, made);
  return made;
}

/** How far a zone's clocks are ahead of UTC at a moment. */
function offsetMs(ms: number, timeZone: string): number {
  const slot = Math.floor(ms / slotMs) * slotMs;
  const key = `${timeZone} ${slot}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(slot)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - slot;
  if (offsets.size >= offsetsAtMost) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** A moment as the clocks of a zone show it, to be read in UTC: so nothing depends on the zone of the server. */
export const clocksIn = (moment: Date, timeZone: string): Date =>
  new Date(moment.getTime() + offsetMs(moment.getTime(), timeZone));

/** The moment that a question is asked for, where it is one. */
export function momentOf(at: string | undefined): Date | undefined {
  const date = at === undefined ? undefined : new Date(at);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}
