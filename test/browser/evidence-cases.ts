import type { Evidence, RecommendationView } from '@deskrail/contracts';
import { conversationOf, hashOf, lawyer, passage, recommendationOf } from './shop-cases.ts';

/** A conversation of last month, which an agent resolved: others may quote what helped. */
export const resolved = conversationOf('4801', {
  subject: 'Insoles for the Tarn boots',
  priority: 'normal',
  customer: 'Edda Morrow',
  lines: [
    { by: 'customer', text: 'Do you sell the insoles of the Tarn boots separately?', minutesAgo: 43_000 },
    {
      by: 'agent',
      text: 'Hello Edda,\n\nThe insoles are called Tarn Footbed and cost 14 € a pair.\n\nKind regards,\nJonas',
      minutesAgo: 42_990,
    },
  ],
});

export const insoles = conversationOf('5171', {
  subject: 'New insoles',
  priority: 'high',
  customer: 'Rufus Adeyemi',
  lines: [{ by: 'customer', text: 'Where do I find insoles for my Tarn boots, and is the site down?', minutesAgo: 6 }],
});

const earlier: Evidence = {
  ...passage('e2', 'Insoles for the Tarn boots', 'The insoles are called Tarn Footbed and cost 14 € a pair.', 0.83),
  source: { id: `${resolved.id}#4801-1`, kind: 'conversation', title: 'Insoles for the Tarn boots' },
  scope: ['tenant:demo'],
};
const incident: Evidence = {
  ...passage('e1', 'The shop’s site is slow', 'Our site is slow this morning; orders are safe.', 0.7),
  source: { id: 'incidents/incident:status:7', kind: 'incident', title: 'The shop’s site is slow' },
};
const insoleSentences = [
  { text: 'Our site is slow this morning; orders are safe.', evidence: ['e1'] },
  { text: 'The insoles are called Tarn Footbed and cost 14 € a pair.', evidence: ['e2'] },
  { text: 'See https://elsewhere.example/insoles.', evidence: ['e2'] },
];

/** Written by a remote model, from an open incident and an earlier conversation; with an order hidden in the message. */
export const insolesReply = recommendationOf(insoles, {
  minutesAgo: 6,
  confidence: 0.8,
  risk: 'medium',
  model: { name: 'gpt-large', version: '2026-09' },
  prompt: { id: 'suggest-reply', version: '3' },
  usage: { inputTokens: 1_204, outputTokens: 96, cost: 0.0031 },
  flags: ['unknown-link', 'possible-injection'],
  findings: [
    { flag: 'unknown-link', sentence: 2 },
    { flag: 'possible-injection', detail: 'override, tool' },
  ],
  proposal: {
    kind: 'reply',
    visibility: 'public',
    language: 'en',
    text: insoleSentences.map(({ text }) => text).join(' '),
    sentences: insoleSentences,
  },
  evidence: [incident, earlier],
});

const said = lawyer.messages[0];
const quotes = ['This is my third complaint about the same chair.', 'Next time my lawyer writes.'];
const text = said?.text ?? '';

/** For whoever takes over from the escalation, in the customer's words. */
export const lawyerSummary = recommendationOf(lawyer, {
  kind: 'summary',
  minutesAgo: 30,
  confidence: 0.8,
  hash: hashOf('5161s'),
  risk: 'low',
  findings: [],
  proposal: {
    kind: 'summary',
    text: `Customer: ${quotes.join(' ')}`,
    sentences: [
      { text: `Customer: ${quotes[0]}`, evidence: ['m1'] },
      { text: quotes[1] ?? '', evidence: ['m2'] },
    ],
  },
  evidence: quotes.map((quote, at) => ({
    ...passage(`m${at + 1}`, '', quote, 1),
    source: { id: `${lawyer.id}#${encodeURIComponent(said?.id ?? '')}`, kind: 'conversation' as const },
    span: { start: text.indexOf(quote), end: text.indexOf(quote) + quote.length },
    scope: ['tenant:demo'],
  })),
});

/** A question back, where the message can be read in two ways. */
export const clarifying: RecommendationView = {
  ...insolesReply,
  recommendationId: 'rec_clarifying',
  hash: hashOf('5171c'),
  flags: ['clarifying-question'],
  findings: [{ flag: 'clarifying-question' }],
  usage: undefined,
  proposal: {
    kind: 'reply',
    visibility: 'public',
    text: 'Would you like to exchange the boots, or to return them?',
    sentences: [{ text: 'Would you like to exchange the boots, or to return them?', evidence: [] }],
    clarifies: ['exchange-item', 'return-item'],
  },
  evidence: [],
};
