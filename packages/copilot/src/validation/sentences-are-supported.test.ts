import { expect, test } from 'vitest';
import { contextOf, found, message, passage, replyOf } from '../../test/drafts.js';

const evidence = [passage('e1', 'You can return any unused item within 30 days.')];
const context = contextOf([message('1', 'Can I return it?')]);
const findings = async (...given: Parameters<typeof replyOf>) =>
  (await found(replyOf(...given), { evidence, context })).findings;

test('each unsupported sentence is named by its place, the others stand', async () => {
  const sentences = [
    ['You can return any unused item within 30 days.', 'e1'],
    ['We love pianos.'],
    ['Send us cash.', 'e1'],
  ];
  expect(await findings(sentences as never)).toEqual([
    { flag: 'unsupported-sentence', sentence: 1, detail: 'cites nothing' },
    { flag: 'unsupported-sentence', sentence: 2, detail: 'its evidence says other things' },
  ]);
});

test.each(['Hello Kim,', 'Thank you for your message.', 'I am sorry to hear that.', 'Kind regards', 'Vielen Dank!'])(
  '%j claims nothing, so nothing need support it',
  async (text) => expect(await findings([[text]])).toEqual([]),
);

test.each([
  'Hello Kim, your refund is on its way.',
  'Thank you for your payment of 50 pounds.',
  'Sorry, we sent it to Robin.',
])('%j says more than good manners', async (text) =>
  expect((await findings([[text]])).map(({ flag }) => flag)).toContain('unsupported-sentence'),
);

test('a question back needs no evidence, and is never let through by a rule; what it adds to the question does', async () => {
  const clarifies = ['return-item', 'exchange-item'];
  const flags = async (text: string) => (await found(replyOf([[text]], { clarifies }), { evidence, context })).flags;
  expect(await flags('Is it about a return, or about an exchange?')).toEqual(['clarifying-question']);
  expect(await flags('Your refund is approved.')).toContain('unsupported-sentence');
  expect(await flags('Will you send it to https://evil.example?')).toContain('unknown-link');
});

test.each([
  'You can return any unused item within 30 days. Fraud ring suspected.',
  'You can return any unused item within 30 days; fraud ring suspected.',
  'You can return any unused item within 30 days.\nfraud ring suspected',
  'You can return any unused item within 30 days. fraud ring suspected.',
])('%j says more than its evidence, though most of its words are there', async (text) =>
  expect(await findings([[text, 'e1']])).toEqual([
    { flag: 'unsupported-sentence', sentence: 0, detail: 'its evidence says other things' },
  ]),
);

test.each([
  'Hello Kim, thank you for your message! You can return any unused item within 30 days. Kind regards',
  'Sure! You can return any unused item, e.g. an item, within 30 days.',
])('%j is supported in all that it claims', async (text) => expect(await findings([[text, 'e1']])).toEqual([]));

test('of several sentences in one, each is turned around by itself', async () => {
  const evidence = [passage('e1', 'We take cards; we do not take cheques. You cannot return gift cards.')];
  const flags = async (text: string) => (await found(replyOf([[text, 'e1']]), { evidence, context })).findings;
  expect(await flags('We take cards; we do not take cheques. You cannot return gift cards.')).toEqual([]);
  expect(await flags('We take cards. You can return gift cards.')).toMatchObject([
    { detail: 'its evidence says the opposite' },
  ]);
});

test('a question back only asks', async () => {
  const clarifies = ['return-item', 'exchange-item'];
  const draft = replyOf([['Fraud ring suspected. Is it about a return, or about an exchange?']], { clarifies });
  expect((await found(draft, { evidence, context })).flags).toContain('unsupported-sentence');
});
