import { parseArgs } from 'node:util';
import { DeskrailError } from '@deskrail/contracts';
import type { CommandDefinition, Given, OptionDefinition } from './definition.js';
import { nearest } from './nearest.js';

/** A mistake in what was typed: exit code 2. */
export const usageError = (message: string, command?: string): DeskrailError =>
  new DeskrailError(
    'request-invalid',
    `${message} See deskrail ${command === undefined ? 'help' : `${command} --help`}.`,
    {
      details: { usage: true },
    },
  );

const always: Readonly<Record<string, OptionDefinition>> = {
  help: { type: 'boolean', short: 'h', about: 'Print this.' },
};

export const optionsOf = (command: CommandDefinition) => ({ ...command.options, ...always });

/** Read what stands after a command's name; throws a usage error that names what to write. */
export function parseCommand(command: CommandDefinition, args: readonly string[]): Given {
  const definitions = optionsOf(command);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(definitions).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string | true>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind === 'option') values.set(token.name, checkedValue(command, token.name, token.rawName, token.value));
  }
  const given: Given = {
    positionals,
    text: (name) => {
      const value = values.get(name);
      return value === true ? undefined : value;
    },
    flag: (name) => values.has(name),
  };
  if (!given.flag('help')) checkCount(command, positionals);
  return given;
}

function checkedValue(command: CommandDefinition, name: string, raw: string, value: string | undefined): string | true {
  const definition = optionsOf(command)[name];
  if (definition === undefined) {
    const moved = command.moved?.[name];
    if (moved !== undefined) throw usageError(moved, command.name);
    const guess = nearest(name, Object.keys(optionsOf(command)));
    throw usageError(`There is no option ${raw}.${guess ? ` Did you mean --${guess}?` : ''}`, command.name);
  }
  if (definition.type === 'boolean') {
    if (value !== undefined) throw usageError(`${raw} takes no value.`, command.name);
    return true;
  }
  if (value === undefined)
    throw usageError(`${raw} wants a value: ${raw} <${definition.value ?? 'value'}>.`, command.name);
  if (definition.choices && !definition.choices.includes(value)) {
    throw usageError(`${raw} takes ${definition.choices.join(' or ')}.`, command.name);
  }
  return value;
}

function checkCount(command: CommandDefinition, positionals: readonly string[]): void {
  const [least, most] = command.positionalCount ?? [0, 0];
  if (positionals.length < least) {
    throw usageError(`deskrail ${command.name} wants ${command.positionals}.`, command.name);
  }
  const surplus = positionals[most];
  if (surplus !== undefined) throw usageError(`${JSON.stringify(surplus)} is one word too many.`, command.name);
}
