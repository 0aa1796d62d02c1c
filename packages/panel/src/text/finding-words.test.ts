import { expect, it } from 'vitest';
import { findingText, foundThings } from './finding-words.js';

it('says what was found in words, and what it does not know yet as it is spelled', () => {
  expect(findingText({ flag: 'opted-out' })).toMatch(/wants no more messages on this channel/);
  expect(findingText({ flag: 'unsupported-sentence', sentence: 1, detail: 'its evidence says the opposite' })).toBe(
    'A sentence has no evidence that says it. Check it before you approve. What it cites says the opposite.',
  );
  expect(findingText({ flag: 'personal-data', detail: 'email' })).toMatch(/did not give: email\.$/);
  expect(findingText({ flag: 'possible-injection', detail: 'override, tool' })).toMatch(
    /: to ignore its rules, to use a tool\.$/,
  );
  expect(findingText({ flag: 'of-a-later-version' })).toBe('Of a later version.');
});

it('tells each thing once, with the sentences that it is about, and flags without a place too', () => {
  const cites = { flag: 'unsupported-sentence', detail: 'cites nothing' };
  const things = foundThings({
    flags: ['unsupported-sentence', 'source-failed', 'clarifying-question'],
    findings: [{ ...cites, sentence: 2 }, { ...cites, sentence: 0 }, { flag: 'clarifying-question' }],
  });
  expect(things.map(({ sentences }) => sentences)).toEqual([[2, 0], []]);
  expect(things[1]?.text).toMatch(/could not be searched/);
});

it('says why what was approved before has failed', () => {
  expect(findingText({ flag: 'action-failed', detail: 'opted-out' })).toBe(
    'It was approved before, and failed: The customer said STOP, and wants no messages.',
  );
});
