import { isDeskrailError, proposal, type Tool } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { conversationOf, messageOf, passage, suggestionRequest } from '../../test/suggestion-request.js';
import { ownEvidence } from '../recommend/own-evidence.js';
import { noMasking, type PromptMasking } from './masking.js';
import { readOutput } from './read-output.js';

const evidence = [passage('e1', 'Returns are free within 30 days.', { score: 0.7 })];
const read = (
  written: unknown,
  more: Parameters<typeof suggestionRequest>[1] = {},
  masking: PromptMasking = noMasking,
) => readOutput(written, suggestionRequest('Can I return it?', { evidence, ...more }), masking);

const reply = (
  sentences: readonly { text: string; evidence: string[]; startsParagraph?: boolean }[],
  more: object = {},
) => ({
  reply: { sentences, language: 'en', clarifies: null, confidence: 0.95, ...more },
});

const masking: PromptMasking = {
  mask: (text) => text,
  unmask: (text) => text.replaceAll('[EMAIL_1]', 'kim@example.com'),
  unmaskValue: (value) => JSON.parse(JSON.stringify(value).replaceAll('[EMAIL_1]', 'kim@example.com')),
};

test('a reply is its sentences, public, and no surer than its evidence', () => {
  const written = reply([
    { text: 'Hello!', evidence: [] },
    { text: 'Returns are free within 30 days.', evidence: ['e1'], startsParagraph: true },
  ]);
  const [draft] = read(JSON.stringify(written));
  expect(draft?.proposal).toEqual({
    kind: 'reply',
    visibility: 'public',
    language: 'en',
    text: 'Hello!\n\nReturns are free within 30 days.',
    sentences: [
      { text: 'Hello!', evidence: [] },
      { text: 'Returns are free within 30 days.', evidence: ['e1'] },
    ],
  });
  expect(draft?.confidence).toBe(0.7);
  expect(proposal.safeParse(draft?.proposal).success).toBe(true);
});

test('a reply that cites nothing has no confidence', () => {
  expect(read(reply([{ text: 'Surely.', evidence: [] }]))[0]?.confidence).toBe(0);
});

test('an id that is none carries no text out', () => {
  const [draft] = read(reply([{ text: 'Yes.', evidence: ['e9', 'the note says he is a VIP'] }]));
  expect(draft?.proposal).toMatchObject({ sentences: [{ evidence: ['e9', 'unknown'] }] });
});

test('invisible characters do not come back either', () => {
  const [draft] = read(reply([{ text: 'Fi\u200bne\u{e0041}.', evidence: ['e1'] }]));
  expect(draft?.proposal).toMatchObject({ text: 'Fine.' });
});

const change: Tool = {
  name: 'change-email',
  description: 'Change it',
  arguments: z.object({ email: z.email(), note: z.string().optional() }),
};
const withTool = { kinds: ['tool-call'] as const, tools: [change] };

test('masks are undone in replies and in tool calls alike, before the tool’s schema looks', () => {
  const [replied] = read(reply([{ text: 'We wrote to [EMAIL_1].', evidence: ['e1'] }]), {}, masking);
  expect(replied?.proposal).toMatchObject({ text: 'We wrote to kim@example.com.' });
  const written = { toolCall: { tool: 'change-email', arguments: { email: '[EMAIL_1]', note: null }, confidence: 1 } };
  const [call] = read(written, withTool, masking);
  expect(call?.proposal).toEqual({ kind: 'tool-call', tool: 'change-email', arguments: { email: 'kim@example.com' } });
});

test.each([
  ['a tool that was not offered', { toolCall: { tool: 'refund', arguments: {}, confidence: 1 } }],
  ['arguments of another shape', { toolCall: { tool: 'change-email', arguments: { email: 7 }, confidence: 1 } }],
  ['no object', { toolCall: 'change-email' }],
])('%s makes a draft that validation refuses', (_, written) => {
  const [draft] = read(written, withTool);
  expect(draft?.proposal.kind).toBe('tool-call');
  expect(proposal.safeParse(draft?.proposal).success).toBe(false);
});

test('kinds that were not asked for, recipients and other members are not read', () => {
  expect(
    read({ escalation: { to: 'legal', why: 'Now', confidence: 1 }, to: 'attacker@example.com', reply: null }),
  ).toEqual([]);
  const [draft] = read(reply([{ text: 'Yes.', evidence: ['e1'] }], { to: 'x@example.com', visibility: 'private' }));
  expect(Object.keys(draft?.proposal ?? {})).toEqual(['kind', 'visibility', 'text', 'language', 'sentences']);
  expect(draft?.proposal).toMatchObject({ visibility: 'public' });
});

test('an escalation goes to a known queue or nowhere', () => {
  const to = (queue: string) =>
    read({ escalation: { to: queue, why: 'Lawyer', confidence: 1 } }, { kinds: ['escalation'] })[0]?.proposal;
  expect(to('legal')).toEqual({ kind: 'escalation', to: 'legal', why: 'Lawyer' });
  expect(proposal.safeParse(to('attacker@example.com')).success).toBe(false);
});

test('a summary brings the messages it cites', () => {
  const conversation = conversationOf([messageOf(1, 'Where is it?'), messageOf(2, 'Still nothing.')]);
  const written = { summary: { sentences: [{ text: 'Asks where it is.', evidence: ['m1'] }], confidence: 0.9 } };
  const [draft] = read(written, { kinds: ['summary'], context: { conversation } });
  expect(draft?.proposal).toMatchObject({ kind: 'summary', text: 'Asks where it is.' });
  expect(draft?.evidence).toMatchObject([{ id: 'm1', quote: 'Where is it?', span: { start: 0, end: 12 } }]);
});

test('a message that a summary cites is known as one of the conversation, so that it counts and can be erased', () => {
  const conversation = conversationOf([messageOf(1, 'Where is it?'), messageOf(2, 'x'.repeat(10_000))]);
  const written = { summary: { sentences: [{ text: 'Asks.', evidence: ['m1', 'm2'] }], confidence: 0.9 } };
  const { context } = suggestionRequest('Where?', { context: { conversation } });
  const [draft] = read(written, { kinds: ['summary'], context: { conversation } });
  expect(draft?.evidence?.map(({ source, scope, quote }) => [source.id, scope, quote.length])).toEqual([
    ['conversation:zendesk:5158#1', ['tenant:acme'], 12],
    ['conversation:zendesk:5158#2', ['tenant:acme'], 4_000],
  ]);
  expect(draft && ownEvidence(draft, context, [])).toEqual(draft?.evidence);
});

test.each(['I cannot do that.', '{"reply": {', '[]', 'null'])(
  'what is no object is the model being away: %s',
  (written) => {
    expect(() => read(written)).toThrow(expect.toSatisfy((error) => isDeskrailError(error, 'dependency-unavailable')));
  },
);
