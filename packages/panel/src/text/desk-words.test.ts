import type { Conversation } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { deskIdText, placeText, titleOf } from './desk-words.js';

const conversation = (about: object) => ({ connection: 'twilio', messages: [], ...about }) as unknown as Conversation;

it('says where a case came from', () => {
  expect(placeText(conversation({ channel: 'whatsapp' }))).toBe('Twilio · WhatsApp');
  expect(placeText(conversation({ connection: 'zendesk', channel: 'web_form' }))).toBe('Zendesk · web form');
  expect(placeText(conversation({ connection: 'acme-eu' }))).toBe('acme-eu');
  expect(placeText(conversation({ connection: 'constructor', channel: 'toString' }))).toBe('constructor · toString');
});

it('finds a title where there is no subject', () => {
  const requester = { kind: 'customer', name: 'Malik Osei' };
  expect(titleOf(conversation({ subject: 'A return' }))).toBe('A return');
  expect(titleOf(conversation({ channel: 'sms', requester }))).toBe('SMS from Malik Osei');
  expect(titleOf(conversation({ channel: 'webchat', requester }))).toBe('Web chat from Malik Osei');
  expect(titleOf(conversation({}))).toBe('No subject');
});

it('shortens an id that nobody reads', () => {
  expect(deskIdText('5158')).toBe('#5158');
  expect(deskIdText('whatsapp:+15550100001|whatsapp:+15550100122')).toBe('to +15550100001');
  expect(deskIdText('CH0f6b3a5c9d2e4817a6b0c1d2e3f40516')).toBe('#CH0f6b…0516');
});
