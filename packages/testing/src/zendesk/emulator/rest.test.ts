import { describe, expect, test } from 'vitest';
import { manualTime } from '../../time.js';
import { type EmulateZendeskOptions, emulateZendesk } from './emulate-zendesk.js';

const time = manualTime();
const deliver = async () => new Response(null, { status: 204 });

function open(options: EmulateZendeskOptions = {}) {
  const desk = emulateZendesk({ secret: 'a-secret', deliver, time, ...options });
  const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?', tags: ['tents'] });
  const authorization = desk.token.startsWith('Bearer') ? desk.token : `Basic ${btoa(desk.token)}`;
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await desk.fetch(`${desk.url}/api/v2${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : undefined;
    return { status: response.status, json, text, headers: response.headers };
  };
  const update = (fields: unknown) => call('PUT', `/tickets/${ticket.id}.json`, { ticket: fields });
  return { desk, ticket, call, update };
}

describe('PUT /api/v2/tickets/{id}.json', () => {
  test('posts a comment, keeps its metadata in the audit, and comes back as a webhook through web_service', async () => {
    const { desk, ticket, call, update } = open();
    const before = desk.deliveries.length;
    const { status, json } = await update({
      comment: { body: 'It is.', public: true },
      metadata: { deskrail_action: 'act_1' },
      status: 'pending',
      additional_tags: ['answered'],
      remove_tags: ['tents'],
    });
    expect(status).toBe(200);
    expect(json.ticket).toMatchObject({ id: Number(ticket.id), status: 'pending', tags: ['answered'] });
    expect(json.audit.metadata.custom).toEqual({ deskrail_action: 'act_1' });
    const { json: audits } = await call('GET', `/tickets/${ticket.id}/audits.json`);
    expect(audits.audits.at(-1).metadata.custom).toEqual({ deskrail_action: 'act_1' });
    expect(audits.audits.at(-1).via.channel).toBe('api');
    const [added, ...rest] = desk.deliveries.slice(before).map(({ body }) => JSON.parse(body));
    expect(added).toMatchObject({
      detail: { via: { channel: 'web_service' } },
      event: { comment: { body: 'It is.', is_public: true, author: { is_staff: true } } },
    });
    expect(rest.map(({ type }) => type)).toEqual([
      'zen:event-type:ticket.status_changed',
      'zen:event-type:ticket.tags_changed',
    ]);
  });

  test('a comment that does not say is public; one that is private is not', async () => {
    const { ticket, update } = open();
    await update({ comment: { body: 'One' } });
    await update({ comment: { html_body: '<p>Two</p>', public: false } });
    expect(ticket.comments.slice(1).map(({ body, public: isPublic }) => [body, isPublic])).toEqual([
      ['One', true],
      ['Two', false],
    ]);
  });

  test('a flattened body is accepted and ignored without a word', async () => {
    const { desk, ticket, update } = open();
    const before = desk.deliveries.length;
    const { status, json } = await update({ body: 'It is.', public: true });
    expect(status).toBe(200);
    expect(json.audit).toBeUndefined();
    expect(ticket.comments).toHaveLength(1);
    expect(desk.deliveries).toHaveLength(before);
  });

  test('safe_update: 409 unless the caller saw the last change', async () => {
    const { desk, ticket, update } = open();
    const seen = ticket.updatedAt;
    desk.agentWrites({ ticket: ticket.id, text: 'It is.' });
    const fields = { comment: { body: 'Yes.', public: true }, safe_update: true };
    expect((await update({ ...fields, updated_stamp: seen })).status).toBe(409);
    expect((await update(fields)).status).toBe(400);
    expect((await update({ ...fields, updated_stamp: ticket.updatedAt })).status).toBe(200);
    expect(ticket.comments.map(({ body }) => body)).toEqual(['Is it tight?', 'It is.', 'Yes.']);
  });

  test('assignee, group, priority; and what is no such thing', async () => {
    const { desk, ticket, update } = open();
    const agent = desk.users.get('agent@fernhill.example')?.id ?? '';
    expect((await update({ assignee_id: Number(agent), group_id: 7, priority: 'urgent' })).status).toBe(200);
    expect(ticket).toMatchObject({ assigneeId: agent, groupId: '7', priority: 'urgent', status: 'open' });
    for (const wrong of [{ status: 'snoozed' }, { priority: 'extreme' }, { assignee_id: ticket.requesterId }]) {
      const { status, json } = await update(wrong);
      expect(status).toBe(422);
      expect(json).toMatchObject({ error: 'RecordInvalid', description: 'Record validation errors' });
    }
  });

  test('a closed ticket: 422 on status', async () => {
    const { desk, ticket, update } = open();
    desk.closeTicket(ticket.id);
    const { status, json } = await update({ comment: { body: 'Late', public: true } });
    expect(status).toBe(422);
    expect(json.details.status[0].description).toContain('closed');
  });

  test('too many comments: 422', async () => {
    const { update } = open({ maxComments: 2 });
    expect((await update({ comment: { body: 'One', public: true } })).status).toBe(200);
    expect((await update({ comment: { body: 'Two', public: true } })).status).toBe(422);
  });
});

test('tags: PUT adds, POST sets, DELETE removes, with safe_update at the top', async () => {
  const { ticket, call } = open();
  const path = `/tickets/${ticket.id}/tags.json`;
  expect((await call('PUT', path, { tags: ['vip'] })).json).toEqual({ tags: ['tents', 'vip'] });
  expect((await call('DELETE', path, { tags: ['tents'] })).json).toEqual({ tags: ['vip'] });
  expect((await call('POST', path, { tags: ['One Two'] })).json).toEqual({ tags: ['one_two'] });
  const stale = { tags: ['x'], safe_update: 'true', updated_stamp: '2020-01-01T00:00:00Z' };
  expect((await call('PUT', path, stale)).status).toBe(409);
  expect((await call('GET', path)).json).toEqual({ tags: ['one_two'] });
});

describe('reading', () => {
  test('a ticket, its comments, a user: numbers for ids, lower-case words', async () => {
    const { ticket, call } = open();
    expect((await call('GET', `/tickets/${ticket.id}`)).json.ticket).toMatchObject({
      id: Number(ticket.id),
      status: 'new',
      updated_at: ticket.updatedAt,
      via: { channel: 'mail' },
    });
    const { comments } = (await call('GET', `/tickets/${ticket.id}/comments.json`)).json;
    expect(comments).toMatchObject([{ body: 'Is it tight?', public: true, author_id: Number(ticket.requesterId) }]);
    const { user } = (await call('GET', `/users/${ticket.requesterId}.json`)).json;
    expect(user).toMatchObject({ email: 'robin@customer.example', role: 'end-user' });
    expect((await call('GET', '/users/me.json')).json.user.email).toBe('integration@fernhill.example');
  });

  test('pages, by number and by cursor, forwards and backwards', async () => {
    const { desk, ticket, call } = open();
    for (let count = 1; count < 25; count++)
      desk.agentWrites({ ticket: ticket.id, text: `Note ${count}`, public: false });
    const path = `/tickets/${ticket.id}/audits.json`;
    const second = (await call('GET', `${path}?per_page=10&page=2`)).json;
    expect(second).toMatchObject({ count: 25, previous_page: expect.stringContaining('page=1') });
    expect(second.audits).toHaveLength(10);
    const seen: number[] = [];
    let next: string | null = `${path}?page[size]=10&sort=-created_at`;
    while (next !== null) {
      const page: { audits: { id: number }[]; meta: { has_more: boolean }; links: { next: string } } = (
        await call('GET', next)
      ).json;
      seen.push(...page.audits.map(({ id }) => id));
      next = page.meta.has_more ? page.links.next.replace(`${desk.url}/api/v2`, '') : null;
    }
    expect(seen).toEqual(ticket.audits.map(({ id }) => Number(id)).reverse());
  });

  test('what is not there: 404, and 405 for a method that no endpoint has', async () => {
    const { desk, ticket, call } = open();
    expect((await call('GET', '/tickets/1.json')).json).toEqual({ error: 'RecordNotFound', description: 'Not found' });
    expect((await call('GET', '/nonsense.json')).status).toBe(404);
    expect((await call('DELETE', `/tickets/${ticket.id}.json`)).status).toBe(405);
    desk.softDelete(ticket.id);
    expect((await call('GET', `/tickets/${ticket.id}.json`)).status).toBe(404);
  });
});

describe('who may', () => {
  test('an API token by Basic, an access token by Bearer; nobody else', async () => {
    const { ticket, call, desk } = open();
    const path = `/tickets/${ticket.id}.json`;
    for (const authorization of ['', 'Bearer x', `Basic ${btoa('integration@fernhill.example:emulated-api-token')}`]) {
      expect((await call('GET', path, undefined, { authorization })).status).toBe(401);
    }
    expect((await call('GET', path)).status).toBe(200);
    expect(desk.token).toBe('integration@fernhill.example/token:emulated-api-token');
    const bearer = open({ credentials: [{ kind: 'bearer', email: 'bot@fernhill.example', token: 'oauth' }] });
    expect((await bearer.call('GET', '/users/me.json')).json.user.email).toBe('bot@fernhill.example');
  });

  test('a body that is no JSON, or not said to be: 400', async () => {
    const { ticket, call } = open();
    expect((await call('PUT', `/tickets/${ticket.id}.json`, '{')).status).toBe(400);
    const plain = { 'content-type': 'text/plain' };
    expect((await call('PUT', `/tickets/${ticket.id}.json`, { ticket: {} }, plain)).status).toBe(400);
    expect((await call('PUT', `/tickets/${ticket.id}.json`, 'x'.repeat(1_048_577))).status).toBe(413);
  });
});

describe('limits and faults', () => {
  test('100 ticket updates a minute, then 429 with Retry-After until the minute is over', async () => {
    const clock = manualTime({ startAt: '2026-03-02T08:00:15Z' });
    const { call, update } = open({ time: clock });
    for (let count = 0; count < 100; count++) expect((await update({ priority: 'low' })).status).toBe(200);
    const refused = await update({ priority: 'high' });
    expect(refused.status).toBe(429);
    expect(refused.json.error).toBe('APIRateLimitExceeded');
    expect(refused.headers.get('retry-after')).toBe('45');
    const read = await call('GET', '/users/me.json');
    expect(read.status).toBe(200);
    expect(read.headers.get('x-rate-limit-remaining')).toBe('598');
    await clock.advance(45_000);
    expect((await update({ priority: 'high' })).status).toBe(200);
  });

  test('a status, once or several times, on the calls it is meant for', async () => {
    const { desk, ticket, call, update } = open();
    desk.failNext({ status: 503, times: 2, method: 'PUT', path: /\/tickets\// });
    desk.failNext({ status: 429, retryAfterSeconds: 7 });
    expect((await call('GET', '/users/me.json')).headers.get('retry-after')).toBe('7');
    expect((await update({ priority: 'low' })).status).toBe(503);
    expect((await update({ priority: 'low' })).status).toBe(503);
    expect((await update({ priority: 'low' })).status).toBe(200);
    expect(ticket.audits).toHaveLength(2);
    desk.failNext({ status: 429, plainText: true });
    const plain = await update({ priority: 'high' });
    expect([plain.status, plain.json, plain.headers.get('retry-after')]).toEqual([429, undefined, null]);
  });

  test('a time-out after the effect: the caller cannot know, the audit can', async () => {
    const { desk, ticket, call, update } = open();
    desk.failNext({ status: 'time-out', afterEffect: true });
    const given = new AbortController();
    const lost = desk.fetch(`${desk.url}/api/v2/tickets/${ticket.id}.json`, {
      method: 'PUT',
      headers: { authorization: `Basic ${btoa(desk.token)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ticket: { comment: { body: 'It is.', public: true }, metadata: { marker: 'm' } } }),
      signal: given.signal,
    });
    const outcome = expect(lost).rejects.toThrow('gave up');
    await time.advance(1_000);
    given.abort(new Error('gave up'));
    await outcome;
    expect(ticket.comments.at(-1)?.body).toBe('It is.');
    const { audits } = (await call('GET', `/tickets/${ticket.id}/audits.json`)).json;
    expect(audits.at(-1).metadata.custom).toEqual({ marker: 'm' });

    desk.failNext({ status: 'time-out' });
    const hanging = update({ comment: { body: 'Never', public: true } });
    await time.advance(60_000);
    expect((await hanging).status).toBe(504);
    expect(ticket.comments.at(-1)?.body).toBe('It is.');
  });

  test('a broken connection, and a slow answer', async () => {
    const { desk, ticket, update } = open();
    desk.failNext({ status: 'connection-lost', afterEffect: true });
    await expect(update({ priority: 'high' })).rejects.toThrow(TypeError);
    expect(ticket.priority).toBe('high');
    desk.failNext({ delayMs: 5_000 });
    const slow = update({ priority: 'low' });
    await time.advance(4_999);
    expect(ticket.priority).toBe('high');
    await time.advance(1);
    expect((await slow).status).toBe(200);
    expect(desk.calls.map(({ status }) => status)).toEqual([0, 200]);
    await desk.close();
    expect((await update({ priority: 'low' })).status).toBe(503);
  });
});
