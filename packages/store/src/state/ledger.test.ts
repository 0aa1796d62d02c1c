import { expect, test } from 'vitest';
import { approved, later, suggestion, verdict } from '../conformance/events.js';
import { type ActionState, actionView, evolveAction } from './ledger.js';

const time = '2026-01-01T10:00:00Z';
const given = verdict('ver1', suggestion('rec1', { conversation: 'conversation:desk:1', time, seen: [] }), time);
const action = approved('act1', given, { time });

const events = {
  started: later('action.started.v1', action, time, { executor: 'x', token: 1 }),
  executed: later('action.executed.v1', action, time, { found: 'answer', vendorId: '7' }),
  failed: later('action.failed.v1', action, time, { code: 'conflict', permanent: true }),
  uncertain: later('action.uncertain.v1', action, time, { why: 'timed-out' }),
  cancelled: later('action.cancelled.v1', action, time, { why: 'stale' }),
  person: later('action.cancelled.v1', action, time, { why: 'person' }),
};

const after = (...names: (keyof typeof events)[]) =>
  names.reduce<ActionState | undefined>(
    (state, name) => evolveAction(state, events[name]),
    evolveAction(undefined, action),
  )?.status;

test.each([
  [[], 'approved'],
  [['started'], 'started'],
  [['started', 'executed'], 'executed'],
  [['started', 'executed', 'failed'], 'failed'],
  [['started', 'executed', 'failed', 'executed'], 'failed'],
  [['started', 'executed', 'uncertain'], 'executed'],
  [['executed', 'started'], 'executed'],
  [['cancelled', 'started'], 'cancelled'],
  [['cancelled', 'executed'], 'cancelled'],
  [['failed', 'executed'], 'failed'],
  [['started', 'uncertain'], 'uncertain'],
  [['uncertain', 'failed'], 'uncertain'],
  [['uncertain', 'started'], 'uncertain'],
  [['uncertain', 'cancelled'], 'uncertain'],
  [['uncertain', 'person'], 'cancelled'],
  [['uncertain', 'executed'], 'executed'],
] as const)('after %j it is %s', (names, status) => {
  expect(after(...names)).toBe(status);
});

test('counts its starts, and says what the desk made of it', () => {
  const started = evolveAction(evolveAction(evolveAction(undefined, action), events.started), events.started);
  expect(started && actionView(started)).toMatchObject({ attempts: 2, status: 'started' });
  const executed = evolveAction(started, events.executed);
  expect(executed && actionView(executed)).toMatchObject({ vendorId: '7', found: 'answer', status: 'executed' });
});

test('an event of an action that nobody approved is nothing', () => {
  expect(evolveAction(undefined, events.started)).toBeUndefined();
});
