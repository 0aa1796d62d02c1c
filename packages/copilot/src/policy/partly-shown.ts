/** A condition asked for what is not shown to it. */
export class NotShown extends Error {
  override readonly name = 'NotShown';
}

const refuse = (): never => {
  throw new NotShown('It is too large to be looked at.');
};

/**
 * A map of which some members are there and not shown: they are neither present nor absent, so that asking for one of them
 * fails, and so does whatever needs all members, such as size, equality and going through them. Conditions know it as any
 * other map, since its constructor is that of all. `entries` stays as it is: the library looks there for the types alone.
 */
export function partlyShown(
  shown: Iterable<readonly [string, unknown]>,
  isHidden: (name: unknown) => boolean,
): ReadonlyMap<string, unknown> {
  const map = new Map(shown);
  const unless =
    <Answer>(ask: (name: string) => Answer) =>
    (name: string) =>
      isHidden(name) ? refuse() : ask(name);
  return Object.defineProperties(map, {
    get: { value: unless((name) => Map.prototype.get.call(map, name)) },
    has: { value: unless((name) => Map.prototype.has.call(map, name)) },
    size: { get: refuse },
    ...Object.fromEntries(['keys', 'values', 'forEach', Symbol.iterator].map((name) => [name, { value: refuse }])),
  });
}
