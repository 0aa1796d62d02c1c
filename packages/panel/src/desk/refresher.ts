export interface Refresher {
  /** Load this soon; once more where it is being loaded already. */
  mark(key: string): void;
}

/** Loads by key, a few side by side; a burst of marks for one key is one load, or two where the first had begun. */
export function createRefresher(load: (key: string) => Promise<void>, atOnce = 4): Refresher {
  const waiting = new Set<string>();
  const running = new Set<string>();

  const next = () => {
    for (const key of waiting) {
      if (running.size >= atOnce) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.add(key);
      void load(key)
        .catch(() => {})
        .finally(() => {
          running.delete(key);
          next();
        });
    }
  };

  return {
    mark(key) {
      waiting.add(key);
      next();
    },
  };
}
