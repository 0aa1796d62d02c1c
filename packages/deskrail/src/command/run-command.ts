import { dirname } from 'node:path';
import { isDeskrailApiError } from '@deskrail/client';
import { isDeskrailError } from '@deskrail/contracts';
import type { CommandDefinition } from './definition.js';
import { helpOf, helpOfAll } from './help.js';
import { nearest } from './nearest.js';
import { parseCommand, usageError } from './parse.js';
import type { Terminal } from './terminal.js';

/** Run what was typed; resolves with the exit code: 0 done, 1 failed, 2 mistyped. */
export async function runCommand(
  args: readonly string[],
  terminal: Terminal,
  { commands, version }: { readonly commands: readonly CommandDefinition[]; readonly version: string },
): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === '--version' || name === '-v') {
      await terminal.print(version);
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
      await terminal.print(helpOfAll(commands));
      return name === undefined ? 2 : 0;
    }
    const command = commandNamed(name === 'help' ? rest[0] : name, commands);
    const given = parseCommand(command, name === 'help' ? ['--help'] : rest);
    if (given.flag('help')) {
      await terminal.print(helpOf(command));
      return 0;
    }
    return await command.run(given, terminal);
  } catch (error) {
    if (isGoneReader(error)) return 0;
    return explain(error, terminal);
  }
}

function commandNamed(name: string | undefined, commands: readonly CommandDefinition[]): CommandDefinition {
  const command = commands.find((known) => known.name === name);
  if (command !== undefined) return command;
  const guess = nearest(
    name ?? '',
    commands.map((known) => known.name),
  );
  throw usageError(`There is no command ${JSON.stringify(name ?? '')}.${guess ? ` Did you mean ${guess}?` : ''}`);
}

/** Whoever read the output has gone, as `head` does: nothing to say, and nobody to say it to. */
const isGoneReader = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 'EPIPE';

function explain(error: unknown, terminal: Terminal): number {
  if (terminal.environment.DESKRAIL_DEBUG) terminal.say(error instanceof Error ? String(error.stack) : String(error));
  if (isDeskrailError(error, 'log-locked') && typeof error.details.path === 'string') {
    const directory = dirname(error.details.path);
    terminal.say(
      `deskrail: Another process writes to ${directory}. Stop it, or name another directory by DESKRAIL_DATA. (log-locked)`,
    );
    return 1;
  }
  if (isDeskrailError(error)) {
    terminal.say(`deskrail: ${error.message} (${error.code})`);
    return error.details.usage === true ? 2 : 1;
  }
  if (isDeskrailApiError(error)) {
    terminal.say(`deskrail: ${error.message} (${error.code})`);
    return 1;
  }
  const message = error instanceof Error ? error.message : 'Something went wrong.';
  terminal.say(`deskrail: ${message} (internal) Set DESKRAIL_DEBUG=1 to see where.`);
  return 1;
}
