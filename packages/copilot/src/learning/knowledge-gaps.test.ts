import type { RecommendationView } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { articleEvidence } from '../../test/recommended.js';
import type { DecisionRecord } from './decision-record.js';
import { gapDraft, gapFileName } from './gap-draft.js';
import { findGaps } from './knowledge-gaps.js';

const record = (question: string, given: Partial<RecommendationView> = {}, customer = question): DecisionRecord => ({
  recommendation: {
    ...{ recommendationId: question, tenant: 'acme', kind: 'reply', status: 'withheld', outcome: 'withheld' },
    ...{ withheld: { reason: 'no-evidence' }, about: {}, seen: [], pipeline: 'p', verdicts: [], actions: [] },
    ...{ createdAt: '2026-01-31T10:00:00Z', updatedAt: '2026-01-31T10:00:00Z', ...given },
  } as RecommendationView,
  features: undefined,
  question,
  customer,
});

const rejected = (question: string, code: 'outdated-source' | 'tone', customer?: string) =>
  record(
    question,
    {
      withheld: undefined,
      evidence: [articleEvidence],
      verdict: { kind: 'reject', reviewer: 'reviewer/anna', reason: { code } } as RecommendationView['verdict'],
    },
    customer,
  );

const from = async function* (records: readonly DecisionRecord[]) {
  yield* records;
};
/** By the last word. */
const cluster = (texts: readonly string[]) => texts.map((text) => (text.includes('gift') ? 0 : 1));

const records = [
  record('Hi! Can I pay with a gift card? I am kim@example.com.', {}, '77'),
  record('Do you take a gift card <b>or two</b>', {}, '77'),
  rejected('Can I pay with a gift card', 'outdated-source', '78'),
  rejected('gift card gift card', 'tone'),
  record('Where is my bike?'),
  record('Thank you for the gift', { withheld: { reason: 'nothing-asked' } }),
];

describe('findGaps', () => {
  it('makes no gap of questions that share only the words of every question', async () => {
    const canoes = ['Do you rent out canoes?', 'Can I rent a canoe from you?', 'Is it possible to rent canoes?'];
    const others = [
      'I forgot my password since Monday',
      'I want my money back for the stove',
      'Please refund the kayak',
    ];
    const asked = [...canoes, ...others].map((question) => record(question));
    const gaps = await findGaps(from(asked), { minimum: 2 });
    expect(gaps.map(({ asked, questions }) => [asked, [...questions].sort()])).toEqual([[3, [...canoes].sort()]]);
  });

  it('gathers what nothing answered, without who asked', async () => {
    const gaps = await findGaps(from(records), { cluster });
    expect(gaps).toEqual([
      {
        ...{ tenant: 'acme', title: 'Can I pay with a gift card', asked: 3, customers: 2 },
        reasons: { 'no-evidence': 2, 'outdated-source': 1 },
        questions: [
          'Can I pay with a gift card',
          'Hi! Can I pay with a gift card? I am [EMAIL-1].',
          'Do you take a gift card <b>or two</b>',
        ],
        near: [{ id: 'articles/delivery.md', title: 'Delivery times', score: 0.8 }],
      },
    ]);
  });

  it('asks the sources what comes near, by the most typical question', async () => {
    const asked: string[] = [];
    const nearest = async (question: string) => {
      asked.push(question);
      return [{ ...articleEvidence, source: { id: 'articles/pay.md', kind: 'article' as const }, score: 0.9 }];
    };
    const [gap] = await findGaps(from(records), { cluster, nearest });
    expect(asked).toEqual(['Can I pay with a gift card']);
    expect(gap?.near.map(({ id }) => id)).toEqual(['articles/pay.md', 'articles/delivery.md']);
  });

  it('keeps tenants apart', async () => {
    const other = records.slice(0, 3).map((one) => ({
      ...one,
      recommendation: { ...one.recommendation, tenant: 'other' },
    }));
    const gaps = await findGaps(from([...records.slice(0, 2), ...other.slice(0, 2)]), { cluster, minimum: 3 });
    expect(gaps).toEqual([]);
  });
});

describe('a draft', () => {
  it('asks a person for the answer, and lets no customer write Markdown or HTML', async () => {
    const [gap] = await findGaps(from(records), { cluster });
    if (gap === undefined) throw new Error('no gap');
    const text = gapDraft({ ...gap, questions: [...gap.questions, '# A heading\n--> <script>'] });
    expect(text).toMatch(/^---\ndraft: true\n---\n# Can I pay with a gift card\n/);
    expect(text).toContain('Asked 3 times by 2 customers, and not answered (no-evidence 2, outdated-source 1).');
    expect(text).toContain('- Do you take a gift card &lt;b&gt;or two&lt;/b&gt;\n- A heading --&gt; &lt;script&gt;');
    expect(text).toContain('- Delivery times (articles/delivery.md), 0.80');
    expect(gapFileName(gap, false)).toBe('can-i-pay-with-a-gift-card.md');
  });
});
