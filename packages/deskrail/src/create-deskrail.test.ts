import { createClient } from '@deskrail/client';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDeskrail } from './create-deskrail.js';
import type { DeskrailOptions } from './options.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const key = 'the-key-of-anna';
const create = (options: Partial<DeskrailOptions> = {}) =>
  createDeskrail({ data: folder.path, keys: [{ name: 'anna', key, roles: ['reader', 'writer'] }], ...options });
const get = (path: string) =>
  new Request(`http://deskrail.example${path}`, { headers: { authorization: `Bearer ${key}` } });

describe('createDeskrail', () => {
  it('answers from start to close', async () => {
    const deskrail = await create();
    const early = await deskrail.fetch(get('/v1/conversations'));
    expect([early.status, await early.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'dependency-unavailable' }),
    ]);
    await Promise.all([deskrail.start(), deskrail.start()]);
    const answer = await deskrail.fetch(get('/v1/conversations'));
    expect([answer.status, await answer.json()]).toEqual([200, { items: [] }]);
    await Promise.all([deskrail.close(), deskrail.close()]);
    expect((await deskrail.fetch(get('/healthz'))).status).toBe(503);
  });

  it('can be closed before it started, and not started afterwards', async () => {
    const deskrail = await create();
    await deskrail.close();
    await expect(deskrail.start()).rejects.toMatchObject({ code: 'closed' });
    await (await create()).close();
  });

  it('refuses two tools of one name before anything starts', async () => {
    const tool = { name: 'refund', description: 'Pays back.', arguments: z.object({}), handle: async () => {} };
    await expect(create({ tools: [tool, tool] })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('tools[1].name: another tool is called refund'),
    });
    await (await create()).close();
  });

  it('ends a start that fails, closes all that was open, and says why', async () => {
    const deskrail = await create({ limits: { actionLeaseMs: 1, actionGraceMs: 0 } });
    await expect(deskrail.start()).rejects.toMatchObject({ code: 'config-invalid' });
    await deskrail.close();
    await (await create()).close();
  });

  it('has one writer to a directory', async () => {
    await using _first = await create();
    await expect(create()).rejects.toMatchObject({ code: 'log-locked' });
  });

  it.each<[string, Partial<DeskrailOptions>, string]>([
    ['an option that there is not', { port: 1 } as Partial<DeskrailOptions>, 'port'],
    ['a folder that cannot be read', { knowledge: '/nowhere/at/all' }, '/nowhere/at/all'],
    ['an origin with a path', { cors: ['https://a.example/b'] }, 'cors[0]'],
    [
      'the same key twice',
      {
        keys: [
          { name: 'a', key, roles: ['reader'] },
          { name: 'b', key, roles: ['reader'] },
        ],
      },
      'keys[1]',
    ],
  ])('refuses %s, and leaves the directory free', async (_, options, message) => {
    await expect(create(options)).rejects.toThrow(message);
    await (await create()).close();
  });

  it('takes connections that are looked up, and executes with the host’s fetch', async () => {
    const asked: string[] = [];
    await using deskrail = await create({
      connections: async (id) => {
        asked.push(id);
        return id === 'customer-7' ? zendesk({ id, tenant: 'customer-7', secrets: ['s3cret'] }) : undefined;
      },
    });
    await deskrail.start();
    const post = (id: string) =>
      deskrail.fetch(new Request(`http://deskrail.example/webhooks/${id}`, { method: 'POST', body: '{}' }));
    expect((await post('customer-7')).status).toBe(401);
    expect((await post('customer-8')).status).toBe(404);
    expect(asked).toEqual(['customer-7', 'customer-8']);
  });

  it('appends facts of the embedder’s own, in the tenant of the key', async () => {
    await using deskrail = await create({ tenant: 'acme' });
    await deskrail.start();
    const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
    const client = createClient({ url: 'http://deskrail.example', key, fetch });
    expect(await client.session()).toMatchObject({ tenant: 'acme', roles: ['reader', 'writer'] });
    const fact = { id: 'INC-7', type: 'incident.signalled.v1', subject: 'incident:status-page:INC-7' };
    const data = { incidentId: 'INC-7', state: 'open', title: 'Parcels are late' };
    expect(await client.facts.append({ ...fact, data })).toEqual({
      accepted: [{ id: expect.any(String), duplicate: false }],
    });
  });
});
