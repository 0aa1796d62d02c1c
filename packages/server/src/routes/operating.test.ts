import { type Copilot, DeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { schemas } from '../schemas.js';

const open = testServers();

it('/healthz says that the process answers', async () => {
  const { call, store } = open();
  store.failing = new Error('away');
  const response = await call('/healthz');
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});

const read = async (response: Response) => ({
  ...schemas.Readiness.parse(await response.json()),
  status: response.status,
});

describe('/readyz', () => {
  it('says of each part that it is ready', async () => {
    const checks = {
      model: async () => {},
      zendesk: async () => ({ state: 'degraded', detail: 'Signatures fail.' }) as const,
    };
    expect(await read(await open({ checks }).call('/readyz'))).toEqual({
      status: 200,
      parts: {
        server: { state: 'ready' },
        store: { state: 'ready' },
        log: { state: 'ready' },
        model: { state: 'ready' },
        zendesk: { state: 'degraded', detail: 'Signatures fail.' },
      },
    });
  });

  it('is 503 when one is not, with a code and no word of the inside', async () => {
    const { call, log, store } = open({ checks: { slow: () => new Promise<void>(() => {}) }, limits: { readyMs: 5 } });
    log.failing = new DeskrailError('dependency-unavailable', 'disk full: /var/lib/secret');
    store.failing = new TypeError('inside');
    expect(await read(await call('/readyz'))).toMatchObject({
      status: 503,
      parts: {
        store: { state: 'failed', code: 'internal' },
        log: { state: 'failed', code: 'dependency-unavailable' },
        slow: { state: 'failed', code: 'timeout' },
      },
    });
    expect(await (await call('/readyz')).text()).not.toMatch(/secret|inside/);
  });

  it('lets a check take the place of the log’s own, and say more of what failed', async () => {
    const failed = { state: 'failed', code: 'dependency-unavailable', detail: 'Kafka is away.' } as const;
    const { call, log } = open({
      checks: { log: async () => ({ state: 'degraded', detail: 'Webhooks are spooled.' }) },
    });
    log.failing = new Error('away');
    expect(await read(await call('/readyz'))).toMatchObject({ status: 200, parts: { log: { state: 'degraded' } } });
    const other = open({ checks: { log: async () => failed } });
    expect(await read(await other.call('/readyz'))).toMatchObject({ status: 503, parts: { log: failed } });
  });

  it('asks the parts once for callers that come together', async () => {
    let asked = 0;
    const part = async () => {
      asked += 1;
    };
    const checks = { part };
    const { call } = open({ checks });
    await Promise.all([1, 2, 3].map(() => call('/readyz')));
    expect(asked).toBe(1);
  });
});

describe('/metrics', () => {
  it('counts requests by route, and not by address', async () => {
    const { call } = open();
    await call('/v1/conversations/1', { key: 'a-reader-key' });
    await call('/v1/conversations/2', { key: 'a-reader-key' });
    await call('/a-guessed-address');
    await call('/v1/facts', { method: 'BREW', key: 'a-writer-key' });
    const response = await call('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('deskrail_http_requests_total{method="GET",route="/v1/conversations/{id}",status="404"} 2');
    expect(text).toContain('deskrail_http_requests_total{method="GET",route="(none)",status="404"} 1');
    expect(text).toContain('deskrail_http_requests_total{method="other",route="/v1/facts",status="405"} 1');
    expect(text).toContain(
      'deskrail_http_request_duration_seconds_count{method="GET",route="/v1/conversations/{id}",status="404"} 2',
    );
    expect(text).not.toContain('guessed');
  });

  it('shows lag, outbox and streams as they are now', async () => {
    const { call, log, store } = open();
    log.lags = [{ stream: 'facts', group: 'projection', events: 3, seconds: 1.5, lastSafe: undefined }];
    store.outboxDepth = 2;
    const stream = await call('/v1/events', { key: 'a-reader-key' });
    const text = await (await call('/metrics')).text();
    expect(text).toContain('deskrail_consumer_lag_events{group="projection",stream="facts"} 3');
    expect(text).toContain('deskrail_consumer_lag_seconds{group="projection",stream="facts"} 1.5');
    expect(text).toContain('deskrail_outbox_depth 2');
    expect(text).toContain('deskrail_event_streams_open 1');
    await stream.body?.cancel();
    expect(await (await call('/metrics')).text()).toContain('deskrail_event_streams_open 0');
  });

  it('answers with the rest when store and log are away', async () => {
    const { call, log, store } = open();
    log.failing = new Error('away');
    store.failing = new Error('away');
    const response = await call('/metrics');
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain('deskrail_consumer_lag_events{');
  });

  it('tells what the composition adds, and leaves out what cannot be had', async () => {
    const gauges = [
      { name: 'deskrail_spool_events', help: 'Facts that wait.', read: () => 3 },
      { name: 'deskrail_spool_age_seconds', help: 'Of the oldest.', read: async () => undefined },
      { name: 'deskrail_pool', help: 'Fails.', read: () => Promise.reject(new Error('away')) },
    ];
    const text = await (await open({ gauges }).call('/metrics')).text();
    expect(text).toContain('deskrail_spool_events 3');
    expect(text).not.toMatch(/^deskrail_(spool_age_seconds|pool) /m);
    expect(text).toContain('deskrail_store_up 1');
  });

  it('counts deliveries, with a bound on what comes from outside', async () => {
    const { server } = open();
    for (let count = 0; count < 300; count += 1) {
      server.metrics.onDelivery({ connection: `c${count}`, desk: 'zendesk', outcome: 'accepted' });
    }
    server.metrics.onDelivery({ connection: 'c1', desk: 'zendesk', outcome: 'refused', code: 'signature-invalid' });
    const text = await server.metrics.text();
    expect(text).toContain('{connection="c1",desk="zendesk",outcome="accepted",code=""} 1');
    expect(text).toContain('{connection="c1",desk="zendesk",outcome="refused",code="signature-invalid"} 1');
    expect(text).toContain('{connection="other",desk="zendesk",outcome="accepted",code=""} 100');
  });

  it('counts what enters the log', async () => {
    const { server, log } = open();
    const base = {
      specversion: '1.0',
      source: '/copilot',
      subject: 'conversation:z:1',
      time: '2026-01-31T09:30:00Z',
      tenant: 'a',
    };
    const event = (type: string, data: object) =>
      ({ ...base, id: `${type}-${JSON.stringify(data)}`, type, data }) as never;
    await log.append('decisions', [
      event('reply.suggested.v1', { proposal: { kind: 'reply' }, outcome: 'review' }),
      event('classification.suggested.v1', {
        proposal: { kind: 'classification' },
        outcome: 'show',
        pipeline: 'undo/1',
      }),
      event('recommendation.withheld.v1', { kind: 'reply' }),
      event('verdict.given.v1', { kind: 'approve', reviewer: 'rule/greetings' }),
      event('verdict.given.v1', { kind: 'reject', reviewer: 'reviewer/anna' }),
      event('recommendation.expired.v1', {}),
    ]);
    await log.append('actions', [
      event('action.approved.v1', {}),
      event('action.executed.v1', {}),
      event('audit.linked.v1', {}),
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    const text = await server.metrics.text();
    expect(text).toContain('deskrail_recommendations_total{kind="reply",outcome="review"} 1');
    expect(text).toContain('deskrail_recommendations_total{kind="reply",outcome="withheld"} 1');
    expect(text).toContain('deskrail_verdicts_total{kind="approve",by="rule"} 1');
    expect(text).toContain('deskrail_verdicts_total{kind="reject",by="person"} 1');
    expect(text).toContain('deskrail_actions_total{status="approved"} 1');
    expect(text).toContain('deskrail_actions_total{status="executed"} 1');
    expect(text).not.toContain('linked');
    expect(text).not.toContain('outcome="show"');
    expect(text).not.toContain('anna');
  });

  it('counts what verdicts say of the copilot, and answers that were kept', async () => {
    const measureEdit = async () => 0.25;
    const { server, log, call } = open({ measureEdit });
    const base = {
      specversion: '1.0',
      ...{ source: '/copilot', subject: 'conversation:z:1', time: '2026-01-31T09:30:00Z', tenant: 'a' },
    };
    const verdict = (id: string, data: object) =>
      ({ ...base, id, type: 'verdict.given.v1', data: { reviewer: 'reviewer/anna', decides: true, ...data } }) as never;
    await log.append('decisions', [
      verdict('1', { kind: 'reject', reason: { code: 'wrong', text: 'Not so' } }),
      verdict('2', { kind: 'reject', reason: { code: 'anything at all' } }),
      verdict('3', { kind: 'edit' }),
      verdict('4', { kind: 'approve', reviewer: 'rule/all' }),
      verdict('5', { kind: 'comment', decides: false }),
      { ...base, id: '6', type: 'fallback-rate.exceeded.v1', data: {} } as never,
    ]);
    await call('/v1/suggestions', { method: 'POST', key: 'a-writer-key', json: { text: 'How long?' } });
    await new Promise((resolve) => setImmediate(resolve));
    const text = await server.metrics.text();
    expect(text).toContain('deskrail_rejects_total{reason="wrong"} 1');
    expect(text).toContain('deskrail_rejects_total{reason="none"} 1');
    expect(text).toContain('deskrail_edit_distance_bucket{le="0.2"} 0');
    expect(text).toContain('deskrail_edit_distance_bucket{le="0.3"} 1');
    expect(text).toContain('deskrail_edit_distance_count 1');
    expect(text).toContain('deskrail_fallback_alerts_total 1');
    expect(text).toMatch(/deskrail_suggestions_total\{outcome="\w+",cached="no"\} 1/);
    expect(text).not.toContain('anything');
  });

  it('measures the edits of what somebody changed, and knows that the rest is as it was suggested', async () => {
    const measured: string[] = [];
    const measureEdit = async ({ id }: { readonly id: string }) => {
      measured.push(id);
      return 0.25;
    };
    const { server, log } = open({ measureEdit });
    const base = {
      specversion: '1.0',
      ...{ source: '/copilot', subject: 'conversation:z:1', time: '2026-01-31T09:30:00Z', tenant: 'a' },
    };
    const suggested = (of: string) =>
      ({ ...base, id: of, type: 'reply.suggested.v1', data: { recommendationId: of, about: {} } }) as never;
    const verdict = (id: string, of: string, data: object) => {
      const said = { reviewer: 'reviewer/anna', recommendationId: of, ...data };
      return { ...base, id, type: 'verdict.given.v1', data: said } as never;
    };
    const final = { kind: 'reply', text: 'Tomorrow.' };
    await log.append('decisions', [
      ...['kept', 'edited', 'called'].map(suggested),
      verdict('1', 'kept', { kind: 'approve', decides: true, final }),
      verdict('2', 'edited', { kind: 'edit', decides: false, final }),
      verdict('3', 'edited', { kind: 'approve', decides: true, final }),
      verdict('4', 'called', { kind: 'approve', decides: true, final: { kind: 'tool-call' } }),
      verdict('5', 'of-before', { kind: 'approve', decides: true, final }),
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(measured).toEqual(['3', '5']);
    const text = await server.metrics.text();
    expect(text).toContain('deskrail_edit_distance_bucket{le="0"} 1');
    expect(text).toContain('deskrail_edit_distance_count 3');
  });

  it('may take a key of a role', async () => {
    const { call } = open({ metricsRole: 'admin' });
    expect((await call('/metrics')).status).toBe(401);
    expect((await problemOf(await call('/metrics', { key: 'a-reader-key' }))).code).toBe('forbidden');
    expect((await call('/metrics', { key: 'a-admin-key' })).status).toBe(200);
  });
});

describe('a process that does not answer the API', () => {
  it('takes webhooks, and answers probes and metrics', async () => {
    const { call, server } = open({ store: undefined, reviewDesk: undefined });
    expect((await call('/webhooks/zendesk', { method: 'POST' })).status).toBe(204);
    expect(Object.keys((await read(await call('/readyz'))).parts)).toEqual(['server', 'log']);
    expect(await (await call('/metrics')).text()).toContain('deskrail_log_up 1');
    for (const path of ['/v1/conversations', '/v1/session', '/openapi.json']) {
      expect((await call(path, { key: 'a-admin-key' })).status).toBe(404);
    }
    await expect(server.issueSignInCode()).rejects.toThrow('does not answer the API');
  });

  it('may take no webhooks either', async () => {
    const { call } = open({ receiver: undefined });
    expect((await call('/webhooks/zendesk', { method: 'POST' })).status).toBe(404);
  });
});

describe('close', () => {
  it('ends all that the server reads', async () => {
    const { server, log, call } = open();
    const stream = await call('/v1/events', { key: 'a-reader-key' });
    expect(log.reading).toBeGreaterThan(0);
    await server.close();
    await stream.text();
    expect(log.reading).toBe(0);
    expect((await call('/readyz')).status).toBe(503);
  });

  it('ends what is still asked', async () => {
    const { server, call } = open({ copilot: { suggest: () => new Promise(() => {}) } as unknown as Copilot });
    const asked = call('/v1/suggestions', { key: 'a-writer-key', json: { text: 'Hello' } });
    await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    expect((await problemOf(await asked)).code).toBe('closed');
  });
});
