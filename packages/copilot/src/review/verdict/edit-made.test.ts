import type { EditMade, Proposal } from '@deskrail/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../../test/expect-linear.js';
import { editMadeOf, wordDiff } from './edit-made.js';

const textOf = (diff: EditMade['diff'], without: 'add' | 'remove') =>
  diff
    .filter(({ op }) => op !== without)
    .map(({ text }) => text)
    .join('');

describe('how an edit differs', () => {
  test('by words', () => {
    expect(wordDiff('Your refund is on its way.', 'Your refund of €10 is on its way!')).toEqual([
      { op: 'keep', text: 'Your refund ' },
      { op: 'add', text: 'of €10 ' },
      { op: 'keep', text: 'is on its way' },
      { op: 'remove', text: '.' },
      { op: 'add', text: '!' },
    ]);
  });

  test('by characters where a script has no spaces', () => {
    expect(wordDiff('返金します', '返品します').map(({ op }) => op)).toEqual(['keep', 'remove', 'add', 'keep']);
  });

  test('put together again it is both texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'c’', '返', '.', '😀'), { maxLength: 60 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [suggested, final] = [one.join(''), other.join('')];
        const diff = wordDiff(suggested, final);
        expect([textOf(diff, 'add'), textOf(diff, 'remove')]).toEqual([suggested, final]);
      }),
    );
  });

  test('of long texts with no word in common is told as one exchange, in no more than their length', async () => {
    await expectLinear(6_000, (size) => {
      expect(wordDiff('ab '.repeat(size), 'cd '.repeat(size)).length).toBeLessThanOrEqual(2_000);
    });
  });

  test('of a tool’s arguments is over their canonical JSON', () => {
    const refund = (amount: number): Proposal => ({
      kind: 'tool-call',
      tool: 'refund',
      arguments: { order: '7', amount },
    });
    const { diff, distance } = editMadeOf(refund(10), refund(1000));
    expect(textOf(diff, 'remove')).toBe('{"amount":1000,"order":"7"}');
    expect(distance).toBeGreaterThan(0);
    expect(distance).toBeLessThan(0.2);
    expect(editMadeOf(refund(10), refund(10))).toMatchObject({ distance: 0 });
  });
});
