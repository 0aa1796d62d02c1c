import { temporaryFolder } from '@deskrail/testing';
import type { CommandDefinition } from '../command/definition.js';
import { type MemoryTerminal, memoryTerminal } from '../command/memory-terminal.js';
import { runCommand } from '../command/run-command.js';
import { serve } from '../command/serve.js';

export interface BesideInstance {
  readonly path: string;
  /** The command, which its name comes before where there are several, in the same directory and with an admin's key. */
  run(
    ...args: string[]
  ): Promise<{ readonly code: number; readonly printed: readonly string[]; readonly said: string }>;
  /** Start an instance there; resolves once it answers, with what ends it and tells its exit code. */
  serve(): Promise<() => Promise<number>>;
  remove(): Promise<void>;
}

/** A data directory in which a test runs one command beside an instance, or beside none. */
export async function besideInstance(
  command: CommandDefinition | readonly CommandDefinition[],
  given: Readonly<Record<string, string>> = {},
): Promise<BesideInstance> {
  const commands = [command].flat();
  const only = commands.length === 1 ? commands.map(({ name }) => name) : [];
  const folder = await temporaryFolder();
  const terminal = () =>
    memoryTerminal({
      directory: folder.path,
      environment: {
        ...{ DESKRAIL_DATA: folder.path, DESKRAIL_API_KEY: 'a-key-that-is-long-enough', PORT: '0', DESKRAIL_DEMO: '0' },
        ...given,
      },
    });
  const runIn = (inside: MemoryTerminal, ...args: string[]) =>
    runCommand(args, inside, { commands: [...commands, serve], version: '0' });
  return {
    path: folder.path,
    async run(...args) {
      const inside = terminal();
      const code = await runIn(inside, ...only, ...args);
      return { code, printed: inside.printed, said: inside.said.join('\n') };
    },
    async serve() {
      const instance = terminal();
      const ended = runIn(instance, 'serve');
      await Promise.race([instance.line(/http:\/\//), ended]);
      return () => {
        instance.interrupt();
        return ended;
      };
    },
    remove: folder.remove,
  };
}
