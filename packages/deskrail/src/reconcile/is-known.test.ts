import type { Conversation, Fact } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { isKnown } from './is-known.js';

const message = {
  id: 'by-template',
  fact: 'f1',
  direction: 'received',
  author: { kind: 'customer' },
  visibility: 'public',
  text: 'Where is\nmy order?',
  attachments: [{ id: 'a1' }],
  at: '2026-01-31T09:30:00Z',
  arrival: 1,
  appendedAt: '2026-01-31T09:30:01Z',
} as const;

const known = (more: object = {}, changed: object = {}) =>
  ({ deleted: undefined, messages: [{ ...message, ...changed }], ...more }) as unknown as Conversation;

const fact = (type: Fact['type'], data: object, time = '2026-01-31T09:31:00Z') =>
  ({ type, time, data: { messageId: 'by-template', ...data } }) as unknown as Fact;

describe('isKnown', () => {
  const said = fact('message.received.v1', { messageId: '42', visibility: 'public', text: 'Where is my order? ' });

  it('knows a message by its words where the desk says that ids may differ', () => {
    expect(isKnown(said, known(), 120_000)).toBe(true);
  });

  it.each([
    ['ids alone tell', said, known(), undefined],
    ['it was said too long before', said, known(), 30_000],
    ['it was a note', said, known({}, { visibility: 'private' }), 120_000],
    ['somebody else said it', said, known({}, { direction: 'sent' }), 120_000],
    ['other words', fact('message.received.v1', { visibility: 'public', text: 'Where?' }), known(), 120_000],
    ['the conversation is not known', said, undefined, 120_000],
  ])('does not where %s', (_, one, conversation, within) => {
    expect(isKnown(one, conversation, within)).toBe(false);
  });

  it.each([
    ['a deletion', fact('case.deleted.v1', { mode: 'soft' }), known({ deleted: 'soft' }), known()],
    ['redacted words', fact('message.redacted.v1', { part: 'text' }), known({}, { redacted: true }), known()],
    [
      'a redacted attachment',
      fact('message.redacted.v1', { part: 'attachment', attachmentId: 'a1' }),
      known({}, { attachments: [] }),
      known(),
    ],
    ['a note that was public', fact('message.made-private.v1', {}), known({}, { visibility: 'private' }), known()],
  ])('knows %s by what became of it', (_, one, after, before) => {
    expect(isKnown(one, after, undefined)).toBe(true);
    expect(isKnown(one, before, undefined)).toBe(false);
  });
});
