import type { TwilioFormFixture, TwilioFormParams } from '../fixtures/fixture.js';
import { twilioFixtures } from '../fixtures/twilio-fixtures.js';
import type { Account } from './account.js';
import type { TwilioChannel, TwilioMedia, TwilioMessage } from './desk-state.js';
import { optOutType } from './opt-out.js';
import { customerWrote } from './restore-messages.js';

export interface CustomerTexts {
  /** E.164, without a channel's prefix. */
  readonly from: string;
  /** Default: the account's first number; with RCS its agent. */
  readonly to?: string;
  readonly text?: string;
  readonly media?: readonly TwilioMedia[];
  /** Default: `sms`. */
  readonly channel?: TwilioChannel;
  /** As WhatsApp shows it. */
  readonly profileName?: string;
  /** Laid over the webhook's, such as `{ ButtonPayload: 'yes' }`. */
  readonly params?: TwilioFormParams;
}

/** A customer's message arrives: what it means to Twilio (STOP, the WhatsApp window), its webhook and its event. */
export function customerTexts(account: Account, input: CustomerTexts): TwilioMessage {
  const { time, sender, accountSid } = account;
  const { channel = 'sms', text = '', media = [] } = input;
  const sid = account.newSid(media.length > 0 ? 'MM' : 'SM');
  const to = input.to ?? (channel === 'rcs' ? account.rcsSender : account.numbers[0]);
  const optOut = optOutType(text);
  const fixture = build(channel, {
    ...{ from: input.from, to, text, media, sid, accountSid },
    ...(input.profileName === undefined ? {} : { profileName: input.profileName }),
    params: { ...(optOut === undefined ? {} : { OptOutType: optOut }), ...input.params },
  });
  const { From: theirs = '', To: ours = '' } = fixture.params;
  const now = time.now();
  const message: TwilioMessage = {
    ...{ sid, direction: 'inbound', via: 'customer', from: theirs, to: ours, body: text, media, status: 'received' },
    ...{
      messagingServiceSid: undefined,
      contentSid: undefined,
      contentVariables: undefined,
      statusCallback: undefined,
    },
    ...{ createdAtMs: now, updatedAtMs: now, sentAtMs: now, errorCode: undefined },
  };
  customerWrote(account, { ours, theirs, text, atMs: now });
  account.addMessage(message);
  sender.form('messages', sid, fixture);
  const at = new Date(now).toISOString();
  const data = {
    messageSid: sid,
    accountSid,
    from: theirs,
    to: ours,
    body: text,
    numMedia: media.length,
    timestamp: at,
  };
  sender.event(twilioFixtures.inboundMessageReceived({ time: at, data }));
  return message;
}

type BuildOptions = NonNullable<Parameters<typeof twilioFixtures.whatsAppText>[0]>;

function build(
  channel: TwilioChannel,
  options: Omit<BuildOptions, 'to'> & { to: string | undefined },
): TwilioFormFixture {
  const { to, ...rest } = options;
  const given: BuildOptions = { ...rest, ...(to === undefined ? {} : { to }) };
  const hasMedia = (given.media?.length ?? 0) > 0;
  if (channel === 'rcs') return twilioFixtures.rcs(given);
  if (channel === 'sms') return hasMedia ? twilioFixtures.mms(given) : twilioFixtures.sms(given);
  return hasMedia ? twilioFixtures.whatsAppMedia(given) : twilioFixtures.whatsAppText(given);
}
