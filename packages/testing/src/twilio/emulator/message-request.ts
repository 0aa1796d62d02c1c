import type { Account } from './account.js';
import { isWhatsApp, isWindowOpen, pairOf } from './desk-state.js';
import { badRequest, errorMessages } from './rest-refusal.js';
import type { MessageToSend } from './send-message.js';

/** What `POST …/Messages.json` asks for, or why Twilio refuses it. */
export function readMessage(form: URLSearchParams, account: Account): MessageToSend {
  const to = form.get('To') ?? '';
  const body = form.get('Body') ?? '';
  const contentSid = form.get('ContentSid') ?? undefined;
  const media = form.getAll('MediaUrl').map((url) => ({ url, contentType: 'application/octet-stream' }));
  checkTo(to);
  const messagingServiceSid = form.get('MessagingServiceSid') ?? undefined;
  const from = senderOf(form.get('From'), messagingServiceSid, to, account);
  if (body === '' && media.length === 0 && contentSid === undefined)
    throw badRequest(21602, 'Message body is required.');
  if (body.length > 1_600) {
    throw badRequest(21617, 'The concatenated message body exceeds the 1600 character limit');
  }
  const statusCallback = form.get('StatusCallback') ?? undefined;
  if (statusCallback !== undefined && !URL.canParse(statusCallback)) {
    throw badRequest(21609, `The StatusCallback URL ${statusCallback} is not a valid URL.`);
  }
  if (account.state.optedOut.has(pairOf(from, to))) throw badRequest(21610, errorMessages[21610] ?? '');
  const isFree = contentSid === undefined;
  if (isFree && account.outsideWindow === 'refused' && !isWindowOpen(account.state, from, to, account.time.now())) {
    throw badRequest(63016, errorMessages[63016] ?? '');
  }
  const contentVariables = form.get('ContentVariables') ?? undefined;
  return {
    ...{ from, to, media, contentSid, contentVariables, messagingServiceSid, statusCallback, via: 'api' },
    body: contentSid === undefined ? body : `[template ${contentSid}]`,
  };
}

function checkTo(to: string): void {
  if (to === '') throw badRequest(21604, "A 'To' phone number is required.");
  const address = to.replace(/^(whatsapp|messenger|rcs):/, '');
  if (!to.startsWith('messenger:') && !/^\+[1-9]\d{7,14}$/.test(address)) {
    throw badRequest(21211, `Invalid 'To' Phone Number: ${address}`);
  }
}

function senderOf(
  from: string | null,
  service: string | undefined,
  to: string,
  { numbers, rcsSender }: Account,
): string {
  const number = numbers[0] ?? '';
  if (from === null) {
    if (service === undefined) throw badRequest(21603, "A 'From' phone number is required.");
    if (to.startsWith('rcs:')) return rcsSender;
    return isWhatsApp(to) ? `whatsapp:${number}` : number;
  }
  if (from === rcsSender || numbers.includes(from.replace(/^whatsapp:/, ''))) {
    if (isWhatsApp(from) !== isWhatsApp(to)) {
      throw badRequest(21910, 'Invalid From and To pair. From and To should be of the same channel');
    }
    return from;
  }
  if (/^(whatsapp|rcs):/.test(from)) {
    throw badRequest(63007, 'Twilio could not find a Channel with the specified From address');
  }
  throw badRequest(21606, `The 'From' phone number provided (${from}) is not a valid message-capable Twilio number`);
}
