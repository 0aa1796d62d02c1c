import { DeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import type { CommandDefinition, Given } from './definition.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';

let given: Given | undefined;
const look: CommandDefinition = {
  name: 'look',
  about: 'Look at a thing.',
  positionals: '<thing>',
  positionalCount: [1, 1],
  options: {
    from: { type: 'string', value: 'place', about: 'Where to look from.' },
    until: { type: 'string', choices: ['end'], about: 'When to stop.' },
    json: { type: 'boolean', about: 'As JSON.' },
  },
  moved: { group: 'Groups are what deskrail seek sets.' },
  examples: ['deskrail look door --from window'],
  async run(given_) {
    given = given_;
    return 0;
  },
};
const breaks: CommandDefinition = {
  name: 'break',
  about: 'Breaks.',
  options: {},
  examples: [],
  async run() {
    throw new DeskrailError('log-locked', 'Another one runs. Stop it first.');
  },
};

async function run(...args: string[]) {
  const terminal = memoryTerminal();
  const code = await runCommand(args, terminal, { commands: [look, breaks], version: '1.2.3' });
  return { code, printed: terminal.printed.join('\n'), said: terminal.said.join('\n') };
}

describe('runCommand', () => {
  it('hands the command what was typed', async () => {
    expect(await run('look', 'door', '--from', 'window', '--json')).toMatchObject({ code: 0 });
    expect(given?.positionals).toEqual(['door']);
    expect([given?.text('from'), given?.text('until'), given?.flag('json')]).toEqual(['window', undefined, true]);
  });

  it.each([
    [['lok', 'door'], 'There is no command "lok". Did you mean look? See deskrail help.'],
    [['look', 'door', '--form', 'window'], 'There is no option --form. Did you mean --from? See deskrail look --help.'],
    [['look', 'door', '--group', 'mine'], 'Groups are what deskrail seek sets. See deskrail look --help.'],
    [['look', 'door', '-x'], 'There is no option -x. See deskrail look --help.'],
    [['look', 'door', '--from'], '--from wants a value: --from <place>.'],
    [['look', 'door', '--json=yes'], '--json takes no value.'],
    [['look', 'door', '--until', 'noon'], '--until takes end.'],
    [['look'], 'deskrail look wants <thing>.'],
    [['look', 'door', 'window'], '"window" is one word too many.'],
  ])('%j is a mistake that it explains, with exit code 2', async (args, message) => {
    const result = await run(...args);
    expect(result).toMatchObject({ code: 2, printed: '' });
    expect(result.said).toContain(message);
  });

  it('prints the help of all and of one', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, printed: expect.stringContaining('look   Look at a thing.') });
    expect(await run('help')).toMatchObject({ code: 0 });
    expect(await run()).toMatchObject({ code: 2 });
    for (const args of [
      ['look', '--help'],
      ['help', 'look'],
      ['look', '-h'],
    ]) {
      const { code, printed } = await run(...args);
      expect(code).toBe(0);
      expect(printed).toContain('Usage: deskrail look <thing> [options]');
      expect(printed).toContain('deskrail look door --from window');
    }
  });

  it('prints the version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, printed: '1.2.3' });
  });

  it('says an error’s fix and code, and no stack', async () => {
    expect(await run('break')).toEqual({
      code: 1,
      printed: '',
      said: 'deskrail: Another one runs. Stop it first. (log-locked)',
    });
  });
});
