import type { AnalyticsView } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { numberGroups } from './number-words.js';

const none = { count: 0, of: 0 };
const spread = { count: 0 };
type Reviews = AnalyticsView['total']['reviews'];

function reviewsOf(alpha: Reviews['krippendorffAlpha'], kappa: Reviews['cohensKappa']) {
  const reviews = { secondsToVerdict: spread, sla: none, backlog: 0, backlogAgeSeconds: spread };
  const total = {
    suggestions: { regret: none },
    cases: { sla: none, firstResponseSeconds: spread },
    output: {},
    reviews: { ...reviews, krippendorffAlpha: alpha, cohensKappa: kappa },
  };
  const group = numberGroups({ total } as unknown as AnalyticsView).find(({ title }) => title === 'Reviews');
  const agreement = group?.lines.filter(({ name }) => name.startsWith('Agreement')) ?? [];
  return { told: agreement.map(({ name, value }) => `${name} ${value}`), note: group?.note };
}

it('tells how far reviewers agree where two judged the same several times', () => {
  const both = reviewsOf({ items: 6, verdicts: 12, value: 0.444 }, { pairs: 2, items: 6, value: 0.3333 });
  expect(both).toEqual({ told: ['Agreement (α) 0.44', 'Agreement of pairs (κ) 0.33'], note: undefined });
  // Of three people, no two judged the same often enough.
  const alphaAlone = reviewsOf({ items: 6, verdicts: 12, value: 0.444 }, { pairs: 1, items: 2, value: 1 });
  expect(alphaAlone).toEqual({ told: ['Agreement (α) 0.44'], note: undefined });
});

it('else says in a sentence what is needed', () => {
  const once = reviewsOf({ items: 1, verdicts: 2, value: 0 }, { pairs: 0, items: 0 });
  expect(once.told).toEqual([]);
  expect(once.note).toMatch(/two people have judged the same words at least 5 times.*so far it was once\.$/);
  const alike = reviewsOf({ items: 9, verdicts: 18 }, { pairs: 0, items: 0 });
  expect(alike.told).toEqual([]);
  expect(alike.note).toMatch(/not all verdicts are alike; so far it was 9 times\.$/);
});
