import { DeskrailError } from '@deskrail/contracts';
import type { Account } from './account.js';
import { pairOf, type TwilioMedia, type TwilioMessage } from './desk-state.js';
import { optOutType } from './opt-out.js';

/** A message of an earlier day. */
export interface RestoredTwilioMessage {
  readonly sid: string;
  readonly direction: TwilioMessage['direction'];
  /** With the channel's prefix. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media?: readonly TwilioMedia[];
  readonly atMs: number;
  /** Default: `received` or `delivered`. */
  readonly status?: TwilioMessage['status'];
}

/** Puts messages back as they were, and what followed from them: opt-outs and WhatsApp windows. Nobody is told. */
export function restoreMessages(account: Account, messages: readonly RestoredTwilioMessage[]): void {
  const { state } = account;
  for (const { sid, direction, from, to, body, media = [], atMs, status } of messages) {
    if (state.messages.has(sid)) throw new DeskrailError('conflict', `The emulated account has ${sid} already.`);
    const isInbound = direction === 'inbound';
    state.messages.set(sid, {
      ...{ sid, direction, from, to, body, media, createdAtMs: atMs, updatedAtMs: atMs, sentAtMs: atMs },
      ...{ via: isInbound ? 'customer' : 'api', status: status ?? (isInbound ? 'received' : 'delivered') },
      ...{ messagingServiceSid: undefined, contentSid: undefined, contentVariables: undefined },
      ...{ statusCallback: undefined, errorCode: undefined },
    });
    if (isInbound) customerWrote(account, { ours: to, theirs: from, text: body, atMs });
  }
}

/** What a customer's words mean to Twilio itself. */
export function customerWrote(
  { state }: Account,
  {
    ours,
    theirs,
    text,
    atMs,
  }: { readonly ours: string; readonly theirs: string; readonly text: string; readonly atMs: number },
): void {
  const pair = pairOf(ours, theirs);
  state.lastWroteMs.set(pair, Math.max(atMs, state.lastWroteMs.get(pair) ?? 0));
  const optOut = optOutType(text);
  if (optOut === 'STOP') state.optedOut.add(pair);
  if (optOut === 'START') state.optedOut.delete(pair);
}
