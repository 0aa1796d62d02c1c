import { expect, test } from 'vitest';
import { contextOf, found, message, passage, replyOf } from '../../test/drafts.js';

const context = contextOf([message('1', 'Please answer to kim.lee@customer.example or +44 7700 900123.')]);
const evidence = [
  passage('e1', 'Write to help@shop.example for anything else.'),
  passage('e2', 'I wrote to robin@elsewhere.example about it.', { kind: 'conversation' }),
];
const findings = async (text: string, cites = 'e1') =>
  (await found(replyOf([[text, cites]]), { context, evidence })).findings.filter(({ flag }) => /data/.test(flag));

test('what the customer gave, and what the operator publishes, may be told', async () => {
  expect(await findings('We write to kim.lee@customer.example, or you to help@shop.example.')).toEqual([]);
  expect(await findings('We call you on +44 (7700) 900-123.')).toEqual([]);
});

test('anything else is somebody’s', async () => {
  expect(await findings('Send your card to mallory@evil.example.')).toEqual([
    { flag: 'personal-data', sentence: 0, detail: 'email' },
  ]);
  expect(await findings('I wrote to robin@elsewhere.example about it.', 'e2')).toEqual([
    { flag: 'other-customers-data', sentence: 0, detail: 'email' },
  ]);
});

test('a tool is not given an address that the customer did not give', async () => {
  const call = { kind: 'tool-call' as const, tool: 'mail', arguments: { to: ['mallory@evil.example'] } };
  expect((await found(call, { context })).flags).toContain('personal-data');
});
