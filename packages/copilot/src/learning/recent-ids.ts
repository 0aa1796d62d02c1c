/** Tells whether an id is new; remembers the latest `atMost`. */
export function recentIds(atMost = 100_000): (id: string) => boolean {
  const known = new Set<string>();
  return (id) => {
    if (known.has(id)) return false;
    known.add(id);
    const [oldest] = known;
    if (known.size > atMost && oldest !== undefined) known.delete(oldest);
    return true;
  };
}
