import { aDayAtFernhill } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { asked, refundTool } from './refund-tool.js';

const signal = new AbortController().signal;
const call = (actionId: string) =>
  ({ actionId, signal }) as Parameters<NonNullable<ReturnType<typeof refundTool>['handle']>>[1];

test('reads a small and a large refund out of what the shop’s customers write, and nothing else', () => {
  const found = aDayAtFernhill.map(({ text }) => asked(text)).filter((one) => one !== undefined);
  expect(found).toEqual([
    {
      order: 'FO-48120',
      amount: 34.5,
      reason: 'the lantern arrived with a broken glass, and you have had it back since Monday',
    },
    { order: 'FO-47702', amount: 389, reason: 'you wrote that the Larch 4 tent is sold out and will not come' },
  ]);
});

test('pays once for an action’s id, and an order once', async () => {
  const paid: number[] = [];
  const tool = refundTool(({ amount }) => paid.push(amount));
  const given = { order: 'FO-48120', amount: 34.5, currency: 'GBP', reason: 'broken' };
  const first = await tool.handle?.(given, call('act_1'));
  expect(await tool.handle?.(given, call('act_1'))).toEqual(first);
  await expect(tool.handle?.(given, call('act_2'))).rejects.toMatchObject({ code: 'conflict', retryable: false });
  expect(paid).toEqual([34.5]);
  expect(await tool.lookUp?.(call('act_1'))).toEqual({ found: true, vendorId: 're_1' });
  expect(await tool.lookUp?.(call('act_9'))).toEqual({ found: false, certain: false });
});

test('an amount is told with its currency, and is one that can be paid', () => {
  const { arguments: schema } = refundTool(() => {});
  const read = (part: object) => schema.safeParse({ order: 'FO-48120', amount: 34.5, reason: 'broken', ...part });
  expect(read({}).data).toEqual({ order: 'FO-48120', amount: 34.5, currency: 'GBP', reason: 'broken' });
  for (const amount of [389.005, 0, -5, 99_999]) expect([amount, read({ amount }).success]).toEqual([amount, false]);
  expect(read({ currency: 'EUR' }).success).toBe(false);
});
