import type { Check } from './check.js';

const replyAtMost = 8_000;

/** What the channels' carriers take in one message, in UTF-16 code units; a desk in between may take less. */
const channelAtMost: Readonly<Record<string, number>> = {
  sms: 1_600,
  mms: 1_600,
  rcs: 1_600,
  whatsapp: 4_096,
  telegram: 4_096,
  messenger: 2_000,
  facebook: 2_000,
  instagram: 1_000,
  line: 5_000,
};

/** No longer than its channel and its desk take, and never endless. */
export const lengthFitsChannel: Check = (
  { proposal },
  { conversation },
  _evidence,
  { replyAtMost: desk = replyAtMost },
) => {
  if (proposal.kind !== 'reply') return [];
  const channel = conversation?.channel?.toLowerCase() ?? '';
  const carrier = Object.hasOwn(channelAtMost, channel) ? (channelAtMost[channel] ?? replyAtMost) : replyAtMost;
  const atMost = Math.min(carrier, desk, replyAtMost);
  return proposal.text.length > atMost ? [{ flag: 'too-long', detail: `${proposal.text.length} of ${atMost}` }] : [];
};
