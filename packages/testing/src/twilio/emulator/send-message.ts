import { twilioFixtures } from '../fixtures/twilio-fixtures.js';
import type { Account } from './account.js';
import { isWindowOpen, type TwilioMedia, type TwilioMessage } from './desk-state.js';

export interface MessageToSend {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly via: 'api' | 'twiml-answer' | 'plain-text-answer';
  readonly media?: readonly TwilioMedia[];
  readonly messagingServiceSid?: string | undefined;
  readonly contentSid?: string | undefined;
  readonly contentVariables?: string | undefined;
  readonly statusCallback?: string | undefined;
}

/** Queues a message to a customer; what becomes of it is told by status callbacks. */
export function sendMessage(account: Account, asked: MessageToSend): TwilioMessage {
  const { state, time, progress, sender } = account;
  const { from, to, body, via, media = [] } = asked;
  const now = time.now();
  const message: TwilioMessage = {
    ...{ sid: account.newSid(media.length > 0 ? 'MM' : 'SM'), from, to, body, via, media },
    direction: via === 'api' ? 'outbound-api' : 'outbound-reply',
    ...{ messagingServiceSid: asked.messagingServiceSid, statusCallback: asked.statusCallback },
    ...{ contentSid: asked.contentSid, contentVariables: asked.contentVariables },
    ...{ createdAtMs: now, updatedAtMs: now, sentAtMs: undefined, status: 'queued', errorCode: undefined },
  };
  account.addMessage(message);
  sender.status(message);
  const isLate = asked.contentSid === undefined && !isWindowOpen(state, from, to, now);
  progress.start(progress.outcomesTo(to, isLate ? 63016 : undefined), ({ status, errorCode }) => {
    message.status = status;
    message.errorCode = errorCode;
    message.updatedAtMs = time.now();
    message.sentAtMs ??= message.updatedAtMs;
    sender.status(message);
    const at = new Date(message.updatedAtMs).toISOString();
    const error = errorCode === undefined ? {} : { errorCode };
    const { accountSid } = account;
    const data = { messageSid: message.sid, accountSid, from, to, body, timestamp: at, ...error };
    sender.event(twilioFixtures.outboundMessageStatus(status, { time: at, data }));
    account.changed({ kind: 'status', message });
  });
  return message;
}
