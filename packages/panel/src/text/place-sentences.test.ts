import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeSentences } from './place-sentences.js';

const of = (...texts: string[]) => texts.map((text) => ({ text }));

describe('placing sentences', () => {
  it('keeps every character between and around them', () => {
    expect(placeSentences('Hello Maren,\n\nYes. It is.\nBye', of('Yes.', 'It is.'))).toEqual([
      { text: 'Hello Maren,\n\n' },
      { text: 'Yes.', sentence: 0 },
      { text: ' ' },
      { text: 'It is.', sentence: 1 },
      { text: '\nBye' },
    ]);
  });

  it('finds a sentence whatever its white space, and each of two that are the same', () => {
    const pieces = placeSentences('It is\nfine. It is fine.', of(' It is fine. ', 'It  is fine.'));
    expect(pieces?.map(({ text, sentence }) => [text, sentence])).toEqual([
      ['It is\nfine.', 0],
      [' ', undefined],
      ['It is fine.', 1],
    ]);
  });

  it('gives up where a sentence is missing or out of turn', () => {
    expect(placeSentences('Yes. No.', of('No.', 'Yes.'))).toBeUndefined();
    expect(placeSentences('Yes.', of('Maybe (.*)'))).toBeUndefined();
  });

  it('never changes the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (sentences) => {
        const text = sentences.join(' ');
        const pieces = placeSentences(text, of(...sentences));
        expect(pieces?.map((piece) => piece.text).join('')).toBe(text);
      }),
    );
  });
});
