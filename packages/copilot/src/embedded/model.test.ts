import { type CopilotContext, type Evidence, proposal } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { embeddedFeatures } from '../features/embedded-features.js';
import { embeddedModel } from './model.js';

const { signal } = new AbortController();

const piece = (id: string, quote: string, score: number): Evidence => ({
  id,
  source: { id: `articles/${id}.md`, kind: 'article', title: 'Returns' },
  version: `sha256:${'1'.repeat(64)}`,
  span: { start: 0, end: quote.length },
  quote,
  score,
  retrievedAt: '2026-01-31T10:00:00Z',
  scope: [],
});

async function suggest(question: string, evidence: readonly Evidence[] = [], context: Partial<CopilotContext> = {}) {
  const features = await embeddedFeatures().read({ about: 'f', text: question, earlier: [] });
  const { drafts } = await embeddedModel().suggest(
    {
      context: {
        tenant: 'acme',
        question,
        earlier: [],
        openCases: [],
        incidents: [],
        suggested: [],
        seen: [],
        ...context,
      },
      features,
      evidence,
      kinds: ['reply', 'classification', 'escalation'],
      tools: [],
    },
    { signal },
  );
  for (const draft of drafts) proposal.parse(draft.proposal);
  return Object.fromEntries(drafts.map((draft) => [draft.proposal.kind, draft]));
}

test('a reply is made of cited sentences only', async () => {
  const { reply } = await suggest('Can I return an item?', [
    piece('e1', 'You can **return** any item within 30 days. Print the [label](https://x.example/l) first.', 0.9),
    piece('e2', 'Gift cards cannot be returned.', 0.8),
  ]);
  expect(reply?.proposal).toMatchObject({
    text: 'You can return any item within 30 days. Print the label first.',
    sentences: [
      { text: 'You can return any item within 30 days.', evidence: ['e1'] },
      { text: 'Print the label first.', evidence: ['e1'] },
    ],
  });
  expect(reply?.confidence).toBe(0.9);
});

test('a long passage is cut to the sentences that speak to the question', async () => {
  const filler = Array.from({ length: 8 }, (_, at) => `Sentence ${at} tells of other things.`).join(' ');
  const quote = `${filler} Refunds take five working days. They go to your card. ${filler}`;
  const { reply } = await suggest('How long do refunds take to my card?', [piece('e1', quote, 0.7)]);
  const sentences = reply?.proposal.kind === 'reply' ? reply.proposal.sentences : [];
  expect(sentences.length).toBeLessThanOrEqual(4);
  expect(sentences.map(({ text }) => text)).toContain('Refunds take five working days.');
});

test('weak evidence is no reply', async () => {
  expect((await suggest('Can I return an item?', [piece('e1', 'You can return it.', 0.3)])).reply).toBeUndefined();
});

test('a clear intent becomes a tag, unless the case has it', async () => {
  const question = 'I want a refund for this.';
  expect((await suggest(question)).classification?.proposal).toMatchObject({
    intent: 'refund-request',
    addTags: ['refund-request'],
  });
  const conversation = { tags: ['refund-request'], priority: null, messages: [] } as unknown as NonNullable<
    CopilotContext['conversation']
  >;
  expect((await suggest(question, [], { conversation })).classification).toBeUndefined();
});

test.each([
  ['My lawyer will hear of this.', 'legal'],
  ['The charger caught fire in the kitchen.', 'safety'],
  ['I will file a chargeback with my bank.', 'billing'],
  ['I want to end my life.', 'safety'],
  ['This is the third time I write to you.', 'seniors'],
])('escalates: %s', async (question, to) => {
  const { escalation } = await suggest(question);
  expect(escalation?.proposal).toMatchObject({ kind: 'escalation', to });
});

test('a plain question is not escalated', async () => {
  expect((await suggest('Where is my order?')).escalation).toBeUndefined();
});
