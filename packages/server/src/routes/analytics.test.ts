import { type AnalyticsQuery, type AnalyticsView, DeskrailError } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';

const open = testServers();
const key = 'a-reader-key';

function openWithAnalytics(failing?: DeskrailError) {
  const asked: Omit<AnalyticsQuery, 'signal'>[] = [];
  const { call } = open({
    analytics: {
      async read({ signal: _, ...query }) {
        asked.push(query);
        if (failing) throw failing;
        return { since: query.since } as AnalyticsView;
      },
    },
  });
  return { call, asked };
}

test('counts the last 30 days of the key’s tenant, or what is asked for', async () => {
  const { call, asked } = openWithAnalytics();
  const answer = await call('/v1/analytics', { key });
  // The test server's clock stands at 2026-01-31T10:00:00Z.
  expect([answer.status, await answer.json()]).toEqual([200, { since: '2026-01-01T10:00:00.000Z' }]);
  await call('/v1/analytics?since=12h&until=2026-01-31T09:00:00%2B01:00&by=intent', { key: 'b-reader-key' });
  expect(asked).toEqual([
    { tenant: 'a', since: '2026-01-01T10:00:00.000Z', until: undefined, by: undefined },
    { tenant: 'b', since: '2026-01-30T22:00:00.000Z', until: '2026-01-31T08:00:00.000Z', by: 'intent' },
  ]);
});

test('a date is its midnight in UTC, and such a day there must be', async () => {
  const { call, asked } = openWithAnalytics();
  expect((await call('/v1/analytics?since=2026-01-21&until=2026-01-31', { key })).status).toBe(200);
  expect(asked).toMatchObject([{ since: '2026-01-21T00:00:00.000Z', until: '2026-01-31T00:00:00.000Z' }]);
  for (const day of ['2026-02-31', '2026-13-01', '2026-1-1', '20260101']) {
    const problem = await problemOf(await call(`/v1/analytics?since=${day}`, { key }));
    expect(problem).toMatchObject({ status: 400, code: 'request-invalid' });
  }
});

test('a role that reads is needed, a time and one of the parts', async () => {
  const { call, asked } = openWithAnalytics();
  expect((await call('/v1/analytics', { key: 'a-writer-key' })).status).toBe(403);
  for (const query of ['since=yesterday', 'since=2026-99-99T00:00:00Z', 'by=reviewer', 'tenant=b']) {
    expect(await problemOf(await call(`/v1/analytics?${query}`, { key }))).toMatchObject({ code: 'request-invalid' });
  }
  expect(asked).toEqual([]);
});

test('says when it took too long, and where nothing is counted', async () => {
  const { call } = openWithAnalytics(new DeskrailError('timeout', 'Ask again.', { retryable: true }));
  expect(await problemOf(await call('/v1/analytics', { key }))).toMatchObject({ status: 504, code: 'timeout' });
  expect(await problemOf(await open().call('/v1/analytics', { key }))).toMatchObject({ code: 'not-found' });
});
