import type { Tool } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseToolCall } from './tool-arguments.js';

const tools: Tool[] = [
  {
    name: 'refund',
    description: 'Pays',
    arguments: z.object({ order: z.string(), amount: z.coerce.number().max(50) }),
  },
  {
    name: 'book',
    description: 'Books',
    arguments: z.object({ day: z.coerce.date(), who: z.array(z.object({ name: z.string() })).optional() }),
  },
];
const parse = (tool: string, args: Record<string, never>) =>
  parseToolCall({ kind: 'tool-call', tool, arguments: args }, tools);

test('arguments are what the schema makes of them, and nothing that it does not name', async () => {
  expect(await parse('refund', { order: '1042', amount: '12.5', to: 'mallory' } as never)).toEqual({
    proposal: { kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount: 12.5 } },
  });
});

test('what a schema makes and is no JSON stays as it was given', async () => {
  expect(await parse('book', { day: '2026-01-31', to: 'mallory' } as never)).toMatchObject({
    proposal: { arguments: { day: '2026-01-31' } },
  });
  const who = [{ name: 'Kim', to: 'mallory' }, { name: 'Robin' }];
  const read = await parse('book', { day: '2026-01-31', who, to: 'mallory' } as never);
  expect(read).toEqual({
    proposal: {
      kind: 'tool-call',
      tool: 'book',
      arguments: { day: '2026-01-31', who: [{ name: 'Kim' }, { name: 'Robin' }] },
    },
  });
});

test.each([
  ['delete-all', {}, 'tool: unknown'],
  ['refund', { order: '1042', amount: 5_000 }, 'arguments.amount: too_big'],
  ['refund', { amount: 5 }, 'arguments.order: invalid_type'],
])('%s %j is no proposal', async (tool, args, wrong) => expect(await parse(tool, args as never)).toEqual({ wrong }));
