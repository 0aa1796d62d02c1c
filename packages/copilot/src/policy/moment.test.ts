import { expect, onTestFinished, test, vi } from 'vitest';
import { compileCondition } from './condition.js';
import { momentOf } from './moment.js';

const holds = (text: string, at: string) => {
  const condition = compileCondition(text);
  if ('problem' in condition) throw new Error(condition.problem);
  return condition.ask({ now: momentOf(at) });
};

test.each([
  ['2026-01-31T23:30:00Z', 'Europe/Berlin', { hour: 0, day: 0, date: 1, month: 1, year: 2026, minute: 30 }],
  ['2026-07-01T12:15:00Z', 'Europe/Berlin', { hour: 14, day: 3, date: 1, month: 6, year: 2026, minute: 15 }],
  ['2026-03-29T00:59:59Z', 'Europe/Berlin', { hour: 1, day: 0, date: 29, month: 2, year: 2026, minute: 59 }],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', { hour: 3, day: 0, date: 29, month: 2, year: 2026, minute: 0 }],
  ['2026-01-01T02:00:00Z', 'America/New_York', { hour: 21, day: 3, date: 31, month: 11, year: 2025, minute: 0 }],
  ['2026-01-31T20:00:00Z', 'Asia/Kathmandu', { hour: 1, day: 0, date: 1, month: 1, year: 2026, minute: 45 }],
  ['2026-01-31T10:00:00Z', 'UTC', { hour: 10, day: 6, date: 31, month: 0, year: 2026, minute: 0 }],
])('%s in %s', (at, zone, { hour, day, date, month, year, minute }) => {
  const tells = (name: string, value: number) => expect(holds(`now.${name}("${zone}") == ${value}`, at)).toBe(true);
  tells('getHours', hour);
  tells('getDayOfWeek', day);
  tells('getDate', date);
  tells('getMonth', month);
  tells('getFullYear', year);
  tells('getMinutes', minute);
});

test('without a zone it is UTC, and moments compare', () => {
  expect(holds('now.getHours() == 10', '2026-01-31T11:00:00+01:00')).toBe(true);
  expect(holds('now < timestamp("2026-02-01T00:00:00Z")', '2026-01-31T10:00:00Z')).toBe(true);
  expect(holds('now < timestamp("2026-02-01T00:00:00Z")', 'soon')).toEqual({ error: 'now is not known' });
});

test('the server’s own zone has no say', () => {
  for (const local of [
    'getFullYear',
    'getMonth',
    'getDate',
    'getDay',
    'getHours',
    'getMinutes',
    'getSeconds',
  ] as const) {
    const spied = vi.spyOn(Date.prototype, local).mockReturnValue(-1);
    onTestFinished(() => spied.mockRestore());
  }
  // In the hour that clocks in New York leave out, and in summer.
  const at = '2026-03-08T02:30:00Z';
  expect(holds('now.getHours("UTC") == 2 && now.getHours() == 2 && now.getDate("UTC") == 8', at)).toBe(true);
  expect(holds('now.getHours("Asia/Tokyo") == 11', at)).toBe(true);
  const summer = '2026-07-01T00:00:00Z';
  expect(holds('now.getDayOfYear() == 181 && now.getDayOfYear("UTC") == 181', summer)).toBe(true);
  expect(holds('now.getDayOfYear("America/New_York") == 180', summer)).toBe(true);
  expect(holds('timestamp("2026-07-01T00:00:00Z").getHours("Europe/Berlin") == 2', summer)).toBe(true);
  expect(holds('[1].exists(n, now.getHours("Asia/Tokyo") == 9)', summer)).toBe(true);
  expect(holds('timestamp("2026-07-01T00:00:00.000") < now', summer)).toEqual({
    error: expect.stringContaining('no time'),
  });
});
