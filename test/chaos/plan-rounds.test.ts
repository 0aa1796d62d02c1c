import { expect, it } from 'vitest';
import { planRounds } from './plan-rounds.ts';

const told = (seed: number) =>
  planRounds({ rounds: 24, seed, log: 'embedded' }).map(({ fault, quietMs, random }) => [
    fault.name,
    quietMs,
    random.next(),
  ]);

it('plans the same for the same seed, and otherwise for another', () => {
  expect(told(7)).toEqual(told(7));
  expect(told(7)).not.toEqual(told(8));
});

it('breaks everything once before it breaks anything again', () => {
  const names = planRounds({ rounds: 24, seed: 3, log: 'embedded' }).map(({ fault }) => fault.name);
  const different = new Set(names).size;
  expect(new Set(names.slice(0, different)).size).toBe(different);
  expect(names).not.toContain('nothing');
  expect(names).toContain('torn-write');
  expect(names).not.toContain('kill-copilot');
});

it('takes only what it is told, and refuses what it does not know', () => {
  const only = planRounds({ rounds: 3, seed: 1, log: 'embedded', only: ['disk-full'] });
  expect(only.map(({ fault }) => fault.name)).toEqual(['disk-full', 'disk-full', 'disk-full']);
  expect(() => planRounds({ rounds: 1, seed: 1, log: 'embedded', only: ['kill-copilot'] })).toThrow(/torn-write/);
});
