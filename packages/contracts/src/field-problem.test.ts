import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldProblem, fieldProblems } from './field-problem.js';

const wrong = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value);
  const [first] = fieldProblems(error?.issues ?? []);
  return fieldProblem.parse(first);
};

test.each([
  ['at most', z.number().max(500), 99_999, 'must be at most 500', { maximum: 500 }],
  ['more than', z.number().positive(), 0, 'must be more than 0', { minimum: 0, exclusive: true }],
  ['less than', z.number().lt(5), 5, 'must be less than 5', { maximum: 5, exclusive: true }],
  ['at least', z.number().min(1), -5, 'must be at least 1', { minimum: 1 }],
  ['decimals', z.number().multipleOf(0.01), 389.005, 'must have at most 2 decimals', { divisor: 0.01 }],
  ['multiple', z.number().multipleOf(5), 7, 'must be a multiple of 5', { divisor: 5 }],
  ['whole', z.number().multipleOf(1), 1.5, 'must be a whole number', { divisor: 1 }],
  ['whole as a type', z.int(), 1.5, 'must be a whole number', {}],
  ['no number', z.number(), 'x', 'must be a number', {}],
  ['missing', z.string(), undefined, 'is missing', {}],
  ['empty', z.string().min(1), '', 'must not be empty', { minimum: 1 }],
  ['short', z.string().min(3), 'a', 'must have at least 3 characters', { minimum: 3 }],
  ['long list', z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry', { maximum: 1 }],
  ['one value', z.literal('GBP'), 'EUR', 'must be GBP', { values: ['GBP'] }],
  ['one of several', z.enum(['a', 'b']), 'c', 'must be one of a, b', { values: ['a', 'b'] }],
  ['form', z.string().regex(/^FO/), 'x', 'is not in the form that it must have', {}],
  ['e-mail', z.email(), 'x', 'must be an e-mail address', {}],
  ['unknown field', z.strictObject({}), { to: 'mallory' }, 'must not have to', {}],
  ['neither of two', z.union([z.string(), z.number()]), true, 'is not right', {}],
])('says what a field must be: %s', (_, schema, value, message, limits) => {
  expect(wrong(schema, value)).toEqual({ path: '', message, code: expect.any(String), ...limits });
});

test('a schema’s own words stand as they are', () => {
  const order = z.string().regex(/^FO-\d{5}$/, 'must be like FO-48120');
  expect(wrong(order, 'x')).toEqual({ path: '', message: 'must be like FO-48120', code: 'custom' });
  expect(
    wrong(
      z.number().refine(() => false, 'No refunds on Sundays'),
      1,
    ),
  ).toMatchObject({
    message: 'No refunds on Sundays',
  });
});

test('a path is from the body’s root, and no more are told than anybody reads', () => {
  const { error } = z.object({ amount: z.number() }).safeParse({ amount: 'x' });
  expect(fieldProblems(error?.issues ?? [], ['proposal', 'arguments'])[0]?.path).toBe('proposal.arguments.amount');
  const many = z.array(z.number()).safeParse(Array.from({ length: 50 }, () => 'x')).error;
  expect(fieldProblems(many?.issues ?? [])).toHaveLength(20);
});

test('what a large number limits can be told as JSON', () => {
  expect(JSON.stringify(wrong(z.bigint().max(5n), 6n))).toContain('must be at most 5');
});
