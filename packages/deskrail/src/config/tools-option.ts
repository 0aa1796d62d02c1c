import { z } from 'zod';
import type { DeskrailConfig } from '../options.js';
import type { ConfigProblem } from './problems.js';

const filled = z.string().min(1, 'write a text that is not empty');

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'function';

const called = z.custom<unknown>((value) => typeof value === 'function', 'write a function').optional();

export const toolsOption = z.array(
  z.looseObject({
    name: filled,
    description: filled,
    arguments: z.custom<unknown>((value) => hasMethod(value, 'safeParse'), 'write an object with safeParse'),
    amount: called,
    handle: called,
    lookUp: called,
    fill: called,
    timeoutMs: z.number('write a number').positive('write a number over 0').optional(),
    atOnce: z.number('write a number').int('write a whole number').min(1, 'write a whole number from 1').optional(),
  }),
);

/** As the executor has it. */
const defaultGraceMs = 120_000;

/** What is wrong with tools beside each other, and beside the limits: all of it, so that nothing is left for the start. */
export function toolProblems({ tools = [], limits = {} }: DeskrailConfig): ConfigProblem[] {
  const atMostMs = (limits.actionGraceMs ?? defaultGraceMs) / 2;
  return tools.flatMap(({ name, handle, lookUp, timeoutMs }, index) => {
    const at = `tools[${index}]`;
    const problems: ConfigProblem[] = [];
    if (tools.findIndex((other) => other.name === name) < index) {
      const write = 'What people approve names a tool by this alone; name them apart.';
      problems.push({ where: `${at}.name`, wrong: `another tool is called ${name}`, write });
    }
    if (lookUp !== undefined && handle === undefined) {
      problems.push({
        where: `${at} (${name})`,
        wrong: 'it has a lookUp and no handle',
        write: 'Give both, or neither.',
      });
    }
    if (timeoutMs !== undefined && timeoutMs > atMostMs) {
      const wrong = `it is more than half of limits.actionGraceMs, so that another process would look for what is still under way`;
      problems.push({ where: `${at}.timeoutMs (${name})`, wrong, write: `Write ${atMostMs} or less.` });
    }
    return problems;
  });
}
