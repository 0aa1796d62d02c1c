import type { LiveNumbers } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { testServers } from '../fakes/test-servers.js';

const open = testServers();

test('counters and histograms grow with events, gauges are asked once a scrape, and labels are bounded', async () => {
  let asked = 0;
  let queue = 0;
  const liveNumbers: LiveNumbers = {
    since: '2026-01-30T10:00:00Z',
    metrics: [
      { name: 'deskrail_things_total', type: 'counter', help: 'Things.', labels: ['queue'] },
      { name: 'deskrail_wait_seconds', type: 'histogram', help: 'Waits.', buckets: [1, 10] },
      { name: 'deskrail_open', type: 'gauge', help: 'Open.', labels: ['queue'] },
      { name: 'deskrail_absent', type: 'gauge', help: 'Absent.' },
    ],
    take({ stream }) {
      queue += 1;
      if (stream === 'facts') return [{ name: 'deskrail_wait_seconds', value: 5, labels: {} }];
      return [{ name: 'deskrail_things_total', value: 2, labels: { queue: `q${queue}` } }];
    },
    gauges() {
      asked += 1;
      return [{ name: 'deskrail_open', value: 3, labels: { queue: 'review' } }];
    },
  };
  const { call, log } = open({ liveNumbers });
  const text = async () => await (await call('/metrics')).text();
  for (let count = 0; count < 60; count += 1) await log.append('decisions', [{ id: `d${count}`, data: {} } as never]);
  await log.append('facts', [{ id: 'f1' } as never]);
  await expect.poll(text).toMatch(/^deskrail_wait_seconds_bucket\{le="10"\} 1$/m);
  const before = asked;
  const scraped = await text();
  expect(asked).toBe(before + 1);
  expect(scraped).toMatch(/^deskrail_things_total\{queue="q1"\} 2$/m);
  expect(scraped.match(/^deskrail_things_total\{/gm)).toHaveLength(51);
  expect(scraped).toMatch(/^deskrail_things_total\{queue="other"\} \d+$/m);
  expect(scraped).toMatch(/^deskrail_open\{queue="review"\} 3$/m);
  expect(scraped).not.toMatch(/^deskrail_absent /m);
});
