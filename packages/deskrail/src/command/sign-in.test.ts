import { createClient } from '@deskrail/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BesideInstance, besideInstance } from '../fakes/beside-instance.js';
import { signIn } from './sign-in.js';
import { signOut } from './sign-out.js';

let place: BesideInstance;
beforeEach(async () => {
  place = await besideInstance([signIn, signOut]);
});
afterEach(() => place.remove());

const open = async (address = '') => {
  const [url = '', code = ''] = address.split('/#code=');
  const { key, actor, roles } = await createClient({ url }).signIn(code);
  return { key, actor, roles, url };
};

describe('deskrail sign-in', () => {
  it('prints an address that signs somebody in once; the session outlives a restart, until sign-out ends it', async () => {
    let stop = await place.serve();
    const { code, printed, said } = await place.run('sign-in', '--as', 'Ben', '--roles', 'senior');
    expect([code, printed]).toEqual([0, [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{32}$/)]]);
    expect(said).toContain('It signs in Ben (senior), once, within ten minutes.');
    const ben = await open(printed[0]);
    expect(ben).toMatchObject({ actor: 'reviewer/ben', roles: ['senior'] });
    await expect(open(printed[0])).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await stop()).toBe(0);

    stop = await place.serve();
    const again = await place.run('sign-in', '--json', '--url', 'https://desk.example.com/');
    const made = JSON.parse(again.printed[0] ?? '{}');
    expect(made).toMatchObject({ name: 'local', roles: ['reviewer'] });
    expect(made.address).toBe(`https://desk.example.com/#code=${made.code}`);
    const { url } = await open((await place.run('sign-in')).printed[0]);
    const session = () => createClient({ url, key: ben.key }).session();
    expect(await session()).toMatchObject({ actor: 'reviewer/ben' });
    expect((await place.run('sign-out', '--as', 'ben')).printed).toEqual(['1 session of ben ended.']);
    await expect(session()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await place.run('sign-out', '--as', 'ben', '--json')).printed).toEqual(['{"ended":0}']);
    expect(await stop()).toBe(0);
  });

  it.each([
    [['sign-in', '--roles', 'boss'], 2, 'There is no role "boss"'],
    [['sign-in', '--url', 'desk.example.com'], 2, '--url is no address'],
    [['sign-in'], 1, 'No instance runs here'],
    [['sign-out'], 2, 'wants --as'],
    [['sign-out', '--as', 'ben'], 1, 'No instance runs here'],
  ])('%j ends with %i', async (args, code, message) => {
    expect(await place.run(...args)).toMatchObject({ code, said: expect.stringContaining(message) });
  });
});
