import type { RecommendationView, VerdictView } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { approvedText, callBefore, changesIn, editedText, editOf, endedText } from './edited-words.js';

const verdict = (verdictId: string, reviewer: string, part: Partial<VerdictView>): VerdictView => ({
  ...{ verdictId, reviewer: `reviewer/${reviewer}`, recommendationId: 'r1', hash: 'first' },
  ...{ kind: 'approve', decides: false, at: '2026-01-31T09:00:00Z' },
  ...part,
});
const edit = verdict('v2', 'ben', {
  kind: 'edit',
  finalHash: 'second',
  final: { kind: 'tool-call', tool: 'refund', arguments: { amount: 95, order: '7' } },
  edit: {
    distance: 0.1,
    diff: [
      { op: 'keep', text: '{"amount":' },
      { op: 'remove', text: '389' },
      { op: 'add', text: '95' },
      { op: 'keep', text: ',"order":"7"}' },
    ],
  },
});
const view = {
  hash: 'second',
  suggestedHash: 'first',
  verdicts: [verdict('v0', 'dora', { kind: 'comment' }), verdict('v1', 'anna', {}), edit],
  agreements: [{ reviewer: 'reviewer/ben', verdictId: 'v2', at: edit.at }],
} as unknown as RecommendationView;

it('tells who changed it, what it was, and whose agreement ended', () => {
  expect(editOf(view)).toBe(edit);
  expect(editedText(edit)).toBe('Ben changed this before it was decided.');
  expect(editedText(edit, 'reviewer/ben')).toMatch(/^You changed this/);
  expect(callBefore(edit)?.arguments).toEqual({ amount: 389, order: '7' });
  expect(changesIn(edit)).toBeUndefined();
  expect(endedText(view, edit)).toBe('Anna agreed to what it was before: that does not count any more.');
  expect(endedText(view, edit, 'reviewer/anna')).toMatch(/^You agreed to what it was before/);
  const again = { reviewer: 'reviewer/anna', verdictId: 'v3', at: edit.at };
  expect(endedText({ ...view, agreements: [again] }, edit)).toBeUndefined();
});

it('tells nothing of what is as it was suggested', () => {
  expect(editOf({ verdicts: view.verdicts, hash: 'first' } as unknown as RecommendationView)).toBeUndefined();
});

it('tells of what was approved who wrote it, and who agreed to it before', () => {
  const approved = verdict('v3', 'anna', { decides: true, agreed: ['v2', 'v4'] });
  const agreements = [...(view.agreements ?? []), { reviewer: 'reviewer/cleo', verdictId: 'v4', at: edit.at }];
  const decided = { ...view, verdict: approved, agreements } as RecommendationView;
  expect(approvedText(decided)).toBe('Ben wrote this version. Cleo agreed before.');
  const { suggestedHash: _, ...asSuggested } = decided;
  expect(approvedText(asSuggested as RecommendationView)).toBe('Ben and Cleo agreed before.');
  expect(approvedText({ ...decided, verdict: { ...approved, kind: 'reject' } })).toBeUndefined();
});
