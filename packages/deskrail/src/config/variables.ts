import type { z } from 'zod';
import type { ConfigProblem } from './problems.js';

export type Variables = Readonly<Record<string, string | undefined>>;

/** One environment variable: how it is read, and what its error says. */
export interface Variable<Output> {
  readonly schema: z.ZodType<Output>;
  readonly wrong: string;
  /** What to write instead. */
  readonly write: string;
  /** Set and empty it was meant to hold something, and refuses to start; any other empty variable counts as unset. */
  readonly secret?: boolean;
}

export type VariableRules = Readonly<Record<string, Variable<unknown>>>;

export type ReadVariable<Rules extends VariableRules> = <Name extends keyof Rules & string>(
  name: Name,
) => (Rules[Name] extends Variable<infer Output> ? Output : never) | undefined;

/** Reads variables by their rules; what is wrong is put among the problems, without the value. */
export function variableReader<Rules extends VariableRules>(
  variables: Variables,
  rules: Rules,
  problems: ConfigProblem[],
): ReadVariable<Rules> {
  return (name) => {
    const text = variables[name]?.trim();
    const { schema, wrong, write, secret = false } = rules[name] as Variable<never>;
    if (text === undefined || (text === '' && !secret)) return undefined;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    problems.push({ where: name, wrong: text === '' ? 'it is set and empty' : wrong, write });
    return undefined;
  };
}

export const isSet = (variables: Variables, name: string): boolean => (variables[name] ?? '').trim() !== '';
