import type { Tool } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { replyOf } from '../../test/drafts.js';
import { isWithinRisk, riskOf } from './risk-of.js';

const risk = (text: string) => riskOf(replyOf([[text]]).proposal);

test.each([
  ['We will refund you in full.', 'high'],
  ['Your refund has been approved.', 'high'],
  ['I will send it by Friday, within 2 days.', 'high'],
  ['You are entitled to a warranty of five years.', 'high'],
  ['Wir werden Ihnen 20 € erstatten.', 'high'],
  ['Refunds take five working days.', 'medium'],
  ['A return costs £2.95.', 'medium'],
  ['Open the order in your account and print the label.', 'low'],
])('%j is %s', (text, tier) => expect(risk(text)).toBe(tier));

test('one grave sentence makes the reply grave', () => {
  expect(riskOf(replyOf([['Hello Kim,'], ['We will pay you $50.'], ['Kind regards']]).proposal)).toBe('high');
});

test('a tool says its own, and is grave where it says nothing', () => {
  const tools: Tool[] = [
    { name: 'look-up', description: 'Looks', arguments: z.object({}), risk: 'low' },
    { name: 'refund', description: 'Pays', arguments: z.object({}) },
  ];
  const call = (tool: string) => riskOf({ kind: 'tool-call', tool, arguments: {} }, tools);
  expect([call('look-up'), call('refund'), call('unknown')]).toEqual(['low', 'high', 'high']);
});

test('what nobody has judged is within no lower limit', () => {
  expect(isWithinRisk('medium', 'medium')).toBe(true);
  expect(isWithinRisk('high', 'medium')).toBe(false);
  expect(isWithinRisk(undefined, 'medium')).toBe(false);
});
