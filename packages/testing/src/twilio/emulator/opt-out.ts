import type { TwilioOptOutType } from '../fixtures/messaging.js';

/** The words that Twilio itself understands, when a text is nothing else. */
const words: Readonly<Record<TwilioOptOutType, readonly string[]>> = {
  STOP: ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout'],
  START: ['start', 'yes', 'unstop'],
  HELP: ['help', 'info'],
};

export function optOutType(text: string): TwilioOptOutType | undefined {
  const word = text.trim().toLowerCase();
  return (Object.keys(words) as TwilioOptOutType[]).find((type) => words[type].includes(word));
}
