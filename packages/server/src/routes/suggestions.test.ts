import { type Copilot, DeskrailError } from '@deskrail/contracts';
import { describe, expect, it, vi } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { recommendationOf } from '../fakes/views.js';
import { schemas } from '../schemas.js';

const open = testServers();
const answering = (suggest: Copilot['suggest']) => {
  const spy = vi.fn(suggest);
  return { spy, copilot: { suggest: spy } };
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
