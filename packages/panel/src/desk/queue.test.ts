import type { Conversation, RecommendationView } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { withinBounds } from './bounds.js';
import { neighbour, queueOf } from './queue.js';
import { type DeskState, initialState } from './state.js';

const viewOf = (id: string, change: Partial<RecommendationView> = {}): RecommendationView =>
  ({
    recommendationId: id,
    about: {},
    status: 'open',
    kind: 'reply',
    createdAt: '2026-01-31T09:00:00Z',
    updatedAt: '2026-01-31T09:00:00Z',
    ...change,
  }) as RecommendationView;

const stateOf = (views: RecommendationView[], conversations: [string, Partial<Conversation>][] = []): DeskState => ({
  ...initialState,
  recommendations: new Map(views.map((view) => [view.recommendationId, view])),
  conversations: new Map(conversations.map(([id, conversation]) => [id, conversation as Conversation])),
});

it('puts first what is due first, then what is risky, then what waits longest', () => {
  const state = stateOf([
    viewOf('new', { createdAt: '2026-01-31T10:00:00Z' }),
    viewOf('old', { createdAt: '2026-01-31T08:00:00Z' }),
    viewOf('risky', { createdAt: '2026-01-31T10:00:00Z', risk: 'high' }),
    viewOf('due later', { dueAt: '2026-01-31T12:00:00Z', risk: 'high' }),
    viewOf('due first', { dueAt: '2026-01-31T11:00:00Z', risk: 'low' }),
    viewOf('done', { status: 'approved' }),
    viewOf('none', { status: 'withheld' }),
  ]);
  const ids = (tab: Parameters<typeof queueOf>[1]) =>
    queueOf(state, tab).map(({ recommendationId }) => recommendationId);
  expect(ids('open')).toEqual(['due first', 'due later', 'risky', 'old', 'new']);
  expect(ids('decided')).toEqual(['done']);
  expect(ids('withheld')).toEqual(['none']);
});

it('leaves out what the filter leaves out, and other people’s queues', () => {
  const state = stateOf([
    viewOf('mine', { assignee: 'reviewer/anna', queue: 'money' }),
    viewOf('ben’s', { assignee: 'reviewer/ben', queue: 'money' }),
    viewOf('nobody’s', { dueAt: '2026-01-31T11:00:00Z' }),
  ]);
  const me = { actor: 'reviewer/anna', tenant: 'demo', roles: ['reviewer'] };
  const ids = (filter: DeskState['filter'], queues?: string[]) =>
    queueOf({ ...state, filter, me: { ...me, ...(queues && { queues }) } }, 'open').map((one) => one.recommendationId);
  expect(ids({ queue: 'money' })).toEqual(['ben’s', 'mine']);
  expect(ids({ assignee: 'me' })).toEqual(['mine']);
  expect(ids({ assignee: 'none' })).toEqual(['nobody’s']);
  expect(ids({ overdue: true })).toEqual(['nobody’s']);
  expect(ids({}, ['review'])).toEqual(['nobody’s']);
});

it('shows once what was withheld of one message, told by two facts', () => {
  const withheld = (id: string, fact: string, reason: 'already-answered' | 'no-evidence' = 'already-answered') =>
    viewOf(id, { status: 'withheld', withheld: { reason }, about: { conversation: 'c1', fact } });
  const messages = [
    { id: 'm1', fact: 'message', otherFacts: ['opened'] },
    { id: 'm2', fact: 'second' },
  ] as Conversation['messages'];
  const views = [
    withheld('a', 'opened'),
    withheld('b', 'message'),
    withheld('c', 'message', 'no-evidence'),
    withheld('d', 'second'),
    withheld('e', 'not known'),
    withheld('f', 'not known'),
  ];
  const shown = queueOf(stateOf(views, [['c1', { id: 'c1', messages }]]), 'withheld');
  expect(shown.map(({ recommendationId }) => recommendationId)).toEqual(['a', 'c', 'd', 'e', 'f']);
});

it('moves within the queue and not past its ends', () => {
  const queue = [viewOf('a'), viewOf('b')];
  expect(neighbour(queue, undefined, 1)).toBe('a');
  expect(neighbour(queue, 'a', 1)).toBe('b');
  expect(neighbour(queue, 'b', 1)).toBeUndefined();
  expect(neighbour(queue, 'decided meanwhile', 1)).toBe('a');
});

it('forgets the oldest that are decided, never one that is open or looked at', () => {
  const decided = Array.from({ length: 650 }, (_, index) =>
    viewOf(`d${index}`, {
      status: 'approved',
      updatedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60_000).toISOString(),
    }),
  );
  const state = { ...stateOf([viewOf('open'), ...decided]), openedId: 'd0' };
  const { recommendations } = withinBounds(state);
  expect(recommendations?.size).toBe(600);
  expect(['open', 'd0', 'd1', 'd649'].map((id) => recommendations?.has(id))).toEqual([true, true, false, true]);
  expect(withinBounds(stateOf([viewOf('open')]))).toEqual({});
});
