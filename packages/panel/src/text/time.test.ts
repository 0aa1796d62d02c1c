import { expect, it } from 'vitest';
import { age, ago, dueText, until } from './time.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const before = (ms: number) => new Date(now - ms).toISOString();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
  [10_000, 'now', 'just now'],
  [4 * minute, '4m', '4 minutes ago'],
  [3 * hour, '3h', '3 hours ago'],
  [5 * day, '5d', '5 days ago'],
  [30 * day, '4w', '30 days ago'],
  [-40_000, 'now', 'just now'],
])('%d ms ago is %s, or %s', (ms, short, long) => {
  expect(age(before(ms), now)).toBe(short);
  expect(ago(before(ms), now)).toBe(long);
});

it('counts down', () => {
  expect(until(before(-20 * hour), now)).toBe('in 20 hours');
  expect(until(before(-5_000), now)).toBe('any moment');
});

it('says until when something should be decided, and how late it is', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');
  const due = (minutes: number) => dueText(new Date(now + minutes * 60_000).toISOString(), now);
  expect(due(90)).toEqual({ text: 'due in 90 min', tone: '' });
  expect(due(15)).toEqual({ text: 'due in 15 min', tone: 'warn' });
  expect(due(-0.5)).toEqual({ text: 'overdue by 1 min', tone: 'bad' });
  expect(due(-60 * 50)).toEqual({ text: 'overdue by 2 days', tone: 'bad' });
});
