/** One immutable value that views watch. */
export interface Atom<Value> {
  readonly value: Value;
  update(change: (value: Value) => Partial<Value>): void;
  /** Returns the unsubscriber. */
  watch(watcher: () => void): () => void;
}

export function createAtom<Value extends object>(initial: Value): Atom<Value> {
  let value = initial;
  const watchers = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    update(change) {
      value = { ...value, ...change(value) };
      for (const watcher of watchers) watcher();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
