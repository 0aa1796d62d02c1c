import { expect, test } from 'vitest';
import { defaultEscalationRules, escalationOf } from './escalation.js';

const context = (question: string) => ({
  ...{ tenant: 'acme', question, earlier: [], openCases: [], incidents: [], suggested: [], seen: [] },
});
const rule = (question: string) => {
  const draft = escalationOf(context(question), defaultEscalationRules);
  return draft?.proposal.kind === 'escalation' ? draft.proposal.to : undefined;
};

test.each([
  ['My stove smells of gas even when the valve is closed.', 'safety'],
  ['I burned myself on the lid.', 'safety'],
  ['There is a small burn on my wrist now.', 'safety'],
  ['The lamp flared up and went out.', 'safety'],
  ['You will hear from my lawyer.', 'legal'],
  ['I want to talk to a real person please', 'agents'],
  ['Can I speak with someone about it?', 'agents'],
  ['Do you sell gas canisters?', undefined],
  ['Which burner fits the Larch stove?', undefined],
  ['Your agent spoke with me yesterday, thank you.', undefined],
])('%s → %s', (question, to) => expect(rule(question)).toBe(to));

test('the gravest ground is the one that is given', () => {
  expect(rule('I burned my hand and I want to speak to a manager')).toBe('safety');
});
