import { median, round } from './report.ts';

/** Every side once in each round, and each round begun by the next side, so that no side always has the better place. */
export async function alternate<Side extends string>(
  sides: readonly Side[],
  rounds: number,
  measure: (side: Side, index: number) => Promise<number>,
): Promise<Readonly<Record<Side, readonly number[]>>> {
  const measured = Object.fromEntries(sides.map((side) => [side, [] as number[]])) as Record<Side, number[]>;
  for (let index = 0; index < rounds; index += 1) {
    const first = index % sides.length;
    for (const side of [...sides.slice(first), ...sides.slice(0, first)]) {
      measured[side].push(await measure(side, index));
    }
  }
  return measured;
}

export const speedRows = (measured: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(measured).map(([side, values]) => ({
    side,
    'median/s': round(median(values), 0),
    'lowest/s': round(Math.min(...values), 0),
    'highest/s': round(Math.max(...values), 0),
  }));
