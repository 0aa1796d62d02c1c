import { expect, test } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { noMasking } from './masking.js';
import { createReplyStream } from './reply-stream.js';

const written = JSON.stringify({
  classification: { intent: 'a "reply" of {sentences: []}', addTags: ['x'], confidence: 1 },
  reply: {
    sentences: [
      { text: 'Brackets ] } and "quotes" \\ stay.', evidence: ['e1'], startsParagraph: false },
      { evidence: [], text: 'Ünïcode 😀 too.' },
    ],
    confidence: 1,
  },
  summary: { sentences: [{ text: 'Not the reply.', evidence: [] }] },
});

function pushed(parts: readonly string[]): { readonly text: string }[][] {
  const told: { readonly text: string }[][] = [];
  const stream = createReplyStream(noMasking, (sentences) => told.push([...sentences]));
  for (const part of parts) stream.push(part);
  return told;
}

test.each([1, 3, 7, 1_000])('tells of each whole sentence, whatever the parts it comes in (%i)', (size) => {
  const parts = Array.from({ length: Math.ceil(written.length / size) }, (_, at) =>
    written.slice(at * size, (at + 1) * size),
  );
  const first = { text: 'Brackets ] } and "quotes" \\ stay.', evidence: ['e1'] };
  expect(pushed(parts)).toEqual([[first], [first, { text: 'Ünïcode 😀 too.', evidence: [] }]]);
});

test('half a sentence is none', () => {
  expect(pushed([written.slice(0, written.indexOf('stay.'))])).toEqual([]);
});

test('what is no JSON tells of nothing', () => {
  expect(pushed(['I am sorry, ]]]}}} {"reply": {"sentences": [{"text": 7}, {]}'])).toEqual([]);
});

test('is linear in the text', () => expectLinear(20_000, (size) => pushed(Array(size).fill('{"reply":[['))));
