/** An emulated desk's ids: counted up, past all that an earlier day used, and given back what was known. */
export interface CountedIds<Kind extends string> {
  next(kind: Kind): string;
  /** The next one of this kind is this. */
  give(kind: Kind, id: string): void;
  /** This one was used on an earlier day. */
  passed(kind: Kind, id: string): void;
}

export function createCountedIds<Kind extends string>(first: Readonly<Record<Kind, number>>): CountedIds<Kind> {
  const counters: Record<Kind, number> = { ...first };
  const given = new Map<Kind, string>();
  const passed = (kind: Kind, id: string) => {
    const number = Number(id);
    if (Number.isSafeInteger(number)) counters[kind] = Math.max(counters[kind], number + 1);
  };
  return {
    passed,
    give: (kind, id) => void given.set(kind, id),
    next(kind) {
      const id = given.get(kind) ?? String(counters[kind]);
      given.delete(kind);
      passed(kind, id);
      return id;
    },
  };
}
