import type { ReviewQueue } from '@deskrail/contracts';
import { DeskrailError } from '@deskrail/contracts';
import { describe, expect, it, vi } from 'vitest';
import { testServers } from '../fakes/test-servers.js';
import { recommendationOf } from '../fakes/views.js';
import { schemas } from '../schemas.js';

const open = testServers();

const claim = { holder: 'reviewer/a-agent', token: 7, expiresAt: '2026-01-31T10:05:00Z' };
const recommendation = recommendationOf('a');

function withQueue(changes: Partial<ReviewQueue> = {}) {
  const reviewQueue = {
    claim: vi.fn(async () => ({ claim, recommendation })),
    heartbeat: vi.fn(async () => claim),
    release: vi.fn(async () => {}),
    look: vi.fn(async () => ({ looking: [], claim })),
    next: vi.fn(async () => undefined),
    route: vi.fn(async () => recommendation),
    automate: vi.fn(async () => {}),
    automationOf: vi.fn(async () => 'held' as const),
    propose: vi.fn(async () => ({ recommendation, repeated: false })),
    ...changes,
  };
  return { ...open({ reviewQueue }), reviewQueue };
}

const of = (more: object) => ({ tenant: 'a', actor: 'reviewer/a-agent', rights: expect.anything(), ...more });

describe('who works on what', () => {
  it('claims, renews, gives back, looks and passes on as the person of the key', async () => {
    const { call, reviewQueue } = withQueue();
    const post = (path: string, json?: unknown) =>
      call(`/v1/recommendations/r1/${path}`, { key: 'a-agent-key', method: 'POST', json });
    const claimed = await post('claim', { leaseSeconds: 60 });
    expect([claimed.status, schemas.Claimed.parse(await claimed.json())]).toEqual([200, { claim, recommendation }]);
    expect(reviewQueue.claim).toHaveBeenCalledWith(of({ recommendationId: 'r1', leaseSeconds: 60 }));
    expect(await (await post('claim/heartbeat', { token: 7 })).json()).toEqual(claim);
    expect(await (await post('claim/release', { token: 7 })).json()).toEqual({ token: 7 });
    expect(await (await post('look')).json()).toEqual({ looking: [], claim });
    expect((await post('route', { queue: 'legal' })).status).toBe(200);
    expect(reviewQueue.route).toHaveBeenCalledWith(of({ recommendationId: 'r1', request: { queue: 'legal' } }));
    expect((await post('route', {})).status).toBe(400);
  });

  it('tells the details of what stands against it', async () => {
    const details = { holder: 'reviewer/ben', expiresAt: claim.expiresAt };
    const claimed = async () => Promise.reject(new DeskrailError('claimed', 'Ben is at it.', { details }));
    const { call } = withQueue({ claim: claimed });
    const answer = await call('/v1/recommendations/r1/claim', { key: 'a-agent-key', json: {} });
    expect([answer.status, await answer.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'claimed', ...details }),
    ]);
  });

  it('gives the next, or null', async () => {
    const { call, reviewQueue } = withQueue();
    const ask = async () => (await call('/v1/queue/next', { key: 'a-agent-key', json: { queue: 'legal' } })).json();
    expect(await ask()).toEqual({ next: null });
    expect(reviewQueue.next).toHaveBeenCalledWith(of({ queue: 'legal' }));
  });

  it('switches automation of the conversation, and tells who has it', async () => {
    const { call, reviewQueue } = withQueue();
    const path = '/v1/conversations/conversation%3Azendesk%3A1/automation';
    const answer = await call(path, { key: 'a-agent-key', json: { automation: 'held' } });
    expect(await answer.json()).toEqual({ automation: 'held' });
    expect(reviewQueue.automate).toHaveBeenCalledWith(
      of({ conversation: 'conversation:zendesk:1', automation: 'held' }),
    );
    expect(await (await call(path, { key: 'a-reader-key' })).json()).toEqual({ automation: 'held' });
    expect(reviewQueue.automationOf).toHaveBeenCalledWith({ tenant: 'a', conversation: 'conversation:zendesk:1' });
  });

  it('takes a proposal of whoever may write: 201, and 200 when it had been there', async () => {
    const { call, reviewQueue } = withQueue();
    const json = { id: 'p1', question: 'May I?', proposal: { kind: 'tool-call', tool: 't', arguments: {} } };
    expect((await call('/v1/recommendations', { key: 'a-writer-key', json })).status).toBe(201);
    expect(reviewQueue.propose).toHaveBeenCalledWith({
      ...{ tenant: 'a', actor: 'system/a-writer', rights: { roles: [], credential: 'key/a-writer' } },
      ...json,
    });
    const again = withQueue({ propose: async () => ({ recommendation, repeated: true }) });
    expect((await again.call('/v1/recommendations', { key: 'a-writer-key', json })).status).toBe(200);
    expect((await call('/v1/recommendations', { key: 'a-agent-key', json })).status).toBe(403);
  });

  it.each(['claim', 'claim/heartbeat', 'claim/release', 'look', 'route'])('%s is for agents and up', async (path) => {
    const { call } = withQueue();
    const answer = await call(`/v1/recommendations/r1/${path}`, { key: 'a-reader-key', json: { token: 1 } });
    expect(answer.status).toBe(403);
  });

  it('is not there where nobody keeps a queue', async () => {
    const answer = await open().call('/v1/queue/next', { key: 'a-agent-key', json: {} });
    expect(answer.status).toBe(404);
  });
});

describe('what waits', () => {
  it.each([
    ['assignee=me', { assignee: 'reviewer/a-agent' }],
    ['assignee=none', { assignee: null }],
    ['assignee=Ben', { assignee: 'reviewer/ben' }],
    ['overdue=true&claimed=false', { overdue: true, claimed: false }],
    ['queue=legal&risk=high&limit=5', { queue: 'legal', risk: 'high', limit: 5 }],
  ])('is asked for by %s', async (query, asked) => {
    const { call, store } = withQueue();
    const queue = vi.fn(async () => ({ items: [recommendation] }));
    Object.assign(store, { queue });
    const answer = await call(`/v1/queue?${query}`, { key: 'a-agent-key' });
    expect(schemas.RecommendationPage.parse(await answer.json()).items).toHaveLength(1);
    expect(queue).toHaveBeenCalledWith('a', asked);
    expect((await call('/v1/queue?overdue=perhaps', { key: 'a-agent-key' })).status).toBe(400);
  });
});
