export interface StaleQuota {
  /** Whether this one may be kept; the same id again costs nothing. */
  admits(connectionId: string, id: string): boolean;
}

const maxConnections = 1_000;

/** At most so many stale deliveries per connection and window: a replayed recording cannot fill the dead letters. */
export function createStaleQuota(options: {
  readonly perWindow: number;
  readonly windowMs: number;
  readonly now: () => number;
}): StaleQuota {
  const windows = new Map<string, { readonly since: number; readonly ids: Set<string> }>();
  return {
    admits(connectionId, id) {
      const now = options.now();
      let current = windows.get(connectionId);
      if (current === undefined || now - current.since >= options.windowMs) {
        if (windows.size >= maxConnections) windows.clear();
        current = { since: now, ids: new Set() };
        windows.set(connectionId, current);
      }
      if (current.ids.has(id)) return true;
      if (current.ids.size >= options.perWindow) return false;
      current.ids.add(id);
      return true;
    },
  };
}
