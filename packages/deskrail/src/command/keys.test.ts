import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BesideInstance, besideInstance } from '../fakes/beside-instance.js';
import { keys } from './keys.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';

let place: BesideInstance;
beforeEach(async () => {
  place = await besideInstance(keys);
});
afterEach(() => place.remove());

const run = (...args: string[]) => place.run(...args);

describe('deskrail keys', () => {
  it('makes, lists, rotates and revokes keys through the instance that runs', async () => {
    const stop = await place.serve();

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
    expect(made.said).toContain('shown. It does not end by itself.');
    expect(made.said).not.toContain('has this name too');
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
    const named = await run('create', '--name', 'phone', '--roles', 'agent', '--expires', '2099-01-31T00:00:00Z');
    expect(named.said).toContain('It ends 2099-01-31T00:00:00.000Z.');
    expect(named.said).toContain(`${next.key.id} has this name too: a person whose identity is key:phone is`);
    expect(await run('revoke', 'key_0')).toMatchObject({ code: 1, said: expect.stringContaining('There is no key') });
    expect(await stop()).toBe(0);
  });

  it('says which key is refused, and where it came from', async () => {
    const stop = await place.serve();
    const list = async (given: Readonly<Record<string, string>>) => {
      const environment = { DESKRAIL_DATA: place.path, ...given };
      const terminal = memoryTerminal({ environment, directory: place.path });
      const code = await runCommand(['keys', 'list'], terminal, { commands: [keys], version: '0' });
      return [code, terminal.said.join()];
    };
    const [code, said] = await list({ DESKRAIL_API_KEY: 'another-key-that-is-long' });
    expect(code).toBe(1);
    expect(said).toMatch(/The key in DESKRAIL_API_KEY is refused by the instance at http:.+ unset it where .+api-key/);
    await writeFile(join(place.path, 'api-key'), 'of-another-instance\n');
    expect((await list({}))[1]).toMatch(/The key in .+api-key is refused by .+ DESKRAIL_API_KEY\. \(unauthenticated\)/);
    expect(await stop()).toBe(0);
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
