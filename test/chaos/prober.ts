import { setTimeout as sleep } from 'node:timers/promises';
import type { ZendeskEmulator } from '@deskrail/testing';
import { reviewersClient } from './reviewer.ts';
import { conversationOf } from './words.ts';

const everyMs = 500;

/**
 * Resolves with how long it took, from now, until a customer's new question had its recommendation readable by the API;
 * with nothing where that was not within the limit. A new question is asked twice a second: the first one that comes
 * through counts, whichever it is.
 */
export async function untilServed(options: {
  readonly desk: ZendeskEmulator;
  readonly url: () => string;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}): Promise<number | undefined> {
  const { desk, withinMs, signal } = options;
  const client = reviewersClient(options.url);
  const since = performance.now();
  const asked: string[] = [];
  const isServed = async (ticket: string) => {
    const query = { conversation: conversationOf(ticket), limit: 1 };
    const page = await client.recommendations.page(query, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    });
    return page.items.length > 0;
  };
  while (performance.now() - since < withinMs && !signal.aborted) {
    if (asked.length * everyMs <= performance.now() - since) {
      const customer = { name: 'Robin Probe', email: 'robin.probe@customer.example' };
      const text = 'How long do I have to return a tent, and what does the return cost?';
      asked.push(desk.customerWrites({ customer, subject: 'A probe', text }).id);
    }
    for (const ticket of asked.slice(-20)) {
      if (await isServed(ticket).catch(() => false)) return performance.now() - since;
    }
    await sleep(50, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
