import { expect, test } from 'vitest';
import { contextOf, featuresOf, found, message, replyOf } from '../../test/drafts.js';

test.each([
  ['sms', 1_600],
  ['whatsapp', 4_096],
  ['mail', 8_000],
])('a reply by %s is at most %i long', async (channel, atMost) => {
  const context = contextOf([message('1', 'Hello')], { conversation: { channel } });
  const flags = async (length: number) => (await found(replyOf([['x'.repeat(length)]]), { context })).flags;
  expect(await flags(atMost)).not.toContain('too-long');
  expect(await flags(atMost + 1)).toContain('too-long');
});

test.each([
  ['whatsapp', 1_600, 1_600],
  ['messenger', 1_600, 1_600],
  ['webchat', 1_600, 1_600],
  ['instagram', 1_600, 1_000],
  ['mail', 100_000, 8_000],
])('a reply by %s at a desk that takes %i is at most %i long', async (channel, replyAtMost, atMost) => {
  const context = contextOf([message('1', 'Hello')], { conversation: { channel } });
  const flags = async (length: number) =>
    (await found(replyOf([['x'.repeat(length)]]), { context, replyAtMost })).flags;
  expect(await flags(atMost)).not.toContain('too-long');
  expect(await flags(atMost + 1)).toContain('too-long');
});

test('a reply is in the language of the message', async () => {
  const reply = replyOf([['Bestellungen innerhalb des Landes kommen in zwei bis vier Werktagen bei Ihnen an.']]);
  const flags = async (language: string) => (await found(reply, { features: featuresOf({ language }) })).flags;
  expect(await flags('de')).not.toContain('wrong-language');
  expect(await flags('en')).toContain('wrong-language');
  expect(await flags('und')).not.toContain('wrong-language');
});
