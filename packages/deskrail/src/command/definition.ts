import type { Terminal } from './terminal.js';

export interface OptionDefinition {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** How the help calls its value, such as `path`. */
  readonly value?: string;
  readonly about: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
}

export interface Given {
  readonly positionals: readonly string[];
  text(option: string): string | undefined;
  flag(option: string): boolean;
}

/** One command: what it takes, how its help reads, and what it does. */
export interface CommandDefinition {
  readonly name: string;
  readonly about: string;
  /** After the name, such as `<desk> <event>`. */
  readonly positionals?: string;
  /** At least and at most. Default: none. */
  readonly positionalCount?: readonly [least: number, most: number];
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** Options that are another command's by now: what to write instead. Not in the help. */
  readonly moved?: Readonly<Record<string, string>>;
  readonly more?: string;
  readonly examples: readonly string[];
  /** Resolves with the exit code. */
  run(given: Given, terminal: Terminal): Promise<number>;
}
