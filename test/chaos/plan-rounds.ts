import { type SeededRandom, seededRandom } from '@deskrail/testing';
import { allFaults } from './faults/all-faults.ts';
import type { Fault } from './faults/fault.ts';
import type { LogKind } from './words.ts';

export interface RoundPlan {
  /** From 1. */
  readonly round: number;
  readonly fault: Fault;
  /** How long all goes well before it breaks. */
  readonly quietMs: number;
  /** For the fault's own choices. */
  readonly random: SeededRandom;
}

/** Of every fault once before any comes again, in an order that the seed decides. */
export function planRounds(options: {
  readonly rounds: number;
  readonly seed: number;
  readonly log: LogKind;
  readonly only?: readonly string[] | undefined;
}): readonly RoundPlan[] {
  const { rounds, seed, log, only } = options;
  const able = allFaults.filter(({ logs }) => logs.includes(log));
  const faults = able.filter(({ name }) => (only === undefined ? name !== 'nothing' : only.includes(name)));
  const unknown = (only ?? []).filter((name) => !able.some((fault) => fault.name === name));
  if (unknown.length > 0 || faults.length === 0) {
    const names = able.map(({ name }) => name).join(', ');
    throw new Error(`No fault of the ${log} log is called ${unknown.join(', ') || '(none)'}. There are: ${names}.`);
  }
  const random = seededRandom(seed);
  const plans: RoundPlan[] = [];
  while (plans.length < rounds) {
    const deck = faults.map((fault) => ({ fault, place: random.next() })).sort((one, other) => one.place - other.place);
    for (const { fault } of deck) {
      const round = plans.length + 1;
      const own = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ round);
      plans.push({ round, fault, quietMs: 1_500 + own.below(2_000), random: own });
    }
  }
  return plans.slice(0, rounds);
}
