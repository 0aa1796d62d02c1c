/** Holds what was asked for last, `atMost` of it, and makes what it does not hold. */
export interface Recent<Held> {
  of(key: string): Held;
  peek(key: string): Held | undefined;
  values(): Iterable<Held>;
  delete(key: string): void;
}

export function createRecent<Held>(atMost: number, create: () => Held): Recent<Held> {
  const held = new Map<string, Held>();
  return {
    of(key) {
      const found = held.get(key) ?? create();
      held.delete(key);
      held.set(key, found);
      const [oldest] = held.keys();
      if (held.size > atMost && oldest !== undefined) held.delete(oldest);
      return found;
    },
    peek: (key) => held.get(key),
    values: () => held.values(),
    delete: (key) => {
      held.delete(key);
    },
  };
}
