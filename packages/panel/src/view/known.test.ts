import { expect, it } from 'vitest';
import { automationOf } from './known.js';

const conversation = 'conversation:zendesk:1';
const policy = { version: 'sha256:1', rules: 1 };
const me = { actor: 'reviewer/anna', tenant: 'demo', roles: ['agent' as const] };
const automation = new Map([[conversation, 'held' as const]]);

it('says who answers to those who may switch it, once that is known', () => {
  const state = { automation, policy, me };
  expect(automationOf(state, { about: { conversation } })).toBe('held');
  expect(automationOf(state, { about: { conversation: 'conversation:zendesk:2' } })).toBeUndefined();
  expect(automationOf(state, { about: {} })).toBeUndefined();
  expect(automationOf({ ...state, me: { ...me, roles: ['reader'] } }, { about: { conversation } })).toBeUndefined();
  expect(automationOf({ ...state, policy: undefined }, { about: { conversation } })).toBeUndefined();
});
