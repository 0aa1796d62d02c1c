/** One member of a group, with what it held when the partitions were last dealt. */
export interface GroupMember {
  readonly id: string;
  readonly owned: readonly number[];
  /** When it last got them; a later claim on the same partition wins. */
  readonly generation: number;
}

/**
 * Deals a topic's partitions evenly, moving as few as can be: whoever holds one keeps it, and with it what is under way,
 * unless it holds more than its share.
 */
export function assignPartitions(
  members: readonly GroupMember[],
  partitions: readonly number[],
): ReadonlyMap<string, readonly number[]> {
  const free = new Set(partitions);
  const dealt = new Map<string, number[]>(members.map(({ id }): [string, number[]] => [id, []]).toSorted(byId));
  const least = Math.floor(partitions.length / Math.max(1, members.length));
  /** Members that may hold one more than the least. */
  let more = partitions.length - least * members.length;
  const byClaim = members.toSorted((a, b) => b.generation - a.generation || (a.id < b.id ? -1 : 1));
  for (const { id, owned } of byClaim) {
    const kept = dealt.get(id) ?? [];
    for (const partition of owned) {
      if (!free.has(partition) || kept.length > least || (kept.length === least && more === 0)) continue;
      if (kept.length === least) more -= 1;
      free.delete(partition);
      kept.push(partition);
    }
  }
  for (const partition of free) {
    const [poorest] = [...dealt.values()].toSorted((a, b) => a.length - b.length);
    poorest?.push(partition);
  }
  return dealt;
}

const byId = ([a]: [string, number[]], [b]: [string, number[]]): number => (a < b ? -1 : 1);
