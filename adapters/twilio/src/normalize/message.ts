import type { Connection } from '@deskrail/contracts';
import { type Draft, known, messageDraft, subjectOf, text } from '@deskrail/webhooks';
import { addressOf, pairId } from './address.js';
import { numberedMedia } from './attachments.js';
import { consentDrafts } from './consent.js';
import { type Fields, sid, word } from './fields.js';

/** A message that came in, named by its MessageSid, and what it says of consent; `incomplete` without id or addresses. */
export function messageReceived(fields: Fields, connection: Connection): readonly Draft[] | 'incomplete' {
  const messageId = sid(fields, 'MessageSid', 'SmsSid', 'SmsMessageSid');
  // In time a WhatsApp user may have no number: then the business-scoped id is the address.
  const theirs = addressOf(word(fields, 'From')) ?? addressOf(word(fields, 'ExternalUserId'));
  const ours = addressOf(word(fields, 'To'));
  if (messageId === undefined || theirs === undefined || ours === undefined) return 'incomplete';
  const { address } = theirs;
  const channel = channelOf(theirs.channel, fields);
  const said = textOf(fields);
  const name = text(word(fields, 'ProfileName'), 1024);
  const message = messageDraft({
    connection,
    messageId,
    author: known({ kind: 'customer' as const, id: address, name, address }),
    visibility: 'public',
    channel,
    text: said,
    attachments: numberedMedia(fields),
  });
  const optOutType = word(fields, 'OptOutType');
  return [
    { ...message, subject: subjectOf('conversation', connection, pairId(ours, theirs)) },
    ...consentDrafts({ connection, messageId, channel, address, optOutType, text: said }),
  ];
}

const channelOf = (channel: string, fields: Fields): string =>
  channel === 'sms' && Number(word(fields, 'NumMedia') ?? 0) > 0 ? 'mms' : channel;

/** The words, or a button's; a place as a line of its own. All else is in the raw payload. */
function textOf(fields: Fields): string {
  const words = word(fields, 'Body') ?? word(fields, 'ButtonText') ?? '';
  const latitude = word(fields, 'Latitude');
  const longitude = word(fields, 'Longitude');
  if (latitude === undefined || longitude === undefined) return words;
  const called = [word(fields, 'Label'), word(fields, 'Address')].filter((part) => part !== undefined).join(', ');
  const place = `Location: ${called}${called === '' ? '' : ' '}(${latitude}, ${longitude})`;
  return words === '' ? place : `${words}\n${place}`;
}

/** The customer's side of a message that goes out is `To`. */
export function outboundSubject(fields: Fields, connection: Connection): string | undefined {
  const ours = addressOf(word(fields, 'From'));
  const theirs = addressOf(word(fields, 'To'));
  if (ours === undefined || theirs === undefined) return undefined;
  return subjectOf('conversation', connection, pairId(ours, theirs));
}
