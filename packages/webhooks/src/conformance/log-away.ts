import type { Adapter } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import type { AdapterFixtures } from './adapter-fixtures.js';
import { expectTaken, openBench } from './bench.js';

/** While the log is away nothing is acknowledged, and what comes again is not lost. */
export function testLogAway(adapter: Adapter, fixtures: AdapterFixtures): void {
  test.each(['away', 'slow'] as const)('with a log that is %s the vendor is asked to send again', async (state) => {
    const bench = openBench(fixtures);
    bench.state = state;
    const response = await bench.send(fixtures.webhooks[0]);
    expect(response.status).toBe(adapter.retry.status);
    for (const [name, value] of Object.entries(adapter.retry.headers ?? {})) {
      expect(response.headers.get(name)).toBe(value);
    }
    expect(bench.facts).toEqual([]);
    bench.state = 'there';
    expectTaken(await bench.send(fixtures.webhooks[0]));
    expect(bench.facts.length).toBeGreaterThan(0);
  });

  test('the status that asks for another try is no 2xx, and none that means never again', () => {
    expect(adapter.retry.status).toBeGreaterThanOrEqual(400);
    expect(adapter.retry.status).toBeLessThan(600);
    expect([401, 403, 404, 410, 413]).not.toContain(adapter.retry.status);
  });
}
