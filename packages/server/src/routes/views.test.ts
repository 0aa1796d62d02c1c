import { DeskrailError, type ReviewDesk } from '@deskrail/contracts';
import { describe, expect, it, vi } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { actionOf, conversationOf, hash, recommendationOf, verdictOf } from '../fakes/views.js';
import { schemas } from '../schemas.js';

const open = testServers();
const approve = { kind: 'approve', hash };

function filled(options?: Parameters<typeof open>[0]) {
  const test = open(options);
  for (const id of ['conversation:zendesk:1', 'conversation:zendesk:2', 'conversation:zendesk:3']) {
    test.store.held.conversations.push(conversationOf('a', id));
  }
  test.store.held.recommendations.push(recommendationOf('a', 'rec_1'), {
    ...recommendationOf('a', 'rec_2'),
    status: 'approved',
  });
  test.store.held.actions.push(actionOf('a', 'act_1'));
  return test;
}

describe('lists and items', () => {
  it('have the shape that the API’s description promises', async () => {
    const { call } = filled();
    const read = async (path: string) => (await call(path, { key: 'a-reader-key' })).json();
    schemas.ConversationPage.parse(await read('/v1/conversations'));
    schemas.Conversation.parse(await read('/v1/conversations/conversation%3Azendesk%3A1'));
    schemas.RecommendationPage.parse(await read('/v1/recommendations'));
    schemas.Recommendation.parse(await read('/v1/recommendations/rec_1'));
    schemas.ActionPage.parse(await read('/v1/actions'));
  });

  it('come in pages', async () => {
    const { call } = filled();
    const read = async (query: string) =>
      schemas.ConversationPage.parse(await (await call(`/v1/conversations?${query}`, { key: 'a-reader-key' })).json());
    const first = await read('limit=2');
    const second = await read(`limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([
      'conversation:zendesk:1',
      'conversation:zendesk:2',
      'conversation:zendesk:3',
    ]);
    expect(second.next).toBeUndefined();
  });

  it('are filtered', async () => {
    const { call } = filled();
    const ids = async (path: string) => {
      const { items } = schemas.RecommendationPage.parse(await (await call(path, { key: 'a-reader-key' })).json());
      return items.map(({ recommendationId }) => recommendationId);
    };
    expect(await ids('/v1/recommendations?status=approved')).toEqual(['rec_2']);
    expect(await ids('/v1/recommendations?conversation=conversation:other:1')).toEqual([]);
  });

  it.each([
    ['/v1/conversations?limit=0', 'limit'],
    ['/v1/conversations?limit=201', 'limit'],
    ['/v1/conversations?limit=', 'limit'],
    ['/v1/conversations?limit=ten', 'limit'],
    ['/v1/conversations?cursor=nonsense', 'cursor'],
    ['/v1/conversations?cursor=', 'cursor'],
    ['/v1/conversations?status=broken', 'status'],
    ['/v1/conversations?statsu=open', 'statsu'],
    ['/v1/conversations?limit=1&limit=2', 'twice'],
    ['/v1/recommendations?conversation=%00', 'conversation'],
    ['/v1/actions?status=open', 'status'],
  ])('%s is refused, and says why', async (path, named) => {
    const response = await filled().call(path, { key: 'a-reader-key' });
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem.code).toBe('request-invalid');
    expect(problem.detail).toContain(named);
  });

  it('take ids as they are, percent-encoded once', async () => {
    const { call, store } = open();
    const id = 'conversation:twilio:%2B15005550006%2F%25%3F%20ä';
    store.held.conversations.push(conversationOf('a', id));
    const response = await call(`/v1/conversations/${encodeURIComponent(id)}`, { key: 'a-reader-key' });
    expect((await response.json()).id).toBe(id);
  });

  it.each([
    '/v1/conversations/none',
    '/v1/conversations/%00',
    '/v1/conversations/%ff',
    `/v1/recommendations/${'x'.repeat(2000)}`,
  ])('%.40s is not there', async (path) => {
    const response = await filled().call(path, { key: 'a-reader-key' });
    expect((await problemOf(response)).code).toBe('not-found');
    expect(response.status).toBe(404);
  });
});

describe('verdicts', () => {
  const giving = (give: ReviewDesk['give']) => {
    const spy = vi.fn(give);
    return {
      spy,
      ...filled({
        reviewDesk: {
          give: spy,
          resolve: async () => actionOf('a'),
          cancel: async () => actionOf('a'),
          undo: async () => actionOf('a'),
        },
      }),
    };
  };
  const path = '/v1/recommendations/rec_1/verdicts';

  it('are given in the key’s name, for the key’s tenant', async () => {
    const given = { verdict: verdictOf('reviewer/a-reviewer'), recommendation: recommendationOf('a'), repeated: false };
    const { call, spy } = giving(async () => given);
    const response = await call(path, { key: 'a-reviewer-key', json: approve, headers: { 'idempotency-key': 'once' } });
    expect(response.status).toBe(201);
    expect(schemas.GivenVerdict.parse(await response.json())).toEqual(given);
    expect(spy).toHaveBeenCalledWith({
      tenant: 'a',
      actor: 'reviewer/a-reviewer',
      rights: { roles: ['agent', 'reviewer'], credential: 'key/a-reviewer' },
      recommendationId: 'rec_1',
      request: approve,
      idempotencyKey: 'once',
    });
  });

  it('answer 200 when they had been given before', async () => {
    const given = { verdict: verdictOf('reviewer/a-reviewer'), recommendation: recommendationOf('a'), repeated: true };
    const { call } = giving(async () => given);
    expect((await call(path, { key: 'a-reviewer-key', json: approve })).status).toBe(200);
  });

  it.each([
    ['already-decided', 409, { winner: { kind: 'reject' } }],
    ['stale-hash', 409, { hash: 'sha256:1', recommendation: { recommendationId: 'rec_1' } }],
    ['superseded', 409, { by: 'rec_2', reason: 'newer-message' }],
    ['expired', 410, {}],
    ['idempotency-mismatch', 422, {}],
    ['request-invalid', 400, {}],
    ['not-found', 404, {}],
  ] as const)('%s is told with what a caller needs', async (code, status, details) => {
    const { call } = giving(async () => {
      throw new DeskrailError(code, 'Why.', { details });
    });
    const response = await call(path, { key: 'a-reviewer-key', json: approve });
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ code, detail: 'Why.', ...details });
  });

  it.each(['', 'two words', 'x'.repeat(256), 'ä'])('refuse the Idempotency-Key %j', async (key) => {
    const { call } = giving(async () => Promise.reject(new Error('never')));
    const response = await call(path, { key: 'a-reviewer-key', json: approve, headers: { 'idempotency-key': key } });
    expect((await problemOf(response)).code).toBe('request-invalid');
  });

  it.each([{}, { ...approve, reviewer: 'reviewer/boss' }, { ...approve, kind: 'maybe' }, [approve], 'approve', null])(
    'refuse %j',
    async (json) => {
      const response = await filled().call(path, { key: 'a-reviewer-key', json });
      expect(response.status).toBe(400);
      expect((await problemOf(response)).code).toBe('request-invalid');
    },
  );
});

it('a person resolves an uncertain action', async () => {
  const { call } = filled();
  const json = { outcome: 'executed' };
  const response = await call('/v1/actions/act_1/resolution', { key: 'a-reviewer-key', json });
  expect(schemas.Action.parse(await response.json()).id).toBe('act_1');
});

it.each(['cancel', 'undo'])('a person asks to %s an action, without a word', async (what) => {
  const response = await filled().call(`/v1/actions/act_1/${what}`, { key: 'a-reviewer-key', method: 'POST' });
  expect(response.status).toBe(200);
  expect(schemas.Action.parse(await response.json()).tenant).toBe('a');
});
