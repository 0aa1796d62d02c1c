import fc from 'fast-check';
import { expect, it } from 'vitest';
import { testServers } from '../fakes/test-servers.js';
import { actionOf, conversationOf, hash, messageFact, recommendationOf } from '../fakes/views.js';

const open = testServers();
const role = fc.constantFrom('reader', 'writer', 'reviewer', 'admin');
const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((text) => `x${text}`);

const requests: Record<string, (id: string) => { path: string; json?: unknown }> = {
  conversation: (id) => ({ path: `/v1/conversations/${id}` }),
  conversations: () => ({ path: '/v1/conversations' }),
  recommendation: (id) => ({ path: `/v1/recommendations/${id}` }),
  recommendations: (id) => ({ path: `/v1/recommendations?conversation=${id}` }),
  verdict: (id) => ({ path: `/v1/recommendations/${id}/verdicts`, json: { kind: 'approve', hash } }),
  evidenceCheck: (id) => ({ path: `/v1/recommendations/${id}/evidence-check`, json: {} }),
  evidence: (id) => ({ path: '/v1/evidence', json: { text: 'Hello', conversation: decodeURIComponent(id) } }),
  actions: () => ({ path: '/v1/actions' }),
  cancel: (id) => ({ path: `/v1/actions/${id}/cancel`, json: {} }),
  undo: (id) => ({ path: `/v1/actions/${id}/undo`, json: {} }),
  resolution: (id) => ({ path: `/v1/actions/${id}/resolution`, json: { outcome: 'cancel' } }),
  suggestion: (id) => ({ path: '/v1/suggestions', json: { conversation: decodeURIComponent(id) } }),
  letters: () => ({ path: '/v1/dead-letters' }),
  letter: (id) => ({ path: `/v1/dead-letters/${id}` }),
  redrive: (id) => ({ path: `/v1/dead-letters/${id}/redrive`, json: {} }),
  fact: (id) => ({
    path: '/v1/facts',
    json: { id, type: 'case.deleted.v1', subject: 'conversation:zendesk:5158', data: { mode: 'permanent' } },
  }),
};

it('no key of one tenant sees or changes anything of another’s', async () => {
  await fc.assert(
    fc.asyncProperty(role, id, fc.constantFrom(...Object.keys(requests)), async (held, text, name) => {
      const { call, store, log } = open();
      const known = encodeURIComponent(text);
      const itemId = decodeURIComponent(known);
      store.held.conversations.push(conversationOf('a', itemId));
      store.held.recommendations.push(recommendationOf('a', itemId));
      store.held.actions.push(actionOf('a', itemId));
      await log.append('facts', [messageFact('a', '1')]);
      const before = JSON.stringify([store.held, log.stored.filter(({ event }) => event.tenant === 'a')]);

      const { path, json } = requests[name]?.(known) ?? { path: '/' };
      const response = await call(path, { key: `b-${held}-key`, json });
      const answer = await response.text();

      expect(answer).not.toContain('A secret of a');
      expect(response.status).toBeLessThan(500);
      // What is another's is not there: never "not yours".
      if (response.status === 403) expect(answer).toContain('it takes the role');
      if (response.status === 200 && !['suggestion', 'fact'].includes(name))
        expect(JSON.parse(answer)).toEqual({ items: [] });
      expect(JSON.stringify([store.held, log.stored.filter(({ event }) => event.tenant === 'a')])).toBe(before);
    }),
    { numRuns: 300 },
  );
});
