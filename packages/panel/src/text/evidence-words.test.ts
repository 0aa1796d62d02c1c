import type { Evidence } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { evidenceTitle, messageSourceOf } from './evidence-words.js';

const from = (id: string, title?: string): Evidence => ({
  ...{ id: 'e1', version: 'sha256:1', span: { start: 0, end: 3 }, quote: 'Yes', score: 1, scope: [] },
  source: { id, kind: 'conversation', ...(title ? { title } : {}) },
  retrievedAt: '2026-01-31T09:00:00Z',
});

it('tells which message of which conversation a quote is from', () => {
  const conversation = 'conversation:twilio:%2B15550100001%7C%2B15550100121';
  expect(messageSourceOf(from(`${conversation}#SM%2F1`))).toEqual({ conversation, message: 'SM/1', quote: 'Yes' });
  expect(messageSourceOf(from('conversation:zendesk:1##rec_1'))).toEqual({
    conversation: 'conversation:zendesk:1',
    quote: 'Yes',
  });
  expect(messageSourceOf(from('conversation:zendesk:1#%E0%A4%A'))?.message).toBe('%E0%A4%A');
  expect(messageSourceOf(from('articles/returns.md'))).toBeUndefined();
});

it('calls a source by its title, else by what it is', () => {
  expect(evidenceTitle(from('conversation:zendesk:1#2', 'Insoles'))).toBe('Insoles');
  expect(evidenceTitle(from('conversation:zendesk:1#2'), 'conversation:zendesk:1')).toMatch(/of this conversation/);
  expect(evidenceTitle(from('conversation:zendesk:1#2'), 'conversation:zendesk:2')).toBe('An earlier conversation');
  expect(evidenceTitle(from('articles/returns.md'))).toBe('articles/returns.md');
});
