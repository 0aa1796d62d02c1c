/** Values by key, for a while; the oldest go first. */
export interface Kept<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function createKept<Value>(options: {
  readonly ttlMs: number;
  readonly max: number;
  now(): number;
}): Kept<Value> {
  const entries = new Map<string, { readonly value: Value; readonly atMs: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (options.now() - entry.atMs < options.ttlMs) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, { value, atMs: options.now() });
      const [oldest] = entries.keys();
      if (entries.size > options.max && oldest !== undefined) entries.delete(oldest);
    },
  };
}
