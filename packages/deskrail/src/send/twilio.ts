import { signTwilio, twilioFixtures } from '@deskrail/testing';
import { twilioReceive } from '@deskrail/twilio/receive';
import { nearest } from '../command/nearest.js';
import { usageError } from '../command/parse.js';
import type { Message, SendingDesk } from './sending-desk.js';

const events = ['sms', 'whatsapp', 'conversation', 'status', 'stop'] as const;
type Event = (typeof events)[number];

/** Signed for the very address it is posted to, or for the one that Twilio was told. */
export const twilioSending: SendingDesk = {
  events: `${events.join(', ')}: a customer’s text, a status callback, an opt-out; --from and --to are numbers such as +15550100142`,
  secretVariable: 'DESKRAIL_TWILIO_AUTH_TOKEN',
  receive: twilioReceive,
  async sign(message, { url, secret, account }) {
    const params = { ...paramsOf(eventOf(message.event), message), ...(account && { AccountSid: account }) };
    const headers = await signTwilio({ authToken: secret, url, params });
    return { headers, body: new URLSearchParams(params).toString() };
  },
};

function eventOf(name: string): Event {
  const event = events.find((known) => known === name.toLowerCase());
  if (event !== undefined) return event;
  const guess = nearest(name, events);
  throw usageError(
    `Twilio sends no ${JSON.stringify(name)} here. ${guess ? `Did you mean ${guess}?` : `Write ${events.join(', ')}.`}`,
    'send',
  );
}

function paramsOf(event: Event, message: Message): Readonly<Record<string, string>> {
  const { text, unique, nowMs } = message;
  const addresses = { ...numberAs('from', message.from), ...numberAs('to', message.to) };
  const sid = `SM${unique}`;
  if (event === 'stop') return twilioFixtures.optOut('STOP', { ...addresses, sid }).params;
  if (event === 'status') return twilioFixtures.statusCallback(statusOf(message.status), { ...addresses, sid }).params;
  if (text === undefined || text.trim() === '') throw usageError('A message has words: give --text.', 'send');
  if (event === 'sms') return twilioFixtures.sms({ ...addresses, text, sid }).params;
  if (event === 'whatsapp') return twilioFixtures.whatsAppText({ ...addresses, text, sid }).params;
  const at = new Date(nowMs).toISOString();
  const author = message.from === undefined ? {} : { author: message.from };
  return twilioFixtures.messageAdded({ ...author, text, at, sid: `IM${unique}`, source: 'SMS' }).params;
}

function numberAs(name: 'from' | 'to', given: string | undefined): { readonly from?: string; readonly to?: string } {
  if (given === undefined) return {};
  const number = given.replace(/^whatsapp:/, '');
  if (/^\+\d{3,15}$/.test(number)) return { [name]: number };
  throw usageError(`--${name} is no number: write such as +15550100142.`, 'send');
}

function statusOf(given = 'delivered') {
  const { messageStatuses } = twilioFixtures;
  const status = messageStatuses.find((known) => known === given);
  if (status !== undefined) return status;
  throw usageError(`--status is none of Twilio’s: write ${messageStatuses.join(', ')}.`, 'send');
}
