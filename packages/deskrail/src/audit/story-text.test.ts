import { expect, it } from 'vitest';
import { storyText } from './story-text.js';

const entry = {
  at: '2026-01-31T10:00:00Z',
  recordedAt: '2026-01-31T10:00:01Z',
  what: 'The customer wrote a message',
  who: 'customer/1',
  type: 'message.received.v1',
  id: 'm1',
  details: [],
  texts: [{ label: 'text', text: `One\r\n\u001b[2J two \u202eeerht\n${'word '.repeat(40)}` }],
  proof: 'none',
};

it('shows what would move a terminal’s cursor or turn a line by its number, and folds long lines', () => {
  const lines = storyText(
    { tenant: 'acme', conversation: 'c', chainFaults: 2, entries: [entry] },
    '2026-02-01T00:00:00Z',
  );
  const text = lines.join('\n');
  expect(lines.some((line) => /[\p{Cc}\u202e]/u.test(line))).toBe(false);
  expect(text).toContain('│ \\u001b[2J two \\u202eeerht');
  expect(lines.every((line) => line.length <= 105)).toBe(true);
  expect(text).toContain('BROKEN IN 2 PLACES');
});
