import { type EventByType, messageFactId } from '@deskrail/contracts';
import { conversationSubject } from './memory-store.js';

const place = { tenant: 'acme', connection: 'zendesk' };
const origin = { vendor: 'zendesk', by: 'event' as const };

const envelope = (id: string, time: string, actor: string, subject = conversationSubject) => ({
  specversion: '1.0' as const,
  id,
  source: '/connections/zendesk',
  subject,
  time,
  datacontenttype: 'application/json' as const,
  ...place,
  correlationid: subject,
  actor,
  authenticity: 'signed' as const,
  identity: 'exact' as const,
});

/** 10:00 on the day of the tests, and so many minutes. */
export const at = (minutes: number): string =>
  new Date(Date.parse('2026-01-31T10:00:00Z') + minutes * 60_000).toISOString();

export const received = (
  messageId: string,
  text: string,
  { minutes = 0, subject = conversationSubject }: { minutes?: number; subject?: string } = {},
): EventByType<'message.received.v1'> => ({
  ...envelope(messageFactId(place, messageId).id, at(minutes), 'customer/77', subject),
  type: 'message.received.v1',
  data: { messageId, author: { kind: 'customer', id: '77', name: 'Kim Lee' }, visibility: 'public', text, origin },
});

export const sent = (
  messageId: string,
  text: string,
  {
    minutes = 0,
    visibility = 'public',
    actionId,
    subject = conversationSubject,
  }: { minutes?: number; visibility?: 'public' | 'private'; actionId?: string; subject?: string } = {},
): EventByType<'message.sent.v1'> => ({
  ...envelope(messageFactId(place, messageId).id, at(minutes), 'agent/5', subject),
  type: 'message.sent.v1',
  data: {
    messageId,
    author: { kind: 'agent', id: '5', name: 'Robin Vale' },
    visibility,
    text,
    ...(actionId !== undefined && { actionId }),
    origin,
  },
});

export const statusChanged = (
  current: 'open' | 'solved' | 'closed',
  { minutes = 0, subject = conversationSubject }: { minutes?: number; subject?: string } = {},
): EventByType<'case.status-changed.v1'> => ({
  ...envelope(
    `acme/zendesk/event/${current}-${minutes}-${subject}/case.status-changed.v1`,
    at(minutes),
    'agent/5',
    subject,
  ),
  type: 'case.status-changed.v1',
  data: { previous: 'open', current, origin },
});

/** What a reading of the desk found. */
export const observed = (
  status: 'open' | 'solved' | 'closed',
  {
    minutes = 0,
    subject = conversationSubject,
    ...state
  }: { minutes?: number; subject?: string; tags?: string[]; priority?: 'low' | 'normal' | 'high' | 'urgent' } = {},
): EventByType<'case.state-observed.v1'> => ({
  ...envelope(
    `acme/zendesk/derived/${status}-${minutes}-${JSON.stringify(state)}`,
    at(minutes),
    'system/zendesk',
    subject,
  ),
  authenticity: 'confirmed',
  type: 'case.state-observed.v1',
  data: { status, ...state, origin: { vendor: 'zendesk', by: 'export' } },
});

/** The desk says how far a message of ours has come; `told` tells facts of one state apart. */
export const delivery = (
  messageId: string,
  status: 'sent' | 'delivered' | 'failed' | 'undelivered',
  of: { actionId?: string; errorCode?: string; connection?: string; told?: number; subject?: string } = {},
): EventByType<'message.delivery-changed.v1'> => {
  const { connection = place.connection, told = 1, subject = conversationSubject, ...data } = of;
  return {
    ...envelope(`acme/${connection}/event/${messageId}-${status}-${told}`, at(1), 'system/desk', subject),
    connection,
    type: 'message.delivery-changed.v1',
    data: { messageId, status, ...data, origin },
  };
};

export const deleted = (mode: 'soft' | 'permanent'): EventByType<'case.deleted.v1'> => ({
  ...envelope(`acme/zendesk/event/${mode}/case.deleted.v1`, at(0), 'agent/5'),
  type: 'case.deleted.v1',
  data: { mode, origin },
});
