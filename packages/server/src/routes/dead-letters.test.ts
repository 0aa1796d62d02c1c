import { type DeadLetter, DeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { schemas } from '../schemas.js';

const open = testServers();
const key = 'a-admin-key';

type From = DeadLetter['data']['from'];
const stream = { kind: 'stream', stream: 'facts', position: '3/17', group: 'copilot', eventId: 'f17' } as const;
const webhook = { kind: 'webhook', connection: 'zendesk', headers: { 'content-type': 'application/json' } } as const;

const letter = (id: string, from: From = stream, more: Partial<DeadLetter['data']> = {}, tenant = 'a'): DeadLetter => ({
  ...{ specversion: '1.0', id, source: '/groups/copilot', type: 'dead-letter.recorded.v1' },
  ...{ subject: 'conversation:zendesk:1', time: '2026-01-31T09:30:00Z', datacontenttype: 'application/json' },
  ...{ tenant, connection: 'zendesk', actor: 'system/event-log' },
  data: { reason: 'handler-failed', code: 'internal', message: 'It failed.', attempts: 5, from, ...more },
});
const stale = { reason: 'stale', code: 'signature-stale', body: '{"a":1}', bodyEncoding: 'utf8' } as const;

describe('/v1/dead-letters', () => {
  it('lists the tenant’s, page by page, without bodies', async () => {
    const { call, log } = open();
    await log.append('dead-letters', [letter('l1'), letter('x', stream, {}, 'b'), letter('l2', webhook, stale)]);
    await log.append('dead-letters', [letter('l3')]);
    const first = await (await call('/v1/dead-letters?limit=2', { key })).json();
    expect(schemas.DeadLetterPage.parse(first).items.map(({ id }) => id)).toEqual(['l1', 'l2']);
    expect(JSON.stringify(first)).not.toContain('"body"');
    const rest = await (await call(`/v1/dead-letters?limit=2&cursor=${first.next}`, { key })).json();
    expect(rest).toEqual({ items: [expect.objectContaining({ id: 'l3', at: '2026-01-31T10:00:00.000Z' })] });
  });

  it('filters by reason, group, connection and time', async () => {
    const { call, log, time } = open();
    await log.append('dead-letters', [letter('l1'), letter('l2', { ...stream, group: 'projection' })]);
    time.now += 60_000;
    await log.append('dead-letters', [letter('l3', webhook, stale)]);
    const ids = async (query: string) =>
      schemas.DeadLetterPage.parse(await (await call(`/v1/dead-letters?${query}`, { key })).json()).items.map(
        ({ id }) => id,
      );
    expect(await ids('reason=stale')).toEqual(['l3']);
    expect(await ids('group=projection')).toEqual(['l2']);
    expect(await ids('connection=zendesk')).toEqual(['l1', 'l2', 'l3']);
    expect(await ids('connection=other')).toEqual([]);
    expect(await ids('since=2026-01-31T10:00:30Z')).toEqual(['l3']);
    expect((await problemOf(await call('/v1/dead-letters?reason=odd', { key }))).code).toBe('request-invalid');
  });

  it('shows one with its body, whatever its id holds', async () => {
    const { call, log } = open();
    const id = 'dead-letter/copilot/facts/a/zendesk/ünï%2F1';
    await log.append('dead-letters', [letter(id, webhook, stale)]);
    const answer = await call(`/v1/dead-letters/${encodeURIComponent(id)}`, { key });
    expect(schemas.DeadLetter.parse(await answer.json())).toMatchObject({ id, body: '{"a":1}', reason: 'stale' });
    expect((await problemOf(await call('/v1/dead-letters/none', { key }))).code).toBe('not-found');
  });

  it('is for an admin alone, and of one tenant', async () => {
    const { call, log } = open();
    await log.append('dead-letters', [letter('l1')]);
    for (const path of ['/v1/dead-letters', '/v1/dead-letters/l1']) {
      expect((await call(path)).status).toBe(401);
      expect((await problemOf(await call(path, { key: 'a-reviewer-key' }))).code).toBe('forbidden');
    }
    const post = { method: 'POST' };
    expect((await call('/v1/dead-letters/l1/redrive', { ...post, key: 'a-reviewer-key' })).status).toBe(403);
    expect((await call('/v1/dead-letters/l1/redrive', { ...post, key: 'b-admin-key' })).status).toBe(404);
    expect(await (await call('/v1/dead-letters', { key: 'b-admin-key' })).json()).toEqual({ items: [] });
  });
});

describe('redrive', () => {
  const post = { method: 'POST', key };

  it('hands an event to the group that failed', async () => {
    const { call, log } = open();
    const asked: unknown[] = [];
    log.redrive = async (event) => void asked.push(event);
    await log.append('dead-letters', [letter('l1')]);
    const answer = await call('/v1/dead-letters/l1/redrive', post);
    expect([answer.status, await answer.json()]).toEqual([200, { id: 'l1', to: 'group', group: 'copilot' }]);
    expect(asked).toEqual([{ stream: 'facts', position: '3/17', group: 'copilot' }]);
  });

  it('gives a webhook to the receiver', async () => {
    const given: string[] = [];
    const { call, log } = open({
      redriveWebhook: async ({ id }) => {
        given.push(id);
        return { facts: 2 };
      },
    });
    await log.append('dead-letters', [letter('l1', webhook, stale)]);
    const answer = await call('/v1/dead-letters/l1/redrive', post);
    expect(await answer.json()).toEqual({ id: 'l1', to: 'receiver', facts: 2 });
    expect(given).toEqual(['l1']);
  });

  it('says why it cannot be', async () => {
    const { call, log } = open();
    log.redrive = async () => {
      throw new DeskrailError('not-found', 'Retention took it.');
    };
    const relayed = { ...stream, position: 'outbox/4', group: 'relay' };
    await log.append('dead-letters', [letter('gone'), letter('outbox', relayed), letter('webhook', webhook, stale)]);
    const codeOf = async (id: string) => (await problemOf(await call(`/v1/dead-letters/${id}/redrive`, post))).code;
    expect(await codeOf('gone')).toBe('not-found');
    expect(await codeOf('outbox')).toBe('conflict');
    expect(await codeOf('webhook')).toBe('conflict');
    expect(await codeOf('none')).toBe('not-found');
  });
});
