import { parseArgs } from 'node:util';
import type { ChaosOptions } from './run-chaos.ts';
import { type Sabotage, sabotages } from './sabotage.ts';

export const usage = `Usage: npm run chaos -- [--rounds N] [--seed S] [--log embedded|kafka] [--only fault,…] [--report file.json]
                    [--rate changes/s] [--logs folder] [--sabotage ${sabotages.join('|')}]`;

/** Throws an error that says what is wrong. */
export function chaosOptions(given: readonly string[]): ChaosOptions & { readonly report: string | undefined } {
  const { values } = parseArgs({
    args: [...given],
    options: {
      rounds: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      log: { type: 'string', default: 'kafka' },
      only: { type: 'string' },
      report: { type: 'string' },
      rate: { type: 'string' },
      logs: { type: 'string' },
      sabotage: { type: 'string' },
    },
  });
  const { log, sabotage } = values;
  if (log !== 'embedded' && log !== 'kafka') throw new Error(`--log is embedded or kafka, not ${log}.`);
  if (sabotage !== undefined && !(sabotages as readonly string[]).includes(sabotage)) {
    throw new Error(`--sabotage is ${sabotages.join(' or ')}, not ${sabotage}.`);
  }
  return {
    log,
    rounds: whole('rounds', values.rounds),
    seed: whole('seed', values.seed),
    only: values.only?.split(',').map((name) => name.trim()),
    report: values.report,
    logs: values.logs,
    changesPerSecond: values.rate === undefined ? undefined : whole('rate', values.rate),
    sabotage: sabotage as Sabotage | undefined,
  };
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} is a whole number, not ${text}.`);
}
