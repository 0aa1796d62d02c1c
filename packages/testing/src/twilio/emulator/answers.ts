import type { Account } from './account.js';
import type { TwilioOutgoing } from './deliveries.js';
import { readAnswer } from './read-answer.js';
import { sendMessage } from './send-message.js';

/** What a receiver said to a webhook of an inbound message, and what Twilio makes of it. */
export interface TwilioAnswer {
  /** The sid of the message that the webhook was about. */
  readonly sid: string;
  readonly status: number;
  readonly contentType: string;
  /**
   * `twiml`: its `<Message>`s are sent. `plain-text`: sent to the customer as it is, which is seldom what was meant.
   * `unreadable`: Twilio's error 12100 or 12300, and nothing is sent.
   */
  readonly kind: 'empty' | 'twiml' | 'plain-text' | 'unreadable';
  /** What Twilio sends to the customer because of it. */
  readonly texts: readonly string[];
}

const maxAnswers = 10_000;

export function createAnswers(context: { account(): Account }): {
  readonly record: readonly TwilioAnswer[];
  read(item: TwilioOutgoing, response: Response): Promise<void>;
} {
  const record: TwilioAnswer[] = [];
  return {
    record,
    async read({ kind, sid, params }, response) {
      if (kind !== 'messages' || !response.ok) return;
      const contentType = response.headers.get('content-type') ?? '';
      const answer = readAnswer(contentType, await response.text());
      record.push({ sid, status: response.status, contentType, ...answer });
      if (record.length > maxAnswers) record.shift();
      const account = context.account();
      const { From: to = '', To: from = '' } = params;
      // Twilio's own answer to STOP is the last word.
      if (account.state.optedOut.has(`${from}|${to}`)) return;
      const via = answer.kind === 'plain-text' ? 'plain-text-answer' : 'twiml-answer';
      for (const body of answer.texts) sendMessage(account, { from, to, body, via });
    },
  };
}
