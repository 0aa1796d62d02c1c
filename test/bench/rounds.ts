import { median, round } from './report.ts';

/** Every side once in each round, and each round begun by the next side, so that no side always has the better place. */
export async function alternate<Side extends string, Measured>(
  sides: readonly Side[],
  rounds: number,
  measure: (side: Side, index: number) => Promise<Measured>,
): Promise<Readonly<Record<Side, readonly Measured[]>>> {
  const measured = Object.fromEntries(sides.map((side) => [side, [] as Measured[]])) as Record<Side, Measured[]>;
  for (let index = 0; index < rounds; index += 1) {
    const first = index % sides.length;
    for (const side of [...sides.slice(first), ...sides.slice(0, first)]) {
      measured[side].push(await measure(side, index));
    }
  }
  return measured;
}

interface Speed {
  readonly perSecond: number;
  readonly cpuMicrosEach: number;
}

export const medianSpeed = (measured: readonly Speed[]): number =>
  round(median(measured.map(({ perSecond }) => perSecond)), 0);

export const speedRows = (measured: Readonly<Record<string, readonly Speed[]>>) =>
  Object.entries(measured).map(([side, each]) => ({
    side,
    'median/s': medianSpeed(each),
    'lowest/s': round(Math.min(...each.map(({ perSecond }) => perSecond)), 0),
    'highest/s': round(Math.max(...each.map(({ perSecond }) => perSecond)), 0),
    'CPU µs/webhook': round(median(each.map(({ cpuMicrosEach }) => cpuMicrosEach)), 0),
  }));
