/** How many letters one has to change, add or leave out to come from one to the other. */
function lettersBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let index = 0; index < other.length; index += 1) {
      const kept = (row[index] ?? 0) + (other[index] === letter ? 0 : 1);
      next.push(Math.min(kept, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Longer ones are nobody’s slip of the pen. */
const lettersAtMost = 64;

/** The name that was most likely meant; `undefined` where none is near. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  if (given.length > lettersAtMost) return undefined;
  const mostOff = Math.max(given.length > 3 ? 2 : 1, Math.floor(given.length / 3));
  const [nearest] = names
    .map((name) => ({ name, off: lettersBetween(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ off }) => off <= mostOff)
    .toSorted((one, other) => one.off - other.off);
  return nearest?.name;
}

/** `; did you mean outcome?`, or what there is. */
export const orNames = (given: string, names: readonly string[]): string => {
  const nearest = nearestName(given, names);
  return nearest === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${nearest}?`;
};
