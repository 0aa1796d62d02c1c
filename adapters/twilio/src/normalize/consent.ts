import { type Connection, formatActor, vendorEventFactId } from '@deskrail/contracts';
import { type Draft, subjectOf } from '@deskrail/webhooks';

/** Where a carrier's or Twilio's own words for stopping are obeyed. What blocks SMS blocks MMS as well. */
const channelsOf: Readonly<Record<string, readonly string[]>> = {
  sms: ['sms', 'mms'],
  mms: ['sms', 'mms'],
  rcs: ['rcs'],
};

const stopWords: ReadonlySet<string> = new Set([
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'optout',
  'revoke',
]);
// "yes" starts again as well, and is too often an answer: only Twilio's own word for it counts.
const startWords: ReadonlySet<string> = new Set(['start', 'unstop']);

interface Said {
  readonly connection: Connection;
  readonly messageId: string;
  readonly channel: string;
  readonly address: string;
  /** `OptOutType`: what Twilio took the message for. */
  readonly optOutType?: string | undefined;
  readonly text: string;
}

/** An opt-out or opt-in beside the message that says it, one for each channel that it blocks. */
export function consentDrafts({ connection, messageId, channel, address, optOutType, text }: Said): readonly Draft[] {
  const word = text.trim().toLowerCase();
  const told = optOutType?.toUpperCase();
  const isPlain = told === undefined && channelsOf[channel] !== undefined;
  const consent =
    told === 'STOP' || (isPlain && stopWords.has(word))
      ? 'opted-out'
      : told === 'START' || (isPlain && startWords.has(word))
        ? 'opted-in'
        : undefined;
  if (consent === undefined) return [];
  const place = { tenant: connection.tenant, connection: connection.id };
  return (channelsOf[channel] ?? [channel]).map((each) => ({
    type: 'customer.consent-changed.v1',
    data: { customerId: address, channel: each, address, consent },
    subject: subjectOf('customer', connection, address),
    actor: formatActor('customer', address),
    // By the message's own id: the webhook and Event Streams say the same.
    identity: vendorEventFactId(place, messageId, `customer.consent-changed.v1:${each}`),
  }));
}
