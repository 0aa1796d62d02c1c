import { expect, test } from 'vitest';
import { expectLinear } from '../../../test/expect-linear.js';
import { isDraft, markdownArticle } from './markdown.js';

test('front matter says title, address, scopes, language and labels, in a line or as a list', () => {
  const text =
    '---\ntitle: "Refunds"\nurl: https://x/1\nscope:\n  - staff\n  - tenant:acme\nlang: de-AT\nlabels: [money, return]\n---\nText.';
  expect(markdownArticle(text, 'x')).toMatchObject({
    ...{ title: 'Refunds', url: 'https://x/1', language: 'de' },
    ...{ scope: ['staff', 'tenant:acme'], labels: ['money', 'return'] },
  });
});

test('a long paragraph is cut at its sentences, and nothing of it is lost', () => {
  const sentence = 'The parcel goes by road and by rail and by ship. ';
  const text = sentence.repeat(200).trim();
  const pieces = markdownArticle(text, 'x').passages.map(({ start, end }) => text.slice(start, end));
  expect(pieces.join(' ')).toBe(text);
  for (const piece of pieces) {
    expect(piece.length).toBeLessThanOrEqual(2_000);
    expect(piece.endsWith('.')).toBe(true);
  }
});

test('a scope that front matter without an end names is not passed over', () => {
  expect(() => markdownArticle('---\ntitle: x\nscope: staff\n\nText.', 'x')).toThrow('has no end');
  expect(() => markdownArticle('---\ndraft: true\n\nText.', 'x')).toThrow('names a draft and has no end');
  expect(markdownArticle('---\n\nA line above the text.', 'x').scope).toEqual([]);
});

test.each(['#', '# ', '---\n', '`', '- ', '\n', 'a: b\n', '😀'])(
  'takes no more than the length of the text, and cuts no character: %j',
  (piece) =>
    expectLinear(600_000, (size) => {
      const text = `---\n${piece.repeat(Math.floor(size / piece.length))}`;
      const { passages } = markdownArticle(text, 'x');
      for (const { start, end } of passages.slice(0, 50))
        expect(text.slice(start, end)).not.toMatch(/^[\uDC00-\uDFFF]/);
    }),
);

test.each([
  ['---\ndraft: true\n---\n# Gift cards', true],
  ['---\ntitle: Gift cards\nDraft: "yes"\n---\n', true],
  ['---\r\ndraft: true # until Anna has read it\r\n---\r\n', true],
  ['---\ndraft: false\n---\n# Gift cards', false],
  ['---\n---\ndraft: true', false],
  ['draft: true\n', false],
])('%j is a draft: %s', (text, draft) => {
  expect(isDraft(text)).toBe(draft);
});

test('front matter with nothing in it is no text', () => {
  expect(markdownArticle('---\n---\n# Gift cards\n\nWe take them.', 'x')).toMatchObject({
    title: 'Gift cards',
    passages: [{ start: 22 }],
  });
});
