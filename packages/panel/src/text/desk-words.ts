import type { Conversation } from '@deskrail/contracts';
import { customerName } from './words.js';

/** Connections that bear their desk's name, as that is spelled; another one's id stays as somebody chose it. */
const deskNames: Readonly<Record<string, string>> = { zendesk: 'Zendesk', freshdesk: 'Freshdesk', twilio: 'Twilio' };

const channelNames: Readonly<Record<string, string>> = {
  ...{ sms: 'SMS', mms: 'MMS', rcs: 'RCS', whatsapp: 'WhatsApp', messenger: 'Messenger', webchat: 'web chat' },
  ...{ mail: 'e-mail', email: 'e-mail', api: 'API', outbound_email: 'e-mail of ours' },
};

export const connectionName = (id: string): string => (Object.hasOwn(deskNames, id) ? deskNames[id] : undefined) ?? id;

/** `WhatsApp`, `e-mail`; one that is not known here as the desk writes it. */
export function channelName(channel: string): string {
  const known = channel.toLowerCase();
  return (Object.hasOwn(channelNames, known) ? channelNames[known] : undefined) ?? channel.replaceAll('_', ' ');
}

/** `Twilio · SMS`: where a case came from. */
export const placeText = ({ connection, channel }: Conversation): string =>
  [connectionName(connection), ...(channel === undefined ? [] : [channelName(channel)])].join(' · ');

/** The subject, or what stands for it where a desk's conversations have none. */
export function titleOf(conversation: Conversation): string {
  const { subject, channel } = conversation;
  if (subject) return subject;
  if (channel === undefined) return 'No subject';
  const name = channelName(channel);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} from ${customerName(conversation)}`;
}

/** The desk's id in a few words: `#5158`, `to +15550100001` for a pair of addresses, or the ends of a long one. */
export function deskIdText(deskId: string): string {
  const [ours = '', theirs] = deskId.split('|');
  if (theirs !== undefined) return `to ${ours.replace(/^[a-z]+:/, '')}`;
  return deskId.length > 16 ? `#${deskId.slice(0, 6)}…${deskId.slice(-4)}` : `#${deskId}`;
}
