import { expect, test } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { createDuplicateFinder } from './duplicate-finder.js';
import { likenessOf } from './likeness-of.js';

const tenant = 'acme';
const questions = [
  'How do I wash the wool blanket?',
  'Can I pay by invoice as a company?',
  'The zip of my tent is broken, can you repair it?',
  'When will my parcel with the lantern arrive?',
  'Do you ship to Norway and what does it cost?',
  'I forgot my password and cannot sign in.',
];

function filled() {
  const finder = createDuplicateFinder();
  questions.forEach((text, at) => void finder.see({ tenant, conversation: `c${at}`, text }));
  return finder;
}

test('like questions are liker than others, the same is 1, nothing is 0', () => {
  const asked = 'How can I reset my password?';
  expect(likenessOf(asked, 'I want to reset the password of my account')).toBeGreaterThan(
    likenessOf(asked, 'How can I return my tent?'),
  );
  expect(likenessOf(asked, asked)).toBeCloseTo(1);
  expect(likenessOf('', asked)).toBe(0);
  expect(likenessOf('', '')).toBe(0);
});

test('finds the earlier conversation that asks the same, within the tenant', () => {
  const finder = filled();
  const text = 'my tent: the zip is broken, can you repair it';
  const seen = finder.see({ tenant, conversation: 'c9', text });
  expect(seen.duplicateOf).toMatchObject({ conversation: 'c2' });
  expect(seen.duplicateOf?.likeness).toBeGreaterThan(0.7);
  expect(finder.see({ tenant: 'other', conversation: 'c10', text })).not.toHaveProperty('duplicateOf');
  expect(finder.see({ tenant, conversation: 'c11', text: 'Is the lamp bright?' })).not.toHaveProperty('duplicateOf');
});

test('conversations that ask alike stand in one cluster, which stays', () => {
  const finder = filled();
  const first = finder.see({ tenant, conversation: 'c1', text: questions[1] ?? '' }).cluster;
  const again = finder.see({ tenant, conversation: 'c9', text: 'Can a company pay by invoice?' }).cluster;
  expect(again).toBe(first);
  finder.forget({ tenant, conversation: 'c1' });
  expect(finder.see({ tenant, conversation: 'c12', text: 'Can our company pay by invoice?' }).cluster).toBe(first);
  expect(finder.see({ tenant, conversation: 'c0', text: '' }).cluster).not.toBe(first);
});

test('what is forgotten is nobody’s duplicate, and a conversation is never its own', () => {
  const finder = filled();
  const text = questions[3] ?? '';
  expect(finder.see({ tenant, conversation: 'c3', text })).not.toHaveProperty('duplicateOf');
  finder.forget({ tenant, conversation: 'c3' });
  expect(finder.size).toBe(questions.length - 1);
  expect(finder.see({ tenant, conversation: 'c9', text })).not.toHaveProperty('duplicateOf');
  finder.forgetTenant(tenant);
  expect(finder.size).toBe(0);
});

test('a greeting is no question', () => {
  const finder = createDuplicateFinder();
  finder.see({ tenant, conversation: 'c1', text: 'Hello, thanks!' });
  expect(finder.see({ tenant, conversation: 'c2', text: 'Hello, thanks!' })).toEqual({});
});

test('keeps no more conversations and tenants than it was told', () => {
  const finder = createDuplicateFinder({ conversationsPerTenant: 3, tenants: 2 });
  for (const name of ['a', 'b', 'c']) {
    for (let at = 0; at < 9; at += 1) {
      finder.see({ tenant: name, conversation: `c${at}`, text: questions[at % questions.length] ?? '' });
    }
  }
  expect(finder.size).toBe(3 + 3);
});

test('a long text takes no more than its length', async () => {
  const finder = createDuplicateFinder();
  for (let at = 0; at < 300; at += 1) {
    finder.see({ tenant, conversation: `c${at}`, text: `${questions[at % 6]} ${'word'.repeat(at)} ${at}` });
  }
  let seen = 0;
  await expectLinear(50_000, (size) => {
    seen += 1;
    finder.see({ tenant, conversation: `long${seen}`, text: 'a b '.repeat(size) });
  });
});
