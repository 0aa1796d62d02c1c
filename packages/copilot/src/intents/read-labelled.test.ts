import { expect, test } from 'vitest';
import { labelledFormatOf, readLabelled } from './read-labelled.js';

const csv = (text: string) => readLabelled(text, { format: 'csv' });

test('reads the export of an old desk: quotes, line breaks, entities and responses', () => {
  const text =
    '\uFEFFtext,intent,entities,response\r\n"My ""new"" kettle, broken.\nHelp!",damaged-item,order-number:17,We are sorry.\r\nWhere is it?,order-status,,\r\n';
  expect(csv(text)).toEqual([
    {
      text: 'My "new" kettle, broken.\nHelp!',
      intent: 'damaged-item',
      entities: 'order-number:17',
      response: 'We are sorry.',
    },
    { text: 'Where is it?', intent: 'order-status' },
  ]);
});

test('reads a column named category, in any order, separated by semicolons', () => {
  expect(csv('Category;Text\nrefund;Money back, please')).toEqual([{ text: 'Money back, please', intent: 'refund' }]);
});

test('reads JSON Lines and JSON, with category too', () => {
  const expected = [
    { text: 'one', intent: 'a' },
    { text: 'two', intent: 'b' },
  ];
  const lines = '{"text":"one","intent":"a"}\n\n{"text":"two","category":"b"}\n';
  expect(readLabelled(lines, { format: 'json-lines' })).toEqual(expected);
  expect(readLabelled(JSON.stringify(expected), { format: 'json' })).toEqual(expected);
});

test.each([
  ['csv', 'question,answer\nx,y', 'Line 1: it names no columns'],
  ['csv', 'text,intent\n"a\nb",x\nfoo,y,z\n', 'Line 4: it has 3 columns and the first line has 2'],
  ['csv', 'text,intent\nfoo,x\n,y\n', 'Line 3: its `text` is empty'],
  ['csv', 'text,intent\nfoo,x\n"secret words,y\n', 'its quotes do not match'],
  ['json-lines', '{"text":"a","intent":"b"}\nsecret words', 'Line 2: it is no JSON'],
  ['json-lines', '{"text":"a"}', 'Line 1: its `intent` is empty'],
  ['json', '{"text":"a"}', 'it is no JSON list'],
  ['csv', 'text,intent\n', 'it has no examples'],
] as const)('says of %s where it is wrong, and quotes no text: %#', (format, text, message) => {
  const read = () => readLabelled(text, { format });
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  expect(read).not.toThrow(/secret/);
});

test('tells the format by the name of the file', () => {
  expect(['a.CSV', 'b.jsonl', 'c.json', 'd.txt'].map(labelledFormatOf)).toEqual([
    'csv',
    'json-lines',
    'json',
    undefined,
  ]);
});
