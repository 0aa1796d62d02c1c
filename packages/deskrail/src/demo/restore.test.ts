import type { Conversation, ConversationMessage } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { openFreshdeskDesk } from './freshdesk-desk.js';
import { openTwilioDesk } from './twilio-desk.js';
import { openZendeskDesk } from './zendesk-desk.js';

const at = (minute: number) => new Date(Date.now() - (60 - minute) * 60_000).toISOString();

function message(id: string, minute: number, about: Partial<ConversationMessage>): ConversationMessage {
  const base = { visibility: 'public', at: at(minute), appendedAt: at(minute), arrival: minute, fact: id } as const;
  return { ...base, id, direction: 'received', author: { kind: 'customer' }, text: 'Where is it?', ...about };
}

function conversation(deskId: string, messages: readonly ConversationMessage[], about: object = {}): Conversation {
  return {
    ...{ id: `conversation:x:${deskId}`, tenant: 'demo', connection: 'x', deskId, status: 'open', priority: null },
    ...{ tags: [], updatedAt: at(59), messages: [...messages], facts: [] },
    requester: { kind: 'customer', id: '77', name: 'Robin Sample', address: 'robin@customer.example' },
    ...about,
  } as Conversation;
}

it('Zendesk has its tickets again, comments under their ids, and goes on after them', async () => {
  const { emulator, restore, close } = openZendeskDesk('demo');
  const agent = { direction: 'sent', author: { kind: 'agent' }, text: 'On its way.' } as const;
  restore([
    conversation('9001', [message('12', 1, {}), message('13', 2, agent)], { subject: 'A parcel', status: 'solved' }),
  ]);
  expect(emulator.tickets.get('9001')).toMatchObject({ subject: 'A parcel', status: 'solved' });
  expect(emulator.tickets.get('9001')?.comments.map(({ id, body }) => [id, body])).toEqual([
    ['12', 'Where is it?'],
    ['13', 'On its way.'],
  ]);
  expect(emulator.customerWrites({ text: 'Hello' }).id).toBe('9002');
  await close();
});

it('Freshdesk has its tickets again, each comment by its author and at its time', async () => {
  const { emulator, restore, close } = openFreshdeskDesk('demo');
  const ours = { direction: 'sent', author: { kind: 'agent', name: 'Integration' }, text: 'On its way.' } as const;
  restore([conversation('400', [message('opening', 1, {}), message('comment-1', 2, ours)], { priority: 'high' })]);
  const ticket = emulator.tickets.get('400');
  expect(ticket).toMatchObject({ priority: 3, status: 2, requesterId: '77' });
  const [reply] = ticket?.conversations ?? [];
  expect(reply?.createdAt).toBe(`${at(2).slice(0, 19)}Z`);
  expect(emulator.people.get(reply?.authorId ?? '')?.name).toBe('Integration');
  expect(emulator.customerWrites({ text: 'Hello' }).id).toBe('401');
  await close();
});

it('Twilio has its messages again, with what followed from them, and sids of this day', async () => {
  const { emulator, restore, close } = openTwilioDesk('demo');
  const other = openTwilioDesk('demo');
  const [ours, theirs] = ['+15550100001', '+15550100122'];
  restore([
    conversation(`whatsapp:${ours}|whatsapp:${theirs}`, [
      message('SM1', 1, {}),
      message('SM2', 2, { direction: 'sent', author: { kind: 'agent' }, text: 'On its way.' }),
    ]),
    conversation(`${ours}|${theirs}`, [message('SM3', 3, { text: 'STOP' })]),
    conversation('CH0123', [message('IM1', 4, {})]),
  ]);
  expect(emulator.messages.list().map(({ sid, from, to }) => [sid, from, to])).toEqual([
    ['SM1', `whatsapp:${theirs}`, `whatsapp:${ours}`],
    ['SM2', `whatsapp:${ours}`, `whatsapp:${theirs}`],
    ['SM3', theirs, ours],
  ]);
  expect(emulator.hasOptedOut({ from: theirs })).toBe(true);
  const write = { from: theirs, text: 'Hello' };
  expect(emulator.customerTexts(write).sid).not.toBe(other.emulator.customerTexts(write).sid);
  await Promise.all([close(), other.close()]);
});
