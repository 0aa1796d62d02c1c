import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conversationId, formatSubject, parseSubject, partitionKey, subjectKinds } from './subject.js';

test('names the conversation of a ticket', () => {
  expect(conversationId('zendesk', '5158')).toBe('conversation:zendesk:5158');
});

test('reads back whatever was written, colons and slashes included', () => {
  const part = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(fc.constantFrom(...subjectKinds), part, part, (kind, connection, id) => {
      expect(parseSubject(formatSubject({ kind, connection, id }))).toEqual({ kind, connection, id });
    }),
  );
});

test.each([
  '',
  'conversation',
  'conversation:a',
  'planet:a:b',
  'conversation::b',
  'conversation:a:b:c',
  'conversation:a:%E0%A4%A',
])('says that %j is no subject', (text) => expect(parseSubject(text)).toBeUndefined());

test('two tenants never share a key', () => {
  expect(partitionKey('a/b', 'c')).not.toBe(partitionKey('a', 'b/c'));
});
