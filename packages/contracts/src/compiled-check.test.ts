import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compileCheck } from './compiled-check.js';
import { definitionOf, vocabulary } from './vocabulary.js';

const definitions = Object.entries(vocabulary).flatMap(([stream, list]) =>
  [list].flat().map(({ type }) => ({ stream, type })),
);

/** What reading takes for a contradiction: anything but unknown fields. */
const contradicts = (schema: z.ZodType, value: unknown): boolean =>
  schema.safeParse(value).error?.issues.some(({ code }) => code !== 'unrecognized_keys') === true;

const odd: readonly unknown[] = [
  ...[
    undefined,
    null,
    true,
    '',
    ' ',
    'x',
    'x'.repeat(70_000),
    '\u0000',
    '2026-01-31T10:00:00Z',
    '2026-13-41T10:00:00Z',
  ],
  ...[0, -1, 0.5, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 1e21, [], [null], ['x'], Array(3_000).fill('x')],
  ...[{}, { x: 1 }, { kind: 'reply' }, { kind: 'nothing' }, [[]], { constructor: 1 }, new Map(), new Date(0)],
];

/** A value with each of its parts in turn replaced, taken away, or given a neighbour. */
function* variants(value: unknown): Generator<unknown> {
  yield* odd;
  if (Array.isArray(value)) {
    for (const [at, one] of value.entries()) for (const other of variants(one)) yield value.with(at, other);
    yield [...value, ...value];
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, somethingNew: { of: ['ours'] } };
    for (const [name, one] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const other of variants(one)) yield { ...value, [name]: other };
    }
  }
}

describe.each(definitions)('$type', ({ stream, type }) => {
  const definition = definitionOf(type);
  if (definition === undefined) throw new Error(type);
  const { schema, examples } = definition;
  const check = compileCheck(schema);
  const more = stream === 'facts' ? { authenticity: 'signed', identity: 'exact' } : {};
  const envelope = {
    ...{ specversion: '1.0', id: 'an-id', source: '/copilot', type, subject: 'conversation:zendesk:1' },
    ...{
      time: '2026-01-31T10:00:00.123456Z',
      datacontenttype: 'application/json',
      tenant: 'acme',
      connection: 'zendesk',
    },
    ...{ actor: 'reviewer/anna', correlationid: 'conversation:zendesk:1', ...more },
  };

  test('is right at a glance', () => {
    for (const data of examples) {
      const event = { ...envelope, data };
      expect(schema.safeParse(event).error?.issues).toBeUndefined();
      expect(check(event)).toBe(true);
      expect(check({ ...event, data: { ...(data as object), somethingNew: 1 } })).toBe(true);
    }
  });

  test('is never right where its schema is against it', () => {
    for (const data of examples) {
      for (const event of variants({ ...envelope, data })) {
        if (check(event) && contradicts(schema, event))
          expect.fail(`${JSON.stringify(event).slice(0, 2_000)} is wrong`);
      }
    }
  });
});

test.each<readonly [string, z.ZodType, unknown, boolean]>([
  ['a check of our own', z.string().refine((text) => text === 'a'), 'b', false],
  ['another format', z.email(), 'nobody', false],
  ['a change', z.string().transform(Number), 'x', true],
  ['a default', z.object({ a: z.string().default('x') }), {}, true],
  [
    'alternatives, of which a new field fits neither',
    z.union([z.strictObject({ a: z.string() }), z.null()]),
    { a: 'x', b: 1 },
    false,
  ],
  ['a schema within itself', z.lazy(() => z.array(z.string())), ['x', 1], false],
  ['a record by known names', z.record(z.enum(['a', 'b']), z.string()), { a: 'x' }, false],
  ['an expression that goes on where it stopped', z.string().regex(/x/gu), 'x', true],
])('%s is asked of the schema', (_, schema, value, told) => {
  const check = compileCheck(schema);
  expect([check(value), check(value)]).toEqual([told, told]);
});
