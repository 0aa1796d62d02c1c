import type { CommandDefinition } from './definition.js';
import { optionsOf } from './parse.js';

export function helpOf(command: CommandDefinition): string {
  const options = Object.entries(optionsOf(command)).map(
    ([name, { short, value, about }]): readonly [string, string] => [
      `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`,
      about,
    ],
  );
  return [
    command.about,
    '',
    `Usage: deskrail ${[command.name, command.positionals, '[options]'].filter(Boolean).join(' ')}`,
    '',
    ...(command.more ? [command.more.trim(), ''] : []),
    'Options:',
    ...columns(options),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n');
}

export const helpOfAll = (commands: readonly CommandDefinition[]): string =>
  [
    'Deskrail: a webhook becomes a fact, a recommendation with evidence, a verdict, an action carried out once.',
    '',
    'Usage: deskrail <command> [options]',
    '',
    'Commands:',
    ...columns(commands.map(({ name, about }) => [name, about])),
    '',
    'Options:',
    ...columns([
      ['-h, --help', 'Print this, or the help of a command.'],
      ['--version', 'Print the version.'],
    ]),
    '',
    'Start here: deskrail demo',
  ].join('\n');

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
