import { describe, expect, it } from 'vitest';
import { runChaos } from './run-chaos.ts';

// Processes of the command itself are killed: these need a build. `npm run chaos` is the long version.

const embedded = { log: 'embedded', changesPerSecond: 5 } as const;

describe('a short run of chaos', { timeout: 60_000 }, () => {
  it('loses nothing and does nothing twice on the embedded log', async ({ signal }) => {
    const only = ['kill-server', 'torn-write', 'duplicate-storm'];
    const { report } = await runChaos({ ...embedded, rounds: 3, seed: 5, only, signal });
    expect(report.wrong).toEqual({
      ...{ lost: [], executedTwice: [], unabsorbed: [], outOfOrder: [], differing: [], unserved: [], unfinished: [] },
    });
    expect(new Set(report.rounds.map(({ fault }) => fault))).toEqual(new Set(only));
    expect(report.rounds.map(({ recoveredMs }) => recoveredMs)).not.toContain(undefined);
    expect(report.webhooks.acknowledged).toBeGreaterThan(100);
    expect(report.actionsAtTheDesk).toBeGreaterThan(0);
  });

  it.each([
    ['drop', 'lost'],
    ['twice', 'executedTwice'],
  ] as const)('reports what is broken on purpose: %s', async (sabotage, promise) => {
    const { report } = await runChaos({
      ...embedded,
      rounds: 1,
      seed: 2,
      only: ['nothing'],
      sabotage,
      settleMs: 3_000,
    });
    expect(report.clean).toBe(false);
    expect(report.wrong[promise].length).toBeGreaterThan(0);
  });
});
