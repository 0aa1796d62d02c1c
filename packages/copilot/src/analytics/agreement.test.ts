import { expect, test } from 'vitest';
import { countEvents } from '../../test/count-events.js';
import { suggested, verdict } from '../../test/told-events.js';
import { cohensKappa, type Judged, krippendorffAlpha } from './agreement.js';

const judged = (...kinds: string[]): Judged => kinds.map((kind, index) => ({ reviewer: `reviewer/${index}`, kind }));
const times = (count: number, item: Judged) => Array.from({ length: count }, () => item);

test('Cohen’s κ of the textbook: 20 both yes, 15 both no, 5 and 10 differ. po = 35/50 = 0.7, pe = 0.5 × 0.6 + 0.5 × 0.4 = 0.5, κ = 0.4', () => {
  const items = [
    ...times(20, judged('approve', 'approve')),
    ...times(5, judged('approve', 'reject')),
    ...times(10, judged('reject', 'approve')),
    ...times(15, judged('reject', 'reject')),
  ];
  expect(cohensKappa(items)).toEqual({ pairs: 1, items: 50, value: 0.4 });
});

test('κ of several pairs is weighted by what both judged: (1 × 2 + 0 × 4) / 6; a pair that cannot differ is left out', () => {
  const by = (one: string, kindOfOne: string, other: string, kindOfOther: string): Judged => [
    { reviewer: one, kind: kindOfOne },
    { reviewer: other, kind: kindOfOther },
  ];
  const items = [
    ...[by('anna', 'approve', 'ben', 'approve'), by('ben', 'reject', 'anna', 'reject')],
    // Half of it agrees, as chance would have it: po = pe = 0.5.
    ...[by('anna', 'approve', 'carl', 'approve'), by('anna', 'reject', 'carl', 'approve')],
    ...[by('anna', 'approve', 'carl', 'reject'), by('anna', 'reject', 'carl', 'reject')],
    by('ben', 'approve', 'carl', 'approve'),
  ];
  expect(cohensKappa(items)).toEqual({ pairs: 2, items: 6, value: 0.3333 });
});

test('Krippendorff’s α, three items of two verdicts: aa, bb, ab. Do = 2, n = 6, De = 3 × 3 × 2 = 18, α = 1 − 5 × 2 / 18 = 0.4444', () => {
  const items = [judged('approve', 'approve'), judged('reject', 'reject'), judged('approve', 'reject')];
  expect(krippendorffAlpha(items)).toEqual({ items: 3, verdicts: 6, value: 0.4444 });
});

test('α with an item of three: aab counts (2 × 1 + 1 × 2) / 2 = 2; beside aa and bb n = 7, De = 4 × 3 × 2 = 24, α = 1 − 6 × 2 / 24 = 0.5', () => {
  const items = [judged('approve', 'approve', 'reject'), judged('approve', 'approve'), judged('reject', 'reject')];
  expect(krippendorffAlpha(items)).toEqual({ items: 3, verdicts: 7, value: 0.5 });
});

test('neither has a value where nothing could differ', () => {
  expect(krippendorffAlpha([judged('approve', 'approve')])).toEqual({ items: 1, verdicts: 2 });
  expect(krippendorffAlpha([])).toEqual({ items: 0, verdicts: 0 });
  expect(cohensKappa([judged('approve', 'approve')])).toEqual({ pairs: 0, items: 0 });
});

test('only verdicts of two people on the same hash are compared: no comments, no rules, nobody twice', async () => {
  const decisions = [
    suggested(1, 0),
    verdict(1, 1, 'reviewer/anna', 'approve', { decides: false }),
    verdict(1, 2, 'reviewer/anna', 'comment', { decides: false }),
    verdict(1, 3, 'reviewer/ben', 'reject'),
    suggested(2, 0),
    verdict(2, 1, 'reviewer/anna', 'edit', { decides: false }),
    verdict(2, 2, 'reviewer/ben', 'approve', { hash: 'sha256:edited' }),
    suggested(3, 0),
    verdict(3, 1, 'rule/all', 'approve'),
    verdict(3, 2, 'reviewer/ben', 'comment', { decides: false }),
  ];
  const { krippendorffAlpha: alpha } = (await countEvents({ decisions })).total.reviews;
  // Of the first alone: no two agree where two are all there are, α = 1 − 1 × 2 / 2 = 0.
  expect(alpha).toEqual({ items: 1, verdicts: 2, value: 0 });
});
