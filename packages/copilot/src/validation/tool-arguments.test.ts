import type { Proposal, Tool } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseToolCall, readArguments } from './tool-arguments.js';

let drawn = 0;
const tools: Tool[] = [
  {
    name: 'refund',
    description: 'Pays',
    arguments: z.object({ order: z.string(), amount: z.coerce.number().max(50), currency: z.string().default('EUR') }),
  },
  {
    name: 'book',
    description: 'Books',
    arguments: z.object({ day: z.coerce.date(), who: z.array(z.object({ name: z.string() })).optional() }),
  },
  {
    name: 'pay',
    description: 'Pays what is told in euros, in cents',
    arguments: z.object({ euros: z.number().transform((euros) => euros * 100) }),
  },
  {
    name: 'pay-on',
    description: 'The same, beside something that is no JSON',
    arguments: z.object({ day: z.coerce.date(), euros: z.number().transform((euros) => euros * 100) }),
  },
  {
    name: 'draw',
    description: 'Reads a key of its own where none is given',
    arguments: z.object({ key: z.string().default(() => `k${++drawn}`) }),
  },
  {
    name: 'hide',
    description: 'Puts in what nobody can be shown',
    arguments: z.object({ at: z.date().default(() => new Date(0)) }),
  },
  {
    name: 'number',
    description: 'Reads a text and makes it a number, which it does not read',
    arguments: z.object({ amount: z.string().transform(Number) }),
  },
];
const parse = (tool: string, args: object) =>
  parseToolCall({ kind: 'tool-call', tool, arguments: args } as Proposal, tools);

test('arguments are what the schema makes of them, and nothing that it does not name', async () => {
  expect(await parse('refund', { order: '1042', amount: '12.5', to: 'mallory' })).toEqual({
    proposal: { kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount: 12.5, currency: 'EUR' } },
  });
});

test('what a schema makes and is no JSON stays as it was given', async () => {
  expect(await parse('book', { day: '2026-01-31', to: 'mallory' })).toMatchObject({
    proposal: { arguments: { day: '2026-01-31' } },
  });
  const who = [{ name: 'Kim', to: 'mallory' }, { name: 'Robin' }];
  const read = await parse('book', { day: '2026-01-31', who, to: 'mallory' });
  expect(read).toEqual({
    proposal: {
      kind: 'tool-call',
      tool: 'book',
      arguments: { day: '2026-01-31', who: [{ name: 'Kim' }, { name: 'Robin' }] },
    },
  });
});

test('what was made once is read as it is from then on, by whoever reads it', async () => {
  const first = await parse('draw', {});
  expect(first).toMatchObject({ proposal: { arguments: { key: 'k1' } } });
  if (!('proposal' in first)) throw new Error('no proposal');
  expect(await parseToolCall(first.proposal, tools)).toEqual(first);
});

test.each([
  ['pay', { euros: 0.4 }],
  ['pay-on', { day: '2026-01-31', euros: 0.4 }],
  ['hide', {}],
  ['number', { amount: '12' }],
])('a schema that reads what it made as something else is refused: %s', async (tool, args) =>
  expect(await parse(tool, args)).toMatchObject({ wrong: 'arguments: not-stable' }),
);

test.each([
  ['delete-all', {}, 'tool: unknown'],
  ['refund', { order: '1042', amount: 5_000 }, 'arguments.amount: too_big'],
  ['refund', { amount: 5 }, 'arguments.order: invalid_type'],
  ['refund', { amount: 5_000 }, 'arguments.order: invalid_type; arguments.amount: too_big'],
])('%s %j is no proposal', async (tool, args, wrong) => expect(await parse(tool, args)).toMatchObject({ wrong }));

test('for the handler they are read once more, and are what was approved or nothing', async () => {
  const read = async (name: string, given: object) =>
    readArguments(tools.find((tool) => tool.name === name) as Tool, given as Record<string, never>);
  expect(await read('refund', { order: '1', amount: 2, currency: 'EUR' })).toEqual({
    given: { order: '1', amount: 2, currency: 'EUR' },
  });
  expect(await read('book', { day: '2026-01-31' })).toEqual({ given: { day: new Date('2026-01-31') } });
  // Approved before the schema put in a currency: nobody has seen it.
  expect(await read('refund', { order: '1', amount: 2 })).toMatchObject({ wrong: 'arguments: not-stable' });
  expect(await read('pay', { euros: 40 })).toMatchObject({ wrong: 'arguments: not-stable' });
  expect(await read('refund', { order: '1', amount: 200, currency: 'EUR' })).toMatchObject({
    wrong: 'arguments.amount: too_big',
    fields: [{ path: 'proposal.arguments.amount', message: 'must be at most 50', code: 'too_big', maximum: 50 }],
  });
});
