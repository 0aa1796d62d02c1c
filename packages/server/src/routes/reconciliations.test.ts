import { DeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import type { OpenReconciliation } from '../reconciliations/reconciliations.js';
import { schemas } from '../schemas.js';

const open = testServers();
const key = 'a-admin-key';
const path = '/v1/connections/zendesk/reconciliations';
const since = '2026-01-31T08:00:00Z';
const found = { conversations: 3, facts: 2, states: 1 };

/** A desk that is read until it is told to go on. */
function slowDesk() {
  const asked: string[] = [];
  const gate = Promise.withResolvers<void>();
  const openReconciliation: OpenReconciliation = async (request) => {
    if (request.connection !== 'zendesk') throw new DeskrailError('connection-unknown', 'There is none of this id.');
    asked.push(`${request.tenant} ${request.since}`);
    return async ({ onProgress }) => {
      onProgress({ conversations: 1, facts: 1, states: 0 });
      await gate.promise;
      return found;
    };
  };
  return { asked, gate, openReconciliation };
}

describe('/v1/connections/{connection}/reconciliations', () => {
  it('runs one, says how far it is, and what came of it', async () => {
    const { gate, openReconciliation } = slowDesk();
    const { call } = open({ openReconciliation });
    const answer = await call(path, { key, json: { since } });
    const begun = schemas.Reconciliation.parse(await answer.json());
    expect([answer.status, begun]).toMatchObject([202, { state: 'running', connection: 'zendesk', since }]);
    const get = async () => schemas.Reconciliation.parse(await (await call(`${path}/${begun.id}`, { key })).json());
    expect(await get()).toMatchObject({ state: 'running', conversations: 1, facts: 1 });
    gate.resolve();
    await expect.poll(get).toMatchObject({ state: 'done', ...found, endedAt: '2026-01-31T10:00:00.000Z' });
  });

  it('joins one that began as early, and waits for one that did not', async () => {
    const { gate, openReconciliation } = slowDesk();
    const { call } = open({ openReconciliation });
    const start = (from: string) => call(path, { key, json: { since: from } });
    const { id } = await (await start(since)).json();
    expect(await (await start('2026-01-31T09:00:00Z')).json()).toMatchObject({ id, since });
    expect(await problemOf(await start('2026-01-30T08:00:00Z'))).toMatchObject({ code: 'conflict', running: id });
    gate.resolve();
  });

  it('tells why it failed, and keeps what had come until then', async () => {
    const { gate, openReconciliation } = slowDesk();
    const { call } = open({ openReconciliation });
    const { id } = await (await call(path, { key, json: { since } })).json();
    gate.reject(new DeskrailError('desk-refused', 'Zendesk refused the token.'));
    await expect
      .poll(async () => (await call(`${path}/${id}`, { key })).json())
      .toMatchObject({
        state: 'failed',
        facts: 1,
        problem: { code: 'desk-refused', detail: 'Zendesk refused the token.' },
      });
  });

  it('ends with the server', async () => {
    const ended = Promise.withResolvers<unknown>();
    const { call, server } = open({
      openReconciliation:
        async () =>
        async ({ signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          ended.resolve(signal.reason);
          throw signal.reason;
        },
    });
    await call(path, { key, json: { since } });
    await server.close();
    expect(await ended.promise).toMatchObject({ code: 'closed' });
  });

  it('is for an admin, of one tenant, and of connections that are there', async () => {
    const { asked, gate, openReconciliation } = slowDesk();
    const { call } = open({ openReconciliation });
    const json = { since };
    expect((await call(path, { json })).status).toBe(401);
    expect((await call(path, { key: 'a-reviewer-key', json })).status).toBe(403);
    expect((await problemOf(await call(path, { key, json: { since: 'monday' } }))).code).toBe('request-invalid');
    const other = await call(path.replace('zendesk', 'none'), { key, json });
    expect((await problemOf(other)).code).toBe('connection-unknown');
    expect(asked).toEqual([]);
    const { id } = await (await call(path, { key, json })).json();
    expect(asked).toEqual([`a ${since}`]);
    expect((await call(`${path}/${id}`, { key: 'b-admin-key' })).status).toBe(404);
    expect((await call(`${path.replace('zendesk', 'other')}/${id}`, { key })).status).toBe(404);
    gate.resolve();
  });

  it('is not there where no desk is read back', async () => {
    const { call } = open();
    expect((await problemOf(await call(path, { key, json: { since } }))).code).toBe('not-found');
  });
});
