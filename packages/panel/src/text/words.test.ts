import type { ActionView, Conversation } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { actionText, codeText, customerName, personName } from './words.js';

it('names people, rules and what it does not know yet', () => {
  expect(personName('reviewer/anna')).toBe('Anna');
  expect(personName('rule/greetings')).toBe('Rule “greetings”');
  expect(personName('system/-')).toBe('System');
  expect(codeText('ticket-closed')).toBe('The desk says that the ticket is closed.');
  expect(codeText('window-closed')).toMatch(/only an approved template/);
  expect(codeText('opted-out')).toMatch(/wants no messages/);
  expect(codeText('undelivered')).toMatch(/could not deliver it/);
  expect(codeText('something-new')).toBe('Something new.');
  expect(codeText(undefined)).toBe('');
});

it('finds a customer’s name where the desk gave it', () => {
  const message = (id: string, name: string) => ({ direction: 'received', author: { kind: 'customer', id, name } });
  const nameOf = (conversation: object) => customerName(conversation as Conversation);
  const messages = [message('2', 'Somebody in copy'), message('1', 'Maren Okafor')];
  expect(nameOf({ requester: { kind: 'customer', id: '1', name: 'M. Okafor' }, messages })).toBe('M. Okafor');
  expect(nameOf({ requester: { kind: 'customer', id: '1' }, messages })).toBe('Maren Okafor');
  expect(nameOf({ requester: { kind: 'customer', id: '3' }, messages })).toBe('Customer 3');
  expect(nameOf({ messages: [] })).toBe('Unknown');
});

it('says what an action does', () => {
  const textOf = (parameters: ActionView['parameters']) => actionText({ parameters } as ActionView);
  expect(textOf({ kind: 'set-tags', add: ['vip'], remove: ['late'] })).toBe('Tags +vip −late');
  expect(textOf({ kind: 'assign', group: 'Seniors' })).toBe('Assign to Seniors');
});
