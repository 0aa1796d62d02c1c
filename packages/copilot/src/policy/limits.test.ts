import type { PolicyLimit, UseKey } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { countsOf, limitsFor, type Use, withinLimits } from './limits.js';

const beyond = { role: 'senior', queue: 'review', reviewers: 1, fourEyes: false, withinSeconds: 60 } as const;
const limit = (counts: PolicyLimit['counts'], per: PolicyLimit['per']): PolicyLimit => ({
  ...{ id: `${counts}-${per}`, counts, per, most: 2, withinSeconds: 60, beyond },
});
const limits = (['replies', 'spend'] as const).flatMap((counts) =>
  (['conversation', 'customer', 'tenant'] as const).map((per) => limit(counts, per)),
);
const use = (more: Partial<Use>): Use => ({
  ...{ tenant: 'acme', conversation: undefined, customer: undefined, automatic: true, replies: 1, spend: 5 },
  ...more,
});
const told = (keys: readonly UseKey[]) => keys.map(({ counts, per, of }) => `${counts} per ${per}: ${of}`);

test.each<readonly [string, Partial<Use>, readonly string[]]>([
  [
    'all is known',
    { conversation: 'conversation:z:1', customer: 'customer:z:7' },
    ['replies per conversation: conversation:z:1', 'replies per customer: customer:z:7', 'replies per tenant: acme'],
  ],
  [
    'the customer is not',
    { conversation: 'conversation:z:1' },
    [
      'replies per conversation: conversation:z:1',
      'replies per customer: conversation:z:1',
      'replies per tenant: acme',
    ],
  ],
  ['nobody says who it is for', {}, ['replies per customer: acme', 'replies per tenant: acme']],
  [
    'money has no conversation',
    { replies: 0, customer: 'customer:z:7' },
    ['spend per conversation: acme', 'spend per customer: customer:z:7', 'spend per tenant: acme'],
  ],
])('where %s', (_, more, expected) => {
  const asked = use({ ...(expected[0]?.startsWith('replies') && { spend: 0 }), ...more });
  expect(told(countsOf(asked))).toEqual(expected);
  expect(told(limitsFor(limits, asked).map(({ key }) => key))).toEqual(expected);
});

test('whoever does not say who they are comes to an end too', async () => {
  const counted: { readonly of: string; readonly amount: number }[] = [];
  const unit = {
    used: async ({ of }: UseKey) => counted.filter((one) => one.of === of).reduce((sum, { amount }) => sum + amount, 0),
    automation: async () => ({ held: false, paused: false }),
  };
  const policy = { limits: [limit('replies', 'customer')] };
  const ask = async () => {
    const { counts, over } = await withinLimits(unit as never, policy, use({ spend: 0 }));
    if (over.length === 0) counted.push(...counts.filter(({ per }) => per === 'customer'));
    return over.length;
  };
  expect([await ask(), await ask(), await ask()]).toEqual([0, 0, 1]);
});
