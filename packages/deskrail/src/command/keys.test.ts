import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keys } from './keys.js';
import { type MemoryTerminal, memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { serve } from './serve.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const commands = [keys, serve];
const terminal = () =>
  memoryTerminal({
    directory: folder.path,
    environment: {
      DESKRAIL_DATA: folder.path,
      DESKRAIL_API_KEY: 'a-key-that-is-long-enough',
      PORT: '0',
      DESKRAIL_DEMO: '0',
    },
  });
const runIn = (inside: MemoryTerminal, ...args: string[]) => runCommand(args, inside, { commands, version: '0' });
async function run(...args: string[]) {
  const inside = terminal();
  const code = await runIn(inside, 'keys', ...args);
  return { code, printed: inside.printed, said: inside.said.join('\n') };
}

describe('deskrail keys', () => {
  it('makes, lists, rotates and revokes keys through the instance that runs', async () => {
    const instance = terminal();
    const ended = runIn(instance, 'serve');
    await expect.poll(async () => (await run('list', '--json')).code, { timeout: 15_000 }).toBe(0);

    const made = await run(
      'create',
      '--name',
      'phone',
      '--person',
      'Anna',
      '--roles',
      'agent,reviewer',
      '--queues',
      'a, b',
    );
    expect(made.code).toBe(0);
    expect(made.printed).toEqual([expect.stringMatching(/^drk_[\w-]{43}$/)]);
    const id = /key_[0-9a-f]{32}/.exec(made.said)?.[0] ?? '';
    const listed = await run('list');
    expect(listed.printed[1]).toMatch(
      new RegExp(`^${id} +phone +anna +agent,reviewer +a,b +reviewer/owner +works +never$`),
    );

    const next = JSON.parse(
      (await run('rotate', id, '--grace', '2h', '--expires', '90d', '--json')).printed[0] ?? '{}',
    );
    expect(next.key).toMatchObject({ replaces: id, person: 'anna' });
    expect(Date.parse(next.key.expiresAt)).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    expect((await run('list')).printed.find((line) => line.startsWith(id))).toContain('until ');
    expect((await run('revoke', id)).printed).toEqual([`${id} (phone) is revoked.`]);
    expect((await run('list')).printed.find((line) => line.startsWith(id))).toContain('revoked ');
    expect(await run('revoke', 'key_0')).toMatchObject({ code: 1, said: expect.stringContaining('There is no key') });
    instance.interrupt();
    expect(await ended).toBe(0);
  });

  it.each([
    [[], 2, 'wants <create | list | rotate | revoke> [id]'],
    [['make'], 2, 'Write create'],
    [['create', '--name', 'x'], 2, '--name and --roles'],
    [['create', '--name', 'x', '--roles', 'boss'], 2, 'There is no role "boss"'],
    [['create', '--name', 'x', '--roles', 'reader', '--expires', 'soon'], 2, '--expires is no time'],
    [['create', '--name', 'x', '--roles', 'reader', '--expires', '2020-01-01T00:00:00Z'], 2, 'over already'],
    [['rotate'], 2, 'wants a key’s id'],
    [['rotate', 'key_1', '--grace', '2 hours'], 2, '--grace is no time'],
    [['list', 'key_1'], 2, 'list takes no id'],
    [['list'], 1, 'No instance runs here'],
  ])('%j ends with %i', async (args, code, message) => {
    expect(await run(...args)).toMatchObject({ code, said: expect.stringContaining(message) });
  });
});
