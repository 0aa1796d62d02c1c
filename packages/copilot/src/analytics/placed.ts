/** Something that happened at a time, under the id of its event. */
export interface At {
  readonly ms: number;
  readonly id: string;
}

/**
 * The earliest `atMost` of what happened, in order of time and each id once: whatever order the events come in, and however
 * often, the list is the same.
 */
export function place<Entry extends At>(list: Entry[], entry: Entry, atMost: number): void {
  if (list.some(({ id }) => id === entry.id)) return;
  let at = list.length;
  for (let before = list[at - 1]; before !== undefined && isBefore(entry, before); before = list[at - 1]) at -= 1;
  if (at >= atMost) return;
  list.splice(at, 0, entry);
  if (list.length > atMost) list.length = atMost;
}

/** By time, then by id, so that what happened at one moment has one order too. */
export const isBefore = (one: At, other: At): boolean =>
  one.ms < other.ms || (one.ms === other.ms && one.id < other.id);

/** Of an RFC 3339 time, however it is written; `undefined` for one that is none, such as a leap second. */
export function msOf(time: string | undefined): number | undefined {
  const ms = time === undefined ? Number.NaN : Date.parse(time.toUpperCase());
  return Number.isNaN(ms) ? undefined : ms;
}
