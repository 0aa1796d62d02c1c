import { expect, test } from 'vitest';
import { definePolicy } from './define-policy.js';
import { readPolicy } from './read-policy.js';

const yaml = `# Who may send what.
rules:
  - id: thanks
    when: draft.intent == "thanks"
    outcome: auto
  - id: money
    when:
      kind: tool-call
    outcome: four-eyes
    review: { role: senior }
`;

test('YAML and JSON of one content are one policy', async () => {
  const rules = [
    { id: 'thanks', when: 'draft.intent == "thanks"', outcome: 'auto' as const },
    {
      id: 'money',
      when: { kind: 'tool-call' as const },
      outcome: 'four-eyes' as const,
      review: { role: 'senior' as const },
    },
  ];
  const { version } = await definePolicy(rules);
  expect((await readPolicy(yaml, { file: 'policy.yaml' })).version).toBe(version);
  expect((await readPolicy(JSON.stringify({ rules }), { format: 'json' })).version).toBe(version);
  expect((await readPolicy(`\uFEFF${JSON.stringify({ rules })}`, { file: 'p.json' })).version).toBe(version);
  expect((await readPolicy(`\uFEFF${yaml}`, { file: 'p.yaml' })).version).toBe(version);
});

test.each([
  ['a value', yaml.replace('auto', 'perhaps'), 'policy.yaml:5: rules.0.outcome'],
  ['a condition', yaml.replace('draft.intent ==', 'draft.intention =='), 'policy.yaml:4: rules.0.when (thanks)'],
  ['a field', yaml.replace('kind: tool-call', 'kin: tool-call'), 'policy.yaml:8: rules.1.when'],
  ['the syntax', yaml.replace('rules:', 'rules: ['), 'policy.yaml:'],
  ['a key twice', yaml.replace('    outcome: auto', '    outcome: auto\n    outcome: block'), 'policy.yaml:6'],
])('%s that is wrong is told with its file, line and field', async (_, text, told) => {
  await expect(readPolicy(text, { file: 'policy.yaml' })).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining(told),
  });
});

test('JSON is held to JSON, and nobody’s aliases make it grow', async () => {
  await expect(readPolicy(yaml, { format: 'json' })).rejects.toMatchObject({ code: 'config-invalid' });
  const laughs = `a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
rules: [*c, *c, *c, *c, *c, *c, *c, *c, *c]`;
  await expect(readPolicy(laughs)).rejects.toMatchObject({ code: 'config-invalid' });
});
