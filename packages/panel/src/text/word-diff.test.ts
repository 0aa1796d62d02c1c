import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wordDiff } from './word-diff.js';

it('says what went and what came', () => {
  expect(wordDiff('It takes 5 working days.', 'It takes about 7 working days.')).toEqual([
    { kind: 'same', text: 'It takes ' },
    { kind: 'removed', text: '5 ' },
    { kind: 'added', text: 'about 7 ' },
    { kind: 'same', text: 'working days.' },
  ]);
});

it('holds both texts whole, long ones too', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c\n', ' '), { maxLength: 60 }).map((words) => words.join(' '));
  const rebuilt = (before: string, after: string) => {
    const changes = wordDiff(before, after);
    const without = (kind: string) => changes.filter((change) => change.kind !== kind).map(({ text }) => text);
    return [without('added').join(''), without('removed').join('')];
  };
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      expect(rebuilt(before, after)).toEqual([before, after]);
    }),
  );
  const long = 'word '.repeat(2_000);
  expect(rebuilt(long, `${long}more`)).toEqual([long, `${long}more`]);
});
