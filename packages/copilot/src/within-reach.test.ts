import type { ActionKind, Proposal } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { beyondReach, kindsWithinReach, withinReach } from './within-reach.js';

const classification: Proposal = {
  ...{ kind: 'classification', intent: 'refund', confidence: 0.8 },
  ...{ addTags: ['refund'], priority: 'high', status: 'open', group: '7' },
};
const escalation: Proposal = { kind: 'escalation', to: 'legal', why: 'A lawyer.', priority: 'high', note: 'To legal.' };
const reply: Proposal = { kind: 'reply', visibility: 'public', text: 'Hello.', sentences: [] };
const messagesOnly: readonly ActionKind[] = ['post-reply'];

test('nothing is left out where the desk can do all, or nothing is said of it', () => {
  for (const proposal of [classification, escalation, reply]) {
    expect(withinReach(proposal, undefined)).toBe(proposal);
    expect(beyondReach(proposal, undefined)).toEqual([]);
  }
  const all: readonly ActionKind[] = ['post-reply', 'post-note', 'set-tags', 'set-priority', 'set-status', 'assign'];
  expect(withinReach(classification, all)).toBe(classification);
  expect(withinReach(escalation, all)).toBe(escalation);
});

test('a classification keeps the parts that the desk has, and is none without any', () => {
  expect(withinReach(classification, ['set-tags'])).toEqual({
    ...{ kind: 'classification', intent: 'refund', confidence: 0.8, addTags: ['refund'] },
  });
  expect(withinReach(classification, messagesOnly)).toBeUndefined();
  expect(beyondReach(classification, ['set-tags'])).toEqual(['set-priority', 'assign', 'set-status']);
});

test('an escalation stays for whoever reviews it, without what the desk cannot do', () => {
  expect(withinReach(escalation, messagesOnly)).toEqual({ kind: 'escalation', to: 'legal', why: 'A lawyer.' });
  expect(withinReach(escalation, ['post-note'])).toEqual({
    ...{ kind: 'escalation', to: 'legal', why: 'A lawyer.', note: 'To legal.' },
  });
});

test('a private reply is a note', () => {
  expect(withinReach(reply, messagesOnly)).toBe(reply);
  expect(withinReach({ ...reply, visibility: 'private' }, messagesOnly)).toBeUndefined();
});

test('a model is not asked for what would be left out anyway', () => {
  const kinds = ['reply', 'classification', 'escalation', 'tool-call'] as const;
  expect(kindsWithinReach(kinds, undefined)).toEqual(kinds);
  expect(kindsWithinReach(kinds, messagesOnly)).toEqual(['reply', 'escalation']);
  expect(kindsWithinReach(kinds, ['set-status', 'call-tool'])).toEqual(kinds);
});
