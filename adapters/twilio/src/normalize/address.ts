/** Somebody's address in Programmable Messaging. */
export interface Address {
  /** `sms` where Twilio names no channel. */
  readonly channel: string;
  /** Without the channel's prefix: a number, a handle, an id. */
  readonly address: string;
  /** As it stands in a conversation's id: with the prefix, save that SMS has none. */
  readonly full: string;
}

const prefixed = /^([a-z][a-z\d_-]{1,31}):(.+)$/i;
const plain = /^[\x20-\x7e]{1,128}$/;

/** `whatsapp:+15550100142` in its parts; `undefined` for what is no address. */
export function addressOf(value: string | undefined): Address | undefined {
  const full = value?.trim();
  if (full === undefined || !plain.test(full)) return undefined;
  const [, prefix, rest] = prefixed.exec(full) ?? [];
  if (prefix === undefined || rest === undefined) return { channel: 'sms', address: full, full };
  const channel = prefix.toLowerCase();
  return { channel, address: rest, full: channel === 'sms' ? rest : `${channel}:${rest}` };
}

/** The id of a conversation that is a pair of addresses: ours, then theirs. */
export const pairId = (ours: Address, theirs: Address): string => `${ours.full}|${theirs.full}`;

/** The addresses in a {@link pairId}. */
export function readPair(id: string): { readonly ours: Address; readonly theirs: Address } | undefined {
  const [left, right, ...more] = id.split('|');
  const ours = addressOf(left);
  const theirs = addressOf(right);
  return ours === undefined || theirs === undefined || more.length > 0 ? undefined : { ours, theirs };
}
