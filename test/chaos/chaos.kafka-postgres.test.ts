import { expect, it } from 'vitest';
import { runChaos } from './run-chaos.ts';

// A cluster of its own, and processes of the command itself: this needs a build. `npm run chaos` is the long version.

it('loses nothing and does nothing twice when a broker and an executor are killed', { timeout: 240_000 }, async ({
  signal,
}) => {
  const only = ['broker-killed', 'kill-executor'];
  const { report } = await runChaos({ log: 'kafka', rounds: 2, seed: 2, only, changesPerSecond: 4, signal });
  expect(report.wrong).toEqual({
    ...{ lost: [], executedTwice: [], unabsorbed: [], outOfOrder: [], differing: [], unserved: [], unfinished: [] },
  });
  expect(report.webhooks.acknowledged).toBeGreaterThan(100);
  expect(report.actionsAtTheDesk).toBeGreaterThan(0);
});
