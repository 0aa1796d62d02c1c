import type { Fact } from '@deskrail/contracts';

/** Where carriers obey a single word, and the vendor itself answers it. */
const textChannels: readonly (string | undefined)[] = ['sms', 'mms', 'rcs'];
const words = new Set('stop stopall unsubscribe cancel end quit revoke optout start unstop help info'.split(' '));

/** STOP, START and the like: said to the carrier and answered by it. There is nothing in it to reply to. */
export function isConsentWord(fact: Fact): boolean {
  if (fact.type !== 'message.received.v1' || !textChannels.includes(fact.data.channel)) return false;
  return words.has(fact.data.text.trim().toLowerCase());
}
