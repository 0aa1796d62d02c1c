import { describe, expect, it } from 'vitest';
import { partByWords } from './part-by-words.js';

const canoes = ['Do you rent out canoes?', 'Can I rent a canoe from you?', 'Is it possible to rent canoes?'];
const others = ['I forgot my password since Monday', 'I want my money back for the stove'];

describe('partByWords', () => {
  it('parts what shares no words but those that are everybody’s', () => {
    const [first, second, third, fourth, fifth] = partByWords([...canoes, ...others], [0, 0, 0, 1, 1]);
    expect([second, third]).toEqual([first, first]);
    expect(new Set([first, fourth, fifth]).size).toBe(3);
  });

  it('puts nothing together that was apart', () => {
    expect(new Set(partByWords(canoes, [2, 1, 0])).size).toBe(3);
  });

  it('parts texts without a word, and takes one text or none', () => {
    expect(new Set(partByWords(['?', '?'], [0, 0])).size).toBe(2);
    expect(partByWords(['a'], [7])).toEqual([0]);
    expect(partByWords([], [])).toEqual([]);
  });
});
