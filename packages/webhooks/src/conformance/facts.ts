import type { Adapter } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import type { AdapterFixtures } from './adapter-fixtures.js';
import { expectTaken, nowMs, openBench, testOf } from './bench.js';

/** One webhook, its facts: the same ones however often and in whatever company it comes. */
export function testFacts(adapter: Adapter, fixtures: AdapterFixtures): void {
  const { webhooks } = fixtures;

  test.each(webhooks.map((webhook) => [webhook.name, webhook] as const))('%s becomes its facts', async (_, webhook) => {
    const bench = openBench(fixtures);
    expectTaken(await bench.send(webhook));
    expect(bench.facts).toMatchObject(webhook.facts);
    expect(bench.facts.length).toBe(webhook.facts.length);
    expect(bench.letters).toEqual([]);
    for (const fact of bench.facts) {
      expect(fact.data.origin.vendor).toBe(adapter.desk);
      expect(fact.subject).toMatch(/^(conversation|customer|organization|incident|connection):/);
    }
    if (bench.facts.length > 0) expect(bench.facts.some(({ data }) => data.origin.raw === webhook.body)).toBe(true);
  });

  test.each(webhooks.map((webhook) => [webhook.name, webhook] as const))(
    '%s: a retry, and many at once, are the same facts under the same ids',
    async (_, webhook) => {
      const bench = openBench(fixtures);
      expectTaken(await bench.send(webhook));
      const first = bench.facts;
      expectTaken(await bench.send(webhook));
      // Signed again, as vendors do whose signature has a time.
      expectTaken(await bench.send(webhook, { signedAtMs: nowMs + 60_000 }));
      for (const response of await Promise.all(Array.from({ length: 20 }, () => bench.send(webhook)))) {
        expectTaken(response);
      }
      expect(bench.facts).toEqual(first);
    },
  );

  test('two webhooks that say different things are different facts', async () => {
    const ids = new Map<string, string>();
    for (const webhook of webhooks) {
      const bench = openBench(fixtures);
      await bench.send(webhook);
      for (const { id, type } of bench.facts) {
        expect(ids.get(id) ?? type, `${webhook.name}: ${id}`).toBe(type);
        ids.set(id, type);
      }
    }
  });

  test('the first is a customer’s message, and only that starts a recommendation', async () => {
    const bench = openBench(fixtures);
    await bench.send(webhooks[0]);
    const [message] = bench.facts.filter(({ type }) => type.startsWith('message.'));
    expect(message).toMatchObject({ type: 'message.received.v1', data: { author: { kind: 'customer' } } });
    expect(message?.correlationid).toBe(message?.subject);
  });

  testOf(fixtures.ownReply, 'our own reply comes back as ours, and starts nothing', async (webhook) => {
    const bench = openBench(fixtures);
    expectTaken(await bench.send(webhook));
    expect(bench.facts.map(({ type }) => type)).not.toContain('message.received.v1');
    const { actionId } = webhook;
    if (actionId === undefined) return;
    expect(bench.facts.map(({ data }) => data)).toContainEqual(expect.objectContaining({ actionId }));
  });

  testOf(fixtures.privateNotes, 'what is private, or does not say, stays private', async (notes) => {
    for (const note of notes) {
      const bench = openBench(fixtures);
      expectTaken(await bench.send(note));
      const said = bench.facts.filter(({ data }) => 'visibility' in data && data.visibility !== undefined);
      expect(said.length, note.name).toBeGreaterThan(0);
      for (const { data } of said) expect(data, note.name).toHaveProperty('visibility', 'private');
    }
  });
}
