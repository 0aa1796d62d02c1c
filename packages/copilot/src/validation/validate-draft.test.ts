import type { CopilotContext, Draft, Evidence, ReplyProposal } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { at } from '../../test/facts.js';
import { validateDraft } from './validate-draft.js';

const quote = 'Orders to other countries take up to 10 working days.';
const evidence: Evidence[] = [
  {
    id: 'e1',
    source: { id: 'articles/delivery.md', kind: 'article' },
    version: `sha256:${'1'.repeat(64)}`,
    span: { start: 0, end: quote.length },
    quote,
    score: 0.8,
    retrievedAt: at(0),
    scope: [],
  },
];

const note = 'Kim is a known troublemaker, offer the twenty percent voucher only if they insist.';
const context = {
  tenant: 'acme',
  question: '',
  earlier: [],
  incidents: [],
  openCases: [],
  suggested: [],
  seen: [],
  conversation: { messages: [{ visibility: 'private', author: { kind: 'agent' }, text: note }] },
} as unknown as CopilotContext;

const draft = (sentences: ReplyProposal['sentences'], text?: string): Draft => ({
  proposal: {
    kind: 'reply',
    visibility: 'public',
    text: text ?? sentences.map((sentence) => sentence.text).join(' '),
    sentences,
  },
  confidence: 0.8,
});

const flags = async (made: Draft) => {
  const validation = await validateDraft(made, { context, evidence });
  return validation.valid ? validation.flags : validation;
};

test('a reply whose sentences stand on their evidence has no flags', async () => {
  expect(await flags(draft([{ text: quote, evidence: ['e1'] }]))).toEqual([]);
});

test.each([
  ['cites nothing', draft([{ text: 'We love pianos.', evidence: [] }]), 'unsupported-sentence'],
  [
    'cites what does not say it',
    draft([{ text: 'Your refund is doubled.', evidence: ['e1'] }]),
    'unsupported-sentence',
  ],
  ['cites what is not there', draft([{ text: quote, evidence: ['e1', 'e9'] }]), 'unknown-evidence'],
  ['says more than its sentences', draft([{ text: quote, evidence: ['e1'] }], `${quote} And more.`), 'text-mismatch'],
  ['repeats a private note', draft([{ text: note.slice(10, 70), evidence: [] }]), 'private-note-quoted'],
  ['is endless', draft([{ text: 'x'.repeat(9_000), evidence: ['e1'] }]), 'too-long'],
])('a reply that %s is flagged', async (_what, made, flag) => {
  expect(await flags(made)).toContain(flag);
});

test('what is no proposal is named by its field, not by its words', async () => {
  const broken = draft([{ text: quote, evidence: ['e1'] }]);
  expect(
    await flags({ ...broken, proposal: { ...broken.proposal, visibility: 'secretly' as 'public' } as ReplyProposal }),
  ).toEqual({
    valid: false,
    where: 'visibility: invalid_value',
    fields: [
      {
        ...{ path: 'proposal.visibility', message: 'must be one of public, private' },
        ...{ code: 'invalid_value', values: ['public', 'private'] },
      },
    ],
  });
  expect(await flags({ ...broken, confidence: 2 })).toMatchObject({ valid: false });
  const call = { kind: 'tool-call', tool: 'refund', arguments: { why: 'x'.repeat(64_000) } } as const;
  expect(await flags({ proposal: call, confidence: 1 })).toMatchObject({ valid: false, where: 'arguments: too_big' });
});

test('an embedder’s own check has its say', async () => {
  const made = draft([{ text: quote, evidence: ['e1'] }]);
  expect(await validateDraft(made, { context, evidence, checks: [() => ['never']] })).toMatchObject({
    flags: ['never'],
  });
});

test('a public reply to who asked for no more messages on this channel says so', async () => {
  const asked = (channel: string, visibility: 'public' | 'private' = 'public') => {
    const conversation = { messages: [], channel };
    const customer = { profile: {}, consent: { sms: 'opted-out', whatsapp: 'opted-in' } };
    const { proposal, confidence } = draft([{ text: quote, evidence: ['e1'] }]);
    const about = { ...context, conversation, customer } as unknown as CopilotContext;
    return validateDraft(
      { confidence, proposal: { ...proposal, visibility } as ReplyProposal },
      { context: about, evidence },
    );
  };
  expect(await asked('sms')).toMatchObject({ flags: ['opted-out'] });
  expect(await asked('sms', 'private')).toMatchObject({ flags: [] });
  expect(await asked('whatsapp')).toMatchObject({ flags: [] });
});

test.each(['-', '1,', 'A', 'a.', '@a.', '{{', '![', 'W1-', '. ', '\u0316\u0301'])(
  'letters without end take no more than their length: %j',
  (piece) =>
    expectLinear(100_000, async (size) => {
      const long = piece.repeat(Math.ceil(size / piece.length));
      const messages = [
        { direction: 'received', visibility: 'public', author: {}, text: long },
        { direction: 'sent', visibility: 'private', author: {}, text: long },
      ];
      const attacked = { ...context, question: long, conversation: { messages } } as unknown as CopilotContext;
      const made = draft([{ text: long.slice(0, 0.6 * size), evidence: ['e1'] }]);
      await validateDraft(made, { context: attacked, evidence });
    }),
);
