import { type Copilot, DeskrailError } from '@deskrail/contracts';
import { describe, expect, it, vi } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { recommendationOf } from '../fakes/views.js';
import { schemas } from '../schemas.js';

const open = testServers();
const answering = (suggest: Copilot['suggest']) => {
  const spy = vi.fn(suggest);
  const checkEvidence = async () => ({ recommendationId: '', checkedAt: '2026-01-31T10:00:00Z', evidence: [] });
  return { spy, copilot: { suggest: spy, evidence: async () => ({ evidence: [] }), checkEvidence } };
};

describe('POST /v1/suggestions', () => {
  it('asks in the name of the chatbot’s key', async () => {
    const { spy, copilot } = answering(async () => ({ outcome: 'show', recommendation: recommendationOf('a') }));
    const response = await open({ copilot }).call('/v1/suggestions', {
      key: 'a-writer-key',
      json: { text: 'Where is it?' },
    });
    expect(response.status).toBe(200);
    expect(schemas.SuggestionAnswer.parse(await response.json()).outcome).toBe('show');
    expect(spy).toHaveBeenCalledWith(
      { tenant: 'a', actor: 'system/a-writer', text: 'Where is it?' },
      { signal: expect.any(AbortSignal) },
    );
  });

  it.each([{}, { text: '' }, { text: 'Hello', tenant: 'b' }])('refuses %j', async (json) => {
    const response = await open().call('/v1/suggestions', { key: 'a-writer-key', json });
    expect((await problemOf(response)).code).toBe('request-invalid');
  });

  it('ends at its time limit, and so does the work', async () => {
    let ended: unknown;
    const { copilot } = answering(
      (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            ended = signal.reason;
          });
        }),
    );
    const { call } = open({ copilot, limits: { suggestionMs: 5 } });
    const response = await call('/v1/suggestions', { key: 'a-writer-key', json: { text: 'Hello' } });
    expect(response.status).toBe(504);
    expect((await problemOf(response)).code).toBe('timeout');
    expect(ended).toMatchObject({ code: 'timeout' });
  });

  it('ends with the caller', async () => {
    const caller = new AbortController();
    const { copilot } = answering((_, { signal }) => {
      caller.abort();
      return new Promise((_resolve, reject) => reject(signal.reason));
    });
    const { call, lines } = open({ copilot });
    const response = await call('/v1/suggestions', {
      key: 'a-writer-key',
      json: { text: 'Hello' },
      signal: caller.signal,
    });
    expect((await problemOf(response)).code).toBe('aborted');
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('says that a dependency is away without telling of the inside', async () => {
    const { copilot } = answering(async () => {
      throw new DeskrailError('dependency-unavailable', 'connect ECONNREFUSED 10.0.0.7:5432', { retryable: true });
    });
    const response = await open({ copilot }).call('/v1/suggestions', { key: 'a-writer-key', json: { text: 'Hello' } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(await problemOf(response))).not.toContain('10.0.0.7');
  });
});

const sentences = [{ text: 'It is on its way.', evidence: ['e1'] }];
const streamed = { key: 'a-writer-key', headers: { accept: 'text/event-stream' }, json: { text: 'Where is it?' } };
const eventsOf = async (response: Response) =>
  (await response.text())
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [, type, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      return { type, data: JSON.parse(data) };
    });

describe('POST /v1/suggestions as events', () => {
  it('tells what may be shown so far, then the answer', async () => {
    const { copilot } = answering(async (_, { onProgress }) => {
      onProgress?.({ text: 'It is on its way.', sentences });
      await new Promise((resolve) => setImmediate(resolve));
      return { outcome: 'show', recommendation: recommendationOf('a') };
    });
    const response = await open({ copilot }).call('/v1/suggestions', streamed);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = await eventsOf(response);
    expect(events.map(({ type }) => type)).toEqual(['progress', 'answer']);
    expect(schemas.SuggestionProgress.parse(events[0]?.data)).toEqual({ text: 'It is on its way.', sentences });
    expect(schemas.SuggestionAnswer.parse(events[1]?.data).outcome).toBe('show');
  });

  it('says with its status what failed before there was anything to tell', async () => {
    const { copilot } = answering(async () => {
      throw new DeskrailError('not-found', 'There is no such conversation.');
    });
    const response = await open({ copilot }).call('/v1/suggestions', streamed);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).code).toBe('not-found');
  });

  it('ends with a problem where it fails on the way, without telling of the inside', async () => {
    const { copilot } = answering(async (_, { onProgress }) => {
      onProgress?.({ text: 'It is on its way.', sentences });
      await new Promise((resolve) => setImmediate(resolve));
      throw new DeskrailError('dependency-unavailable', 'connect ECONNREFUSED 10.0.0.7:5432');
    });
    const events = await eventsOf(await open({ copilot }).call('/v1/suggestions', streamed));
    expect(events.at(-1)).toMatchObject({ type: 'problem', data: { code: 'dependency-unavailable', status: 503 } });
    expect(JSON.stringify(events)).not.toContain('10.0.0.7');
  });

  it('ends at its time limit, and with a reader who leaves', async () => {
    const reasons: unknown[] = [];
    const { copilot } = answering((_, { signal, onProgress }) => {
      onProgress?.({ text: 'It is on its way.', sentences });
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return new Promise(() => {});
    });
    const { call } = open({ copilot, limits: { suggestionMs: 30 } });
    const events = await eventsOf(await call('/v1/suggestions', streamed));
    expect(events.at(-1)).toMatchObject({ type: 'problem', data: { code: 'timeout' } });
    const left = await call('/v1/suggestions', streamed);
    await left.body?.cancel();
    expect(reasons).toMatchObject([{ code: 'timeout' }, { code: 'aborted' }]);
  });
});

describe('POST /v1/evidence', () => {
  it('asks within the key’s tenant', async () => {
    const evidence = vi.fn(async () => ({ evidence: [] }));
    const copilot = { ...answering(vi.fn()).copilot, evidence };
    const response = await open({ copilot }).call('/v1/evidence', {
      key: 'a-reader-key',
      json: { text: 'Where is it?', limit: 3 },
    });
    expect(schemas.EvidenceAnswer.parse(await response.json())).toEqual({ evidence: [] });
    const asked = { tenant: 'a', text: 'Where is it?', limit: 3 };
    expect(evidence).toHaveBeenCalledWith(asked, { signal: expect.any(AbortSignal) });
  });

  it.each([{}, { text: 'Hello', limit: 0 }, { text: 'Hello', scopes: ['tenant:b'] }])('refuses %j', async (json) => {
    const response = await open().call('/v1/evidence', { key: 'a-reader-key', json });
    expect((await problemOf(response)).code).toBe('request-invalid');
  });
});
