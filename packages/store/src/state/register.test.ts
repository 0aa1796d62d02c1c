import { expect, test } from 'vitest';
import { current, prune, type Register, repeat, write } from './register.js';

const at = (second: number) => `2026-01-01T00:00:0${second}`;
const value = (register: Register | undefined) => current({ it: register ?? [] }, 'it');

test('the latest time holds the value, and of two with one time the later arrival', () => {
  const late = write(write<string>([], 'new', at(5), 1), 'old', at(3), 2);
  expect(value(late)).toBe('new');
  expect(value(write(late, 'same time', at(5), 3))).toBe('same time');
});

test('when retention takes the fact that held, the one that is left takes over, as if it had been alone', () => {
  const register = write(write<string>([], 'new', at(5), 1), 'old', at(3), 2);
  expect(prune({ it: register }, 2).it).toEqual(write([], 'old', at(3), 2));
  expect(prune({ it: register }, 3)).toEqual({});
});

test('what could never hold again is not kept', () => {
  expect(write(write<number>([], 1, at(1), 1), 2, at(2), 2)).toEqual([[2, at(2), 2]]);
  expect(write(write<number>([], 2, at(2), 2), 1, at(1), 1)).toEqual([[2, at(2), 2]]);
});

test('any order of the same words gives the same register', () => {
  const words = [
    ['a', at(1), 4],
    ['b', at(2), 3],
    ['c', at(3), 1],
    ['d', at(4), 2],
  ] as const;
  const told = (order: readonly number[]) =>
    order.reduce<Register<string>>((register, index) => {
      const [word, time, appended] = words[index] ?? words[0];
      return write(register, word, time, appended);
    }, []);
  const expected = told([0, 1, 2, 3]);
  for (const order of [
    [3, 2, 1, 0],
    [1, 3, 0, 2],
    [2, 0, 3, 1],
  ]) {
    expect(told(order)).toEqual(expected);
  }
});

test('a snapshot keeps a value longer, and does not overrule a fact of the same time', () => {
  expect(repeat([['a', at(1), 1]], 'a', at(1), 9)).toEqual([['a', at(1), 9]]);
  const rivals = repeat([['fact', at(1), 5]], 'snapshot', at(1), 9);
  expect(value(rivals)).toBe('fact');
  expect(value(prune({ it: rivals }, 6).it)).toBe('snapshot');
});
