export interface Slots {
  use<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** At most `limit` at once; the others wait their turn. */
export function createSlots(limit: number): Slots {
  const waiting: (() => void)[] = [];
  let used = 0;
  return {
    async use<Result>(work: () => Promise<Result>): Promise<Result> {
      if (used >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else used += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) used -= 1;
        else next();
      }
    },
  };
}
