import { type Connection, checkEvent } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { type Captured, takeIn } from './captured.ts';
import { freshdeskCaptured, freshdeskConnection } from './freshdesk.ts';
import { twilioCaptured, twilioConnection } from './twilio.ts';
import { zendeskCaptured, zendeskConnection } from './zendesk.ts';

const desks: readonly (readonly [string, Connection, readonly Captured[]])[] = [
  ['Zendesk', zendeskConnection, zendeskCaptured],
  ['Freshdesk', freshdeskConnection, freshdeskCaptured],
  ['Twilio', twilioConnection, twilioCaptured],
];

describe.each(desks)('what others published of %s', (_desk, connection, captured) => {
  it.each(captured.map((one) => [one.name, one] as const))('%s', async (_name, { request, facts, dead }) => {
    const taken = await takeIn(connection, await request());
    expect(taken).toMatchObject({ status: expect.toSatisfy((status: number) => status >= 200 && status < 300) });
    expect(taken.facts.map(({ type }) => type)).toEqual(facts.map(([type]) => type));
    for (const [index, [, data = {}]] of facts.entries()) expect(taken.facts[index]?.data).toMatchObject(data);
    for (const fact of taken.facts) checkEvent('facts', fact);
    expect(taken.deadLetters.map(({ code }) => code)).toEqual(dead === undefined ? [] : [dead]);
  });

  it.each(captured.map((one) => [one.name, one] as const))('gives the same ids again: %s', async (_name, one) => {
    const [first, again] = [
      await takeIn(connection, await one.request()),
      await takeIn(connection, await one.request()),
    ];
    expect(again.facts.map(({ id }) => id)).toEqual(first.facts.map(({ id }) => id));
  });

  it.each(captured.map((one) => [one.name, one] as const))('has no 5xx for a part of it: %s', async (_name, one) => {
    const whole = await one.request();
    const body = new Uint8Array(await whole.clone().arrayBuffer());
    for (const share of [0, 0.3, 0.6, 0.97]) {
      const { url, method, headers } = whole;
      const part = method === 'GET' ? {} : { body: body.slice(0, Math.floor(body.length * share)) };
      expect((await takeIn(connection, new Request(url, { method, headers, ...part }))).status).toBeLessThan(500);
    }
    const bare = new Request(whole.url, { method: 'POST', body });
    expect((await takeIn(connection, bare)).status).toBeLessThan(500);
  });
});
