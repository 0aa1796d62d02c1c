const maxKeys = 1_000;

/** Whether this was not told within the time: what fails for every delivery is one line in the log, not thousands. */
export function createToldLately({ quietMs, now }: { readonly quietMs: number; readonly now: () => number }) {
  const told = new Map<string, number>();
  return (key: string): boolean => {
    const at = now();
    const last = told.get(key);
    if (last !== undefined && at - last < quietMs) return false;
    if (told.size >= maxKeys) told.clear();
    told.set(key, at);
    return true;
  };
}
