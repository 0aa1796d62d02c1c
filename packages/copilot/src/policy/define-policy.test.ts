import type { PolicyQuestion, PolicyRules } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { memoryStore } from '../../test/memory-store.js';
import { announcePolicy } from './announce-policy.js';
import { askPolicy } from './ask-policy.js';
import { definePolicy } from './define-policy.js';

const question: PolicyQuestion = {
  ...{ tenant: 'acme', kind: 'reply', confidence: 0.9, flags: [], asked: 'desk', risk: 'low' },
  at: '2026-01-31T10:00:00Z',
};
const refund: PolicyQuestion = { ...question, kind: 'tool-call', tool: 'refund', arguments: {}, risk: 'high' };

const ruled = (
  ...rules: readonly [when: PolicyRules['rules'][number]['when'], PolicyRules['rules'][number]['outcome']][]
) => definePolicy(rules.map(([when, outcome], index) => ({ id: `rule-${index}`, when, outcome })));

test('the first rule that matches decides, and a person where none does', async () => {
  const policy = await definePolicy([
    { id: 'not-refunds', when: { intent: 'refund-request' }, outcome: 'block' },
    { id: 'sure', when: 'draft.kind == "reply" && draft.confidence >= 0.8', outcome: 'auto' },
  ]);
  const thanks = { ...question, intent: 'thanks' };
  expect(policy.decide(thanks)).toMatchObject({ outcome: 'auto', rule: 'sure' });
  expect(policy.decide({ ...question, intent: 'refund-request' })).toMatchObject({
    ...{ outcome: 'block', rule: 'not-refunds' },
  });
  const unmatched = policy.decide({ ...thanks, confidence: 0.5 });
  expect(unmatched).toMatchObject({ outcome: 'review' });
  expect(unmatched).not.toHaveProperty('rule');
});

test.each([
  ['a field that is not known', 'draft.intent == "thanks"', 'rule-0: draft.intent is not known'],
  ['the same denied', '!(draft.intent == "thanks")', 'rule-0: draft.intent is not known'],
  ['the same compared otherwise', 'draft.intent != "refund-request"', 'rule-0: draft.intent is not known'],
  ['a field of no conversation', '"vip" in conversation.tags', 'rule-0: conversation.tags is not known'],
  ['an argument that is not there', 'draft.arguments.amount < 50', 'rule-0: draft.arguments is not known'],
  ['a choice by what is not known', 'draft.amount < 50 ? true : true', 'rule-0: draft.amount is not known'],
])('%s is neither true nor false: people decide, and later rules are not asked', async (_, when, error) => {
  const policy = await ruled([when, 'auto'], [{}, 'auto']);
  expect(policy.decide(question)).toMatchObject({ outcome: 'review', error });
  expect(policy.decide(question).rule).toBeUndefined();
});

test.each<readonly [string, PolicyRules['rules'][number]['when'], Partial<PolicyQuestion>, string | boolean]>([
  ['an intent that is not known', { intent: 'legal' }, {}, 'draft.intent is not known'],
  ['a channel that is not known', { kind: 'reply', channel: 'chat' }, {}, 'conversation.channel is not known'],
  ['a risk that nobody has judged', { maxRisk: 'medium' }, { risk: undefined }, 'draft.risk is not known'],
  ['a confidence that is no number', { minConfidence: 0.5 }, { confidence: Number.NaN }, 'draft.confidence is not'],
  ['the first of two that are not known', { channel: 'chat', intent: 'legal' }, {}, 'draft.intent is not known'],
  ['one that certainly fails beside it', { intent: 'legal', kind: 'tool-call' }, {}, false],
  ['the same in another order', { channel: 'chat', minConfidence: 0.95 }, {}, false],
  ['one that any value meets', { maxRisk: 'high' }, { risk: undefined }, true],
])('simple conditions are told like others: %s', async (_, when, more, told) => {
  const policy = await ruled([when, 'block'], [{}, 'auto']);
  const { outcome, error, rule } = policy.decide({ ...question, ...more });
  if (typeof told === 'string')
    expect({ outcome, error }).toEqual({ outcome: 'review', error: expect.stringContaining(told) });
  else
    expect({ outcome, rule }).toEqual(
      told ? { outcome: 'block', rule: 'rule-0' } : { outcome: 'auto', rule: 'rule-1' },
    );
});

test('what holds whatever the unknown field may be, holds', async () => {
  const policy = await ruled(['draft.intent == "thanks" || draft.kind == "reply"', 'auto']);
  expect(policy.decide(question)).toMatchObject({ outcome: 'auto' });
  const asked = await ruled(['has(draft.intent) && draft.intent == "thanks"', 'auto'], [{}, 'block']);
  expect(asked.decide(question)).toMatchObject({ outcome: 'block', rule: 'rule-1' });
});

test('an error tells the condition, and never what somebody wrote', async () => {
  const policy = await ruled(['draft.arguments[draft.arguments.note] == 1', 'auto']);
  const { error } = policy.decide({ ...refund, arguments: { note: 'my card is 4111' } });
  expect(error).toBe('rule-0: draft.arguments[draft.arguments.note] is not known');
  const cast = await ruled(['int(draft.arguments.note) > 5', 'auto']);
  expect(cast.decide({ ...refund, arguments: { note: 'my card is 4111' } }).error).not.toContain('card is');
});

test('where a rule cannot be told, people need whatever any rule would that may have been the first', async () => {
  const policy = await definePolicy([
    { id: 'spam', when: 'draft.intent == "spam"', outcome: 'block' },
    { id: 'small', when: 'draft.kind == "reply"', outcome: 'review', review: { role: 'agent' } },
    { id: 'money', when: 'draft.tool == "refund"', outcome: 'four-eyes', review: { role: 'senior', queue: 'money' } },
  ]);
  expect(policy.decide(refund)).toMatchObject({
    ...{ outcome: 'review', error: 'spam: draft.intent is not known' },
    review: { role: 'senior', queue: 'money', reviewers: 2, fourEyes: true, withinSeconds: 3600 },
  });
});

test('and whatever holds where no rule matches, if none does for certain', async () => {
  const small = { id: 'small', when: 'draft.amount <= 100', outcome: 'review' as const };
  const policy = await definePolicy({
    rules: [{ ...small, review: { role: 'agent', queue: 'support', withinMinutes: 5 } }],
    otherwise: { role: 'senior', queue: 'money', reviewers: 2 },
  });
  const of = (amount: number | undefined) => policy.decide({ ...refund, amount }).review;
  expect(of(50)).toMatchObject({ role: 'agent', queue: 'support' });
  expect(of(500)).toMatchObject({ role: 'senior', queue: 'money' });
  expect(of(undefined)).toMatchObject({ role: 'senior', queue: 'money', reviewers: 2, withinSeconds: 300 });
});

test('terms are the rule’s own, else the policy’s, else the default by risk', async () => {
  const policy = await definePolicy({
    rules: [
      { id: 'tool', when: { kind: 'tool-call' }, outcome: 'four-eyes', review: { role: 'senior' } },
      { id: 'sure', when: { kind: 'reply' }, outcome: 'auto', review: { withinMinutes: 5, reviewers: 3 } },
    ],
    otherwise: { queue: 'front' },
  });
  expect(policy.decide(refund).review).toEqual({
    ...{ role: 'senior', queue: 'front', reviewers: 2, fourEyes: true, withinSeconds: 3600 },
  });
  expect(policy.decide(question).review).toMatchObject({ queue: 'front', reviewers: 3, withinSeconds: 300 });
  const within = async (risk: PolicyQuestion['risk']) =>
    (await definePolicy([])).decide({ ...question, risk }).review.withinSeconds / 60;
  expect(await Promise.all((['high', 'medium', 'low', undefined] as const).map(within))).toEqual([60, 240, 480, 60]);
});

test('rules about time are asked for the moment of the question, in the zone that they name', async () => {
  const policy = await ruled(['now.getHours("Europe/Berlin") >= 9 && now.getHours("Europe/Berlin") < 17', 'auto']);
  expect(policy.decide(question).outcome).toBe('auto');
  expect(policy.decide({ ...question, at: '2026-01-31T16:30:00Z' }).outcome).toBe('review');
  expect(policy.decide({ ...question, at: undefined }).error).toBe('rule-0: now is not known');
});

test('a flagged draft is neither sent nor shown by a rule', async () => {
  const policy = await definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]);
  expect(askPolicy(policy, question).outcome).toBe('auto');
  expect(askPolicy(policy, { ...question, flags: ['unsupported-sentence'] }).outcome).toBe('review');
});

test('only what a chatbot asked for is shown, and that is never sent by itself', async () => {
  const auto = await definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]);
  const show = await definePolicy([{ id: 'all', when: {}, outcome: 'show' }]);
  expect(askPolicy(auto, { ...question, asked: 'suggest' }).outcome).toBe('review');
  expect(askPolicy(show, question).outcome).toBe('review');
  expect(askPolicy(show, { ...question, asked: 'suggest' }).outcome).toBe('show');
});

test('limits are as written, and five automatic replies an hour where none are', async () => {
  const usual = await definePolicy([]);
  expect(usual.limits).toMatchObject([{ id: 'bot-loop', most: 5, withinSeconds: 3600, beyond: { role: 'senior' } }]);
  const none = await definePolicy({ rules: [], limits: [] });
  expect(none.limits).toEqual([]);
});

test('the version is the content’s, whatever its form', async () => {
  const [one, same, other] = await Promise.all([
    definePolicy([{ id: 'a', when: {}, outcome: 'auto' }]),
    definePolicy({ version: 1, rules: [{ outcome: 'auto', id: 'a', when: {} }] }),
    definePolicy([{ id: 'b', when: {}, outcome: 'auto' }]),
  ]);
  expect(one.version).toMatch(/^sha256:[0-9a-f]{64}$/u);
  expect(one.version).toBe(same.version);
  expect(one.version).not.toBe(other.version);
});

test.each([
  ['an outcome that is none', { id: 'a', when: {}, outcome: 'perhaps' }, 'rules.0.outcome'],
  ['a syntax error', { id: 'a', when: 'draft.kind ==', outcome: 'auto' }, 'rules.0.when (a)'],
  ['a field that is not there', { id: 'a', when: 'draft.colour == "red"', outcome: 'auto' }, 'No such key: colour'],
  ['a variable that is not there', { id: 'a', when: 'reply.kind == "x"', outcome: 'auto' }, 'Unknown variable: reply'],
  ['types that do not fit', { id: 'a', when: 'draft.confidence == "high"', outcome: 'auto' }, 'rules.0.when (a)'],
  ['a condition that is no condition', { id: 'a', when: 'draft.kind', outcome: 'auto' }, 'it is a string'],
  ['a regular expression', { id: 'a', when: 'draft.kind.matches("(a+)+$")', outcome: 'auto' }, 'matches()'],
  ['a function that makes lists', { id: 'a', when: 'draft.flags.map(f, f).size() > 1', outcome: 'auto' }, 'map()'],
  [
    'loops within loops',
    { id: 'a', when: 'draft.flags.all(f, draft.flags.all(g, f != g))', outcome: 'auto' },
    'within',
  ],
  ['a time zone that is none', { id: 'a', when: 'now.getHours("Mars/Base") > 1', outcome: 'auto' }, 'Mars/Base'],
  [
    'what divides by who knows what',
    { id: 'a', when: 'draft.amount / draft.confidence < 1.0', outcome: 'auto' },
    'multiply',
  ],
  ['a division by nothing', { id: 'a', when: 'draft.amount / 0.0 < 1.0', outcome: 'auto' }, 'is not 0'],
  [
    'a span of time from an argument',
    { id: 'a', when: 'duration(draft.tool) < duration("1h")', outcome: 'auto' },
    '"90s"',
  ],
  ['a span of time without a number', { id: 'a', when: 'now - now < duration("h")', outcome: 'auto' }, '"90s"'],
  [
    'a name of our own making',
    { id: 'a', when: 'Int(draft.tool) < 1', outcome: 'auto' },
    'Int() is not for conditions',
  ],
  ['a simple condition that is none', { id: 'a', when: { colour: 'red' }, outcome: 'auto' }, 'colour'],
])('%s is refused with its place', async (_, rule, told) => {
  await expect(definePolicy([rule as PolicyRules['rules'][number]])).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining(told),
  });
});

test('all that is wrong is told at once', async () => {
  const rule = { id: 'a', when: {}, outcome: 'auto' as const };
  const wrong = { id: 'b', when: 'draft.nothing == 1', outcome: 'auto' as const };
  const error = await definePolicy([rule, rule, wrong]).catch((thrown: Error) => thrown);
  expect((error as Error).message).toContain('rules.1.id: another is called a');
  expect((error as Error).message).toContain('rules.2.when (b)');
});

test('a hostile condition is refused, or costs no more than any other', async () => {
  const list = `[${Array.from({ length: 90 }, (_, index) => `"${'x'.repeat(20)}${index}"`).join(', ')}]`;
  const heavy = 'draft.flags.all(f, draft.flags.exists(g, f == g))';
  await expect(ruled([heavy, 'auto'])).rejects.toMatchObject({ code: 'config-invalid' });
  const wide = await ruled([`conversation.tags.all(t, t in ${list})`, 'auto']);
  await expectLinear(16_000, (size) => {
    const tags = Array<string>(size).fill(`${'x'.repeat(20)}89`);
    const large = { ...question, flags: tags, tags, arguments: { note: 'a'.repeat(size * 60) } };
    expect(wide.decide(large).outcome).toBe('auto');
  });
  const deep = `${'('.repeat(500)}true${')'.repeat(500)}`;
  await expect(ruled([deep, 'auto'])).rejects.toMatchObject({ code: 'config-invalid' });
  await expect(ruled([Array(300).fill('true').join(' && '), 'auto'])).rejects.toMatchObject({ code: 'config-invalid' });
});

const long = 'x'.repeat(5_000);
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));
const nested = (depth: number): unknown => (depth === 0 ? 'end' : { o: nested(depth - 1) });

test.each<readonly [string, Readonly<Record<string, unknown>>]>([
  ['draft.arguments.iban.contains("x")', { iban: long }],
  ['!has(draft.arguments.iban)', { iban: long }],
  ['!("iban" in draft.arguments)', { iban: long }],
  ['size(draft.arguments) == 1', { a: 'a', iban: long }],
  ['draft.arguments.size() < 2', { a: 'a', iban: long }],
  ['draft.arguments.all(k, k == "a")', { a: 'a', iban: long }],
  ['!draft.arguments.exists(k, k == "iban")', { a: 'a', iban: long }],
  ['draft.arguments.exists_one(k, k == "a")', { a: 'a', iban: long }],
  ['draft.arguments.o == draft.arguments.p', { o: { a: 1 }, p: { a: 1, iban: long } }],
  ['draft.arguments.p == draft.arguments.o', { o: { a: 1 }, p: { a: 1, iban: long } }],
  ['draft.arguments.o != draft.arguments.p', { o: { a: 1, b: 2 }, p: { a: 1, iban: long } }],
  ['!(draft.arguments.o in draft.arguments.l)', { o: { a: 1, b: 2 }, l: [{ a: 1, iban: long }] }],
  ['!has(draft.arguments.list)', { list: Array(101).fill(1) }],
  ['!has(draft.arguments.list)', { list: [long] }],
  ['!has(draft.arguments.map.iban)', { map: { iban: long } }],
  ['!has(draft.arguments.map.other)', { map: { ...many(101) } }],
  ['!has(draft.arguments.other)', many(101)],
  ['!has(draft.arguments.o.o.o.o.o.o)', { o: nested(7) }],
  ['!has(draft.arguments.when.day)', { when: new Date(0) }],
  ['!has(draft.arguments.count)', { count: 12n }],
  ['!has(draft.arguments.count)', { count: Number.NaN }],
])('what is too large to be shown is neither there nor absent: %s', async (when, given) => {
  const policy = await ruled([when, 'auto'], [{}, 'auto']);
  expect(policy.decide({ ...refund, arguments: given })).toMatchObject({
    ...{ outcome: 'review', error: 'rule-0: an argument is too large to be looked at' },
  });
});

test.each<readonly [string, Readonly<Record<string, unknown>>]>([
  ['draft.arguments.order == "a1"', { order: 'a1', note: long }],
  ['has(draft.arguments.order) && !has(draft.arguments.other)', { order: 'a1', note: long }],
  ['"order" in draft.arguments && !("other" in draft.arguments)', { order: 'a1', note: long }],
  ['draft.arguments["order"] == "a1" && draft.arguments == draft.arguments', { order: 'a1', note: long }],
  ['size(draft.arguments) == 100 && draft.arguments.k99 == 99.0', many(100)],
  ['has(draft.arguments)', many(101)],
  ['has(draft.arguments.o.o.o.o.o)', { o: nested(4) }],
  ['!has(draft.arguments.gone)', { gone: undefined }],
  [
    'draft.arguments.l == [1.0, 2.0] && draft.arguments.m == draft.arguments.n',
    { l: [1, 2], m: { a: 1 }, n: { a: 1 } },
  ],
])('what is shown beside it is as it is: %s', async (when, given) => {
  const policy = await ruled([when, 'auto']);
  expect(policy.decide({ ...refund, arguments: given })).toMatchObject({ outcome: 'auto' });
});

test.each([
  ...['', ' ', '0x10', '0b11', '1_000', '1e3', '1.5', '12 ', 'NaN', '9223372036854775808', '-'].map((text) => [
    'int',
    text,
  ]),
  ...['', ' ', 'NaN', '-Infinity', 'inf', '1e999', '0x10', '12 ', '.', '1,5'].map((text) => ['double', text]),
])('%s(%j) is no number, whatever it is compared with', async (name, text) => {
  for (const [op, one] of [
    ['<', '100'],
    ['>', '100'],
    ['!=', '100'],
    ['==', '0'],
  ] as const) {
    const policy = await ruled(
      [`${name}(draft.arguments.a) ${op} ${name === 'int' ? one : `${one}.0`}`, 'auto'],
      [{}, 'auto'],
    );
    expect(policy.decide({ ...refund, arguments: { a: text } })).toMatchObject({
      ...{
        outcome: 'review',
        error: `rule-0: no ${name === 'int' ? 'whole number' : 'number'} at ${name}(draft.arguments.a)`,
      },
    });
  }
});

test('numbers in texts are read as they are written', async () => {
  const a = { int: '-12', plus: '+7', double: '12.5e1', whole: 12.9, text: '3' };
  const policy = await ruled([
    'int(draft.arguments.int) == -12 && int(draft.arguments.plus) == 7 && double(draft.arguments.double) == 125.0 && int(draft.arguments.whole) == 12 && double(3) == 3.0 && double(draft.arguments.text) * 2.0 / 4.0 == 1.5',
    'auto',
  ]);
  expect(policy.decide({ ...refund, arguments: a })).toMatchObject({ outcome: 'auto' });
});

test('a policy is announced once, and going back to an earlier one is a change again', async () => {
  const store = memoryStore();
  const first = await definePolicy([]);
  const second = await definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]);
  for (const policy of [first, first, second, first]) {
    store.nowMs += 1000;
    await announcePolicy({ store, policy, tenant: 'acme' });
  }
  expect(store.emitted.map(({ data }) => data)).toEqual([
    { version: first.version, previous: null, rules: 0 },
    { version: second.version, previous: first.version, rules: 1 },
    { version: first.version, previous: second.version, rules: 0 },
  ]);
});
