import type { PolicyQuestion, PolicyRules } from '@deskrail/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askPolicy } from './ask-policy.js';
import { definePolicy } from './define-policy.js';

/** A condition as text, and what logic says of it: `undefined` where it cannot be told. */
interface Told {
  readonly text: string;
  readonly holds: (question: PolicyQuestion) => boolean | undefined;
}

const fields = {
  'draft.intent': (question: PolicyQuestion) => question.intent,
  'draft.language': (question: PolicyQuestion) => question.language,
  'draft.tool': (question: PolicyQuestion) => question.tool,
  'conversation.channel': (question: PolicyQuestion) => question.channel,
  'customer.tier': (question: PolicyQuestion) => question.customerTier,
} as const;
const numbers = {
  'draft.amount': (question: PolicyQuestion) => question.amount,
  'draft.confidence': (question: PolicyQuestion) => question.confidence as number | undefined,
} as const;

const names = fc.constantFrom('a', 'b', 'c');
const compare = <Value>(value: Value | undefined, by: (known: Value) => boolean) =>
  value === undefined ? undefined : by(value);

const equality = fc
  .record({
    path: fc.constantFrom(...(Object.keys(fields) as (keyof typeof fields)[])),
    name: names,
    equal: fc.boolean(),
  })
  .map(
    ({ path, name, equal }): Told => ({
      text: `${path} ${equal ? '==' : '!='} "${name}"`,
      holds: (question) => compare(fields[path](question), (value) => (value === name) === equal),
    }),
  );
const ordering = fc
  .record({
    path: fc.constantFrom(...(Object.keys(numbers) as (keyof typeof numbers)[])),
    least: fc.constantFrom(0.25, 0.5, 0.75),
  })
  .map(
    ({ path, least }): Told => ({
      text: `${path} >= ${least}`,
      holds: (question) => compare(numbers[path](question), (value) => value >= least),
    }),
  );
const known = fc.constantFrom(...(Object.keys(fields) as (keyof typeof fields)[])).map(
  (path): Told => ({
    text: `has(${path})`,
    holds: (question) => fields[path](question) !== undefined,
  }),
);
const tagged = names.map(
  (name): Told => ({
    text: `"${name}" in conversation.tags`,
    holds: (question) => compare(question.tags, (tags) => tags.includes(name)),
  }),
);
const someTag = names.map(
  (name): Told => ({
    text: `conversation.tags.exists(t, t == "${name}")`,
    holds: (question) => compare(question.tags, (tags) => tags.includes(name)),
  }),
);
const argument = fc.record({ key: names, value: names }).map(
  ({ key, value }): Told => ({
    text: `draft.arguments.${key} == "${value}"`,
    holds: (question) => compare(question.arguments?.[key], (one) => one === value),
  }),
);

const and = (one?: boolean, other?: boolean) =>
  one === false || other === false ? false : one === undefined || other === undefined ? undefined : true;
const not = (one?: boolean) => (one === undefined ? undefined : !one);

const { condition } = fc.letrec<{ condition: Told }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    ...[equality, ordering, known, tagged, someTag, argument],
    fc.tuple(tie('condition'), tie('condition')).map(
      ([one, other]): Told => ({
        text: `(${one.text} && ${other.text})`,
        holds: (question) => and(one.holds(question), other.holds(question)),
      }),
    ),
    fc.tuple(tie('condition'), tie('condition')).map(
      ([one, other]): Told => ({
        text: `(${one.text} || ${other.text})`,
        holds: (question) => not(and(not(one.holds(question)), not(other.holds(question)))),
      }),
    ),
    tie('condition').map((one): Told => ({ text: `!(${one.text})`, holds: (question) => not(one.holds(question)) })),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(
      ([test, one, other]): Told => ({
        text: `(${test.text} ? ${one.text} : ${other.text})`,
        holds(question) {
          const chosen = test.holds(question);
          return chosen === undefined ? undefined : (chosen ? one : other).holds(question);
        },
      }),
    ),
  ),
}));

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const question: fc.Arbitrary<PolicyQuestion> = fc.record({
  ...{ tenant: fc.constant('acme'), kind: fc.constant('tool-call' as const), flags: fc.constant([]) },
  ...{ asked: fc.constantFrom('desk' as const, 'suggest' as const), confidence: fc.constantFrom(0, 0.5, 1) },
  ...{ intent: maybe(names), language: maybe(names), tool: maybe(names), channel: maybe(names) },
  ...{ customerTier: maybe(names), amount: maybe(fc.constantFrom(0, 0.5, 1, Number.NaN)) },
  tags: maybe(fc.array(names, { maxLength: 3 })),
  arguments: maybe(fc.dictionary(names, names, { maxKeys: 3 })),
});
const outcome = fc.constantFrom('auto' as const, 'show' as const, 'four-eyes' as const, 'block' as const);

/** What nobody can say is no number. */
const asKnown = (asked: PolicyQuestion): PolicyQuestion => ({
  ...asked,
  amount: Number.isNaN(asked.amount) ? undefined : asked.amount,
});

test('a rule applies where its condition is true for certain, and what cannot be told is for people', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(condition, outcome), { minLength: 1, maxLength: 4 }),
      question,
      async (list, asked) => {
        const rules: PolicyRules['rules'] = list.map(([{ text }, what], index) => ({
          ...{ id: `r${index}`, when: text, outcome: what },
        }));
        const policy = await definePolicy({ rules });
        const answer = policy.decide(asked);
        const told = list.map(([{ holds }]) => holds(asKnown(asked)));
        const stops = told.findIndex((one) => one !== false);
        const stopped = list[stops];
        if (stopped === undefined) {
          expect(answer).toMatchObject({ outcome: 'review' });
          expect(answer.error).toBeUndefined();
        } else if (told[stops] === true) {
          expect(answer).toMatchObject({ outcome: stopped[1], rule: `r${stops}` });
        } else {
          expect(answer).toMatchObject({
            outcome: 'review',
            error: expect.stringMatching(new RegExp(`^r${stops}: `, 'u')),
          });
          expect(answer.rule).toBeUndefined();
          expect(askPolicy(policy, asked).outcome).toBe('review');
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test('no error says what a person wrote', async () => {
  const secret = 'S3CRET-of-a-person';
  const conditions = [
    ...[
      'int(draft.arguments.note) > 1',
      'timestamp(draft.arguments.note) > now',
      'draft.arguments[draft.arguments.note] == 1',
    ],
    ...['draft.arguments.note > 5', 'double(draft.arguments.note) < 1.0'],
    ...['bool(draft.arguments.note)', 'draft.arguments.note.nothing == 1', 'draft.arguments.note[0] == "x"'],
  ];
  for (const when of conditions) {
    const policy = await definePolicy([{ id: 'a', when, outcome: 'auto' }]);
    const answer = policy.decide({
      ...{ tenant: 'acme', kind: 'tool-call', confidence: 1, flags: [], asked: 'desk', at: '2026-01-31T10:00:00Z' },
      arguments: { note: secret },
    });
    expect(answer).toMatchObject({ outcome: 'review', error: expect.any(String) });
    expect(answer.error).not.toContain(secret);
  }
});
