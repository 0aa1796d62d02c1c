import type { EventLog, SubscribeOptions } from '@deskrail/contracts';
import { expect, test, vi } from 'vitest';
import { received } from '../../test/facts.js';
import { memoryStore } from '../../test/memory-store.js';
import { startRecommending } from './recommending.js';

test('consumes the facts as the group copilot, several conversations side by side, and closes', async () => {
  let subscribed: SubscribeOptions<'facts'> | undefined;
  const close = vi.fn(async () => {});
  const log = {
    async subscribe(options: SubscribeOptions<'facts'>) {
      subscribed = options;
      return { state: 'running', close, [Symbol.asyncDispose]: close };
    },
  } as unknown as EventLog;
  const recommend = vi.fn(async () => {});
  const recommending = await startRecommending({ log, recommender: { recommend } });
  expect(subscribed).toMatchObject({ stream: 'facts', group: 'copilot', from: 'start', concurrency: 4 });

  const stored = memoryStore().receive(received('1', 'One'), received('2', 'Two'));
  const { signal } = new AbortController();
  await subscribed?.handler(stored, { signal, attempt: 1 });
  expect(recommend.mock.calls).toEqual(stored.map((event) => [event, { signal }]));

  expect(recommending.state).toBe('running');
  await recommending.close();
  expect(close).toHaveBeenCalledOnce();
});
