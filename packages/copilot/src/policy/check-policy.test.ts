import { readFile } from 'node:fs/promises';
import type { PolicyRules } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { checkPolicy, checkPolicyText } from './check-policy.js';

type Rule = readonly [when: PolicyRules['rules'][number]['when'], PolicyRules['rules'][number]['outcome']];

const check = (...rules: readonly Rule[]) =>
  checkPolicy({ rules: rules.map(([when, outcome], index) => ({ id: `r${index}`, when, outcome })) });
const warned = (...rules: readonly Rule[]) =>
  check(...rules).warnings.map(({ rule, message }) => `${rule}: ${message}`);

test.each([
  ['a kind that is none', 'draft.kind == "repl"', 'draft.kind is never "repl"; there are reply,'],
  ['one of a list', 'draft.kind in ["reply", "refund"]', 'draft.kind is never "refund"'],
  ['a risk that is none', 'draft.risk != "severe"', 'draft.risk is never "severe"'],
  ['a confidence over 1', 'draft.confidence > 1', 'draft.confidence is from 0 to 1'],
  ['a confidence in percent', 'draft.confidence >= 90', 'draft.confidence is from 0 to 1'],
  ['the same the other way round', '90 <= draft.confidence', 'draft.confidence >= 90'],
  ['a priority that is none', 'conversation.priority == "critical"', 'conversation.priority is never "critical"'],
  ['a way of asking that is none', 'asked == "chat"', 'asked is never "chat"'],
])('%s is an error: no contract has it', (_, when, told) => {
  expect(check([when, 'auto']).errors).toMatchObject([
    { path: ['rules', 0, 'when'], rule: 'r0', message: expect.stringContaining(told) },
  ]);
});

test.each<readonly [string, readonly Rule[], string]>([
  [
    'after an always-true one',
    [
      ['true', 'review'],
      ['draft.kind == "reply"', 'auto'],
    ],
    'r1: it never applies: r0 before it decides all',
  ],
  [
    'after simple conditions that let all in',
    [
      [{}, 'review'],
      [{ kind: 'reply' }, 'auto'],
    ],
    'r1: it never applies: r0',
  ],
  [
    'a narrower one after a wider',
    [
      ['draft.confidence >= 0.5', 'review'],
      ['draft.confidence >= 0.9', 'block'],
    ],
    'r1: it never applies: r0',
  ],
  [
    'with the same condition',
    [
      ['draft.arguments.x == 1.0', 'review'],
      ['draft.arguments.x == 1.0', 'block'],
    ],
    'r1: it never applies: r0 before it has the same condition',
  ],
  [
    'that contradicts itself',
    [['draft.confidence > 0.8 && draft.confidence < 0.5', 'block']],
    'r0: it never applies: its condition is true of no draft',
  ],
  [
    'for a tool and another kind',
    [['draft.kind == "reply" && draft.tool == "refund"', 'block']],
    'r0: it never applies',
  ],
  [
    'after two that leave nothing',
    [
      ['draft.risk == "low"', 'review'],
      ['draft.risk != "low"', 'review'],
      ['draft.risk == "high"', 'block'],
    ],
    'r2: it never applies: r1 before it',
  ],
  [
    'that shows what only desks ask for',
    [['asked == "desk" && draft.kind == "reply"', 'show']],
    'r0: its outcome never applies: only unflagged',
  ],
  ['that shows what is no reply', [['draft.kind == "summary"', 'show']], 'r0: its outcome never applies'],
  [
    'that sends what is flagged',
    [['"too-long" in draft.flags', 'auto']],
    'r0: its outcome never applies: what is flagged',
  ],
  ['that sends what a chatbot asks for', [['asked == "suggest"', 'auto']], 'r0: its outcome never applies'],
])('a rule %s is warned of', (_, rules, told) => {
  const warnings = warned(...rules);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(told);
});

test.each<readonly [string, readonly Rule[]]>([
  [
    'a wider one after a narrower',
    [
      ['draft.confidence >= 0.9', 'auto'],
      ['draft.confidence >= 0.5', 'review'],
    ],
  ],
  [
    'one that the first cannot tell of',
    [
      ['has(draft.intent) && draft.intent == "x"', 'block'],
      ['draft.kind == "reply"', 'auto'],
    ],
  ],
  [
    'one about arguments, or time, which nobody can try out',
    [
      ['draft.arguments.x > 1.0 && now.getHours() > 3', 'auto'],
      ['true', 'review'],
    ],
  ],
  [
    'one whose tags may come together, and another not',
    [['"x" in conversation.tags && "y" in conversation.tags && !("z" in conversation.tags)', 'block']],
  ],
  [
    'one that shows what is told by more than comparing',
    [['draft.arguments.x == 1.0 || draft.kind == "reply"', 'show']],
  ],
  [
    'one of texts that stand between others',
    [
      ['draft.intent > "a" && draft.intent < "c"', 'block'],
      ['draft.language <= "d" && draft.language > "c"', 'block'],
    ],
  ],
  ['one whose tags may come together', [['"a" in conversation.tags && "b" in conversation.tags', 'block']]],
  [
    'one by the amount of a call',
    [
      ['draft.tool == "refund" && draft.amount > 100.0', 'four-eyes'],
      ['draft.tool == "refund"', 'review'],
    ],
  ],
])('%s is not', (_, rules) => {
  expect(warned(...rules)).toEqual([]);
});

const names = Array.from({ length: 12 }, (_, index) => `"name-${index}"`);
const fields = ['draft.intent', 'draft.language', 'conversation.channel', 'customer.tier', 'tenant'];
const languages = ['en', 'de', 'fr', 'nl', 'es', 'it', 'pt', 'pl', 'sv', 'da', 'fi', 'cs'].map((code) => `"${code}"`);
const wide = fields.map((field): Rule => {
  const values = field === 'draft.language' ? languages : names;
  return [`${field} in [${values.join(', ')}]`, 'review'];
});

test('where not all can be tried together, what is said holds all the same', () => {
  const contradiction: Rule = ['draft.confidence > 0.8 && draft.confidence < 0.5', 'block'];
  const narrower: Rule = ['draft.language == "nl" && draft.confidence > 0.9', 'block'];
  expect(warned(...wide, contradiction, narrower)).toEqual([
    'r5: it never applies: its condition is true of no draft',
    'r6: it never applies: r1 before it decides all that it would match',
  ]);
});

test('nothing is said of what cannot be tried', () => {
  const tags = names.map((name) => `${name} in conversation.tags`);
  expect(warned(...wide, [tags.join(' && '), 'block'], [tags.join(' && ').replace('&&', '||'), 'block'])).toEqual([]);
});

test('hundreds of rules that all apply are not warned of', { timeout: 60_000 }, () => {
  const rule = (n: number) =>
    `draft.intent == "i${n}" && draft.amount > ${n} && draft.tool == "t${n}" && "f${n}" in draft.flags`;
  const rules = Array.from({ length: 300 }, (_, n): Rule => [rule(n), 'review']);
  const dead: Rule = [
    'draft.intent == "i7" && draft.amount > 700 && draft.tool == "t7" && "f7" in draft.flags',
    'block',
  ];
  expect(warned(...rules.slice(0, 299), dead)).toEqual([
    'r299: it never applies: r7 before it decides all that it would match',
  ]);
});

test('limits without effect, and rules that send without a guard against another bot', () => {
  const rules = [{ id: 'all', when: 'draft.kind == "reply"', outcome: 'auto' as const }];
  const limit = { counts: 'replies' as const, per: 'conversation' as const };
  const limits = [
    { ...limit, id: 'wide', most: 10, withinMinutes: 60 },
    { ...limit, id: 'tight', most: 5, withinMinutes: 60 },
  ];
  const messages = (document: PolicyRules) => checkPolicy(document).warnings.map(({ message }) => message);
  expect(messages({ rules, limits })).toEqual(['it has no effect: tight is reached before it']);
  expect(messages({ rules, limits: [] })).toEqual([expect.stringContaining('nothing stops two bots')]);
  expect(messages({ rules: [], limits: limits.slice(1) })).toEqual([expect.stringContaining('no rule sends or shows')]);
});

test('a wider limit that asks more of people has an effect', () => {
  const spend = { counts: 'spend' as const, per: 'tenant' as const, withinMinutes: 60 };
  const messages = (...limits: NonNullable<PolicyRules['limits']>) =>
    checkPolicy({ rules: [], limits }).warnings.map(({ rule, message }) => `${rule}: ${message}`);
  const tight = { ...spend, id: 'tight', most: 100 };
  const over = { ...spend, id: 'over', most: 1000 };
  expect(messages(tight, { ...over, beyond: { role: 'admin' } })).toEqual([]);
  expect(messages(tight, { ...over, beyond: { reviewers: 2 } })).toEqual([]);
  expect(messages(tight, { ...over, beyond: { withinMinutes: 5 } })).toEqual([]);
  const idle = ['over: it has no effect: tight is reached before it'];
  expect(messages(tight, over)).toEqual(idle);
  expect(messages({ ...tight, beyond: { role: 'admin' } }, { ...over, beyond: { role: 'senior' } })).toEqual(idle);
});

test('queues in a circle, and those that nothing waits in', () => {
  const hop = (escalateTo: string) => ({ escalateAfterMinutes: 60, escalateTo });
  const { warnings } = checkPolicy({ rules: [], queues: { review: hop('b'), b: hop('c'), c: hop('review'), d: {} } });
  expect(warnings.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    'queues.review: it is escalated to in a circle: review → b → c → review',
    'queues.b: it is escalated to in a circle: b → c → review → b',
    'queues.c: it is escalated to in a circle: c → review → b → c',
    'queues.d: no rule puts anything into it',
  ]);
});

test('the example and the demo’s rules pass', async () => {
  for (const file of ['../../../../examples/policy.yaml', '../../../testing/policy.yaml']) {
    const text = await readFile(new URL(file, import.meta.url), 'utf8');
    expect(await checkPolicyText(text, { file })).toMatchObject({ errors: [], warnings: [] });
  }
});

const told = async (text: string, options: Parameters<typeof checkPolicyText>[1] = {}) => {
  const { errors, warnings } = await checkPolicyText(text, options);
  const line = ({ line, path, rule, message }: (typeof errors)[number]) =>
    `${line} ${path.join('.')} ${rule ?? ''}: ${message}`;
  return { errors: errors.map(line), warnings: warnings.map(line) };
};

test('all that is wrong is told in one go, in words, by the rule’s id, with what was most likely meant', async () => {
  const text = `rules:
  - id: one
    when: draft.confidense > 0.5
    outcom: auto
  - id: two
    when: draft.kind == "reply" &&
    outcome: atuo
  - id: two
    when: { intnet: a }
    outcome: review
    review: { withinMinutes: 1 day, roles: senior }
`;
  expect((await told(text)).errors).toEqual([
    '4 rules.0.outcom one: there is no such field; did you mean outcome?',
    '3 rules.0.when one: No such key: confidense (column 7); did you mean draft.confidence?',
    '7 rules.1.outcome two: there is no "atuo"; did you mean auto?',
    '6 rules.1.when two: it ends where more was to come (column 25)',
    '9 rules.2.when.intnet two: there is no such field; did you mean intent?',
    '11 rules.2.review.withinMinutes two: it wants a number, and has a text',
    '11 rules.2.review.roles two: there is no such field; did you mean role?',
    '8 rules.2.id : another is called two already; name them apart',
  ]);
  expect((await told('')).errors).toEqual([
    'undefined  : it is empty; the least is `rules: []`, with which people decide all',
  ]);
});

test('what can never apply is told beside what cannot be read', async () => {
  const text = `rules:
  - { id: broken, when: draft.kind ==, outcome: auto }
  - { id: all, when: 'true', outcome: review }
  - { id: late, when: draft.kind == "reply", outcome: block }
`;
  expect((await told(text)).warnings).toEqual([
    '4 rules.2 late: it never applies: all before it decides all that it would match',
  ]);
});

test('an intent that nobody reads is warned of, with the nearest; own labels may be told', async () => {
  const text = 'rules: [{ id: a, when: { intent: complaintt }, outcome: review }]';
  expect((await told(text)).warnings).toEqual([
    '1 rules.0.when a: no intent is called "complaintt", so it matches nothing; did you mean complaint?',
  ]);
  const legal = `rules: [{ id: a, when: 'has(draft.intent) && draft.intent in ["legal-threat"]', outcome: review }]`;
  expect((await told(legal)).warnings).toMatchObject([expect.stringContaining('no intent is called "legal-threat"')]);
  expect((await told(legal, { intents: ['legal-threat'] })).warnings).toEqual([]);
});

const hours = 'now.getHours("Europe/Berlin")';

test.each([
  ['a night without midnight', `${hours} >= 22 && ${hours} < 6`, 'past midnight write ||'],
  ['the same among others', `${hours} >= 22 && draft.kind == "reply" && ${hours} < 6`, 'now.getHours("Europe/Berlin")'],
  ['the same within an or', `draft.kind == "summary" || (22 <= ${hours} && 6 > ${hours})`, 'holds at no time'],
  ['an hour that there is not', 'now.getHours() == 24', 'now.getHours() holds at no time: it is from 0 to 23'],
  ['a Sunday as 7', 'now.getDayOfWeek() in [7]', 'it is from 0 to 6'],
  ['two weekdays at once', 'now.getDayOfWeek() == 1 && now.getDayOfWeek() == 2', 'one value at a moment'],
  ['December as 12', 'now.getMonth() == 12', 'it is from 0 to 11'],
  ['a contradiction by not', 'now.getHours() < 9 && !(now.getHours() < 17 || now.getHours() > 20)', 'now.getHours()'],
])('%s holds at no time', (_, when, told) => {
  expect(warned([when, 'review'])).toEqual([expect.stringContaining(told)]);
});

test.each([
  `${hours} >= 22 || ${hours} < 6`,
  `${hours} >= 8 && ${hours} < 18 && now.getDayOfWeek("Europe/Berlin") in [1, 2, 3, 4, 5]`,
  // Another zone's clock, and another clock.
  `${hours} >= 22 && now.getHours("Asia/Tokyo") < 6`,
  `${hours} >= 22 && ${hours} < 6 + 24`,
  '!(now.getHours() >= 9 && now.getHours() < 17)',
  'now.getHours() >= 0 && now.getHours() <= 23',
  'now.getHours() != 24',
  'now.getDate() == 31 && now.getMonth() == 11 && now.getDayOfYear() == 365',
  `(${hours} < 6 || draft.kind == "reply") && ${hours} >= 22`,
  'timestamp("2026-01-31T22:00:00Z").getHours() >= 22 && now.getHours() < 6',
])('%s is not warned of', (when) => {
  expect(warned([when, 'review'])).toEqual([]);
});

test('a language that is no code is warned of, with the code', () => {
  const language = (text: string) =>
    warned([`has(draft.language) && draft.language == ${JSON.stringify(text)}`, 'review']);
  expect(language('german')).toEqual([
    'r0: draft.language is never "german": it is a code of ISO 639-1; did you mean de?',
  ]);
  for (const text of ['DE', 'de-AT']) expect(language(text)[0]).toContain('did you mean de?');
  for (const text of ['xx', 'und', 'ger', '']) expect(language(text)[0]).toContain('codes are such as en, de and fr');
  for (const text of ['en', 'de', 'uk', 'zu', 'nb', 'sr']) expect(language(text)).toEqual([]);
  expect(warned(['draft.language in ["en", "fr", "Dutch"]', 'review'])[0]).toContain('did you mean nl?');
  expect(warned(['draft.language.startsWith("engl")', 'review'])).toEqual([]);
});

test('a rule that every other draft ends at is blamed, not those after it', () => {
  const { warnings } = check(
    ['draft.tool == "refund" && draft.confidence > 0.5', 'review'],
    ['draft.kind == "reply" && draft.confidence >= 0.9', 'auto'],
  );
  expect(warnings).toMatchObject([
    {
      ...{ path: ['rules', 0], rule: 'r0' },
      message:
        'all that r1 would match ends here, for people: draft.tool is not known; write draft.kind == "tool-call" && … first',
    },
  ]);
});

test('short replies can be told from long ones, and what has no length is no short reply', () => {
  expect(warned(['draft.kind == "reply" && draft.length <= 300', 'auto'])).toEqual([]);
  expect(warned(['draft.kind == "escalation" && draft.length <= 300', 'block'])).toEqual([
    'r0: it never applies: its condition is true of no draft',
  ]);
});
