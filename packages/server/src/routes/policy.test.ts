import type { PolicyDesk } from '@deskrail/contracts';
import { describe, expect, it, vi } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { schemas } from '../schemas.js';

const open = testServers();

const view = { version: 'sha256:1', rules: 2 };
const policyDesk = {
  state: vi.fn<PolicyDesk['state']>(async () => view),
  pause: vi.fn<PolicyDesk['pause']>(async ({ actor, reason }) => ({
    ...view,
    paused: { since: '2026-01-31T10:00:00Z', by: actor, ...(reason && { reason }) },
  })),
  resume: vi.fn<PolicyDesk['resume']>(async () => view),
  explain: vi.fn<PolicyDesk['explain']>(async ({ recommendationId }) => ({
    recommendationId,
    made: { outcome: 'review' },
    inForce: { version: 'sha256:1', outcome: 'auto', rule: 'sure' },
    rules: [{ id: 'sure', outcome: 'auto', matched: 'yes' }],
  })),
};

describe('the policy', () => {
  it('is told of to whoever reads, as the API’s description promises', async () => {
    const { call } = open({ policyDesk });
    const read = async (path: string) => (await call(path, { key: 'a-reader-key' })).json();
    expect(schemas.PolicyState.parse(await read('/v1/policy'))).toEqual(view);
    const explained = schemas.PolicyExplanation.parse(await read('/v1/recommendations/rec_1/policy'));
    expect(explained.recommendationId).toBe('rec_1');
    expect(policyDesk.explain).toHaveBeenLastCalledWith({ tenant: 'a', recommendationId: 'rec_1' });
  });

  it('is paused and resumed by admins, in the tenant of their key and under their name', async () => {
    const { call } = open({ policyDesk });
    const paused = await call('/v1/policy/pause', { key: 'a-admin-key', json: { reason: 'A wrong macro.' } });
    expect(await paused.json()).toMatchObject({ paused: { by: 'reviewer/a-admin', reason: 'A wrong macro.' } });
    expect(policyDesk.pause).toHaveBeenLastCalledWith(expect.objectContaining({ tenant: 'a' }));
    expect((await call('/v1/policy/resume', { key: 'a-admin-key', method: 'POST' })).status).toBe(200);
    for (const role of ['reader', 'writer', 'reviewer', 'senior']) {
      const refused = await call('/v1/policy/pause', { key: `a-${role}-key`, json: {} });
      expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'forbidden' });
    }
    const wrong = await call('/v1/policy/pause', { key: 'a-admin-key', json: { because: 'x' } });
    expect(wrong.status).toBe(400);
  });

  it('is nobody’s to ask where the server has none', async () => {
    const { call } = open();
    expect((await call('/v1/policy', { key: 'a-reader-key' })).status).toBe(404);
  });
});
