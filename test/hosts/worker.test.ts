import { join } from 'node:path';
import type { Fact } from '@deskrail/contracts';
import { Miniflare, type Request as WorkerRequest, Response as WorkerResponse } from 'miniflare';
import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { deliverToHost, factsOfAll } from './deliver-to-host.ts';
import { sendTo } from './serve.ts';

it('runs in a worker, with nothing of Node: WebCrypto, and a log by HTTP', { timeout: 60_000 }, async () => {
  const script = await bundle(join(import.meta.dirname, 'worker-entry.ts'), ['workerd', 'worker', 'browser']);
  expect(script).not.toMatch(/from ?["']node:/);
  const facts: Fact[] = [];
  const worker = new Miniflare({
    modules: true,
    script,
    compatibilityDate: '2026-07-01',
    async outboundService(request: WorkerRequest) {
      const { stream, events } = (await request.json()) as { stream: string; events: Fact[] };
      if (stream === 'facts') facts.push(...events);
      return new WorkerResponse(null, { status: request.url === 'https://log.example/append' ? 204 : 404 });
    },
  });
  try {
    const { origin } = await worker.ready;
    await deliverToHost({ told: origin, send: sendTo(origin) });
  } finally {
    await worker.dispose();
  }
  expect(facts.map(({ type }) => type)).toEqual(factsOfAll);
});
