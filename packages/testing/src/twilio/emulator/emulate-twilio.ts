import { DeskrailError } from '@deskrail/contracts';
import type { Deliver } from '../../delivery/attempt.js';
import { addWebhook, type EmulatedDesk, emulatedDesk } from '../../emulated-desk.js';
import { seededRandom } from '../../seeded-random.js';
import { realTime, type Time } from '../../time.js';
import type { TwilioSidPrefix } from '../fixtures/derived-sid.js';
import { twilioSample } from '../fixtures/fixture.js';
import { type Account, createAccount, type TwilioChange } from './account.js';
import { createAnswers, type TwilioAnswer } from './answers.js';
import { createTwilioCustomers, type TwilioCustomers } from './customers.js';
import { createTwilioDeliveries, type TwilioDelivery, type TwilioDeliveryOptions } from './deliveries.js';
import { emptyAccount, type TwilioConversation, type TwilioMessage } from './desk-state.js';
import { createProgress, type TwilioDeliveryFault, type TwilioProgressOptions } from './progress.js';
import { createRest, type TwilioApiKey, type TwilioRateLimitOptions } from './rest.js';
import { createSender } from './sender.js';
import { settle } from './settle.js';
import type { TwilioWebhook } from './webhook-subscription.js';

export interface EmulateTwilioOptions {
  readonly accountSid?: string;
  /** Signs webhooks and opens the REST API. */
  readonly authToken?: string;
  /** They open the REST API as well, and sign nothing. */
  readonly apiKeys?: readonly TwilioApiKey[];
  /** The shop's numbers, for SMS and WhatsApp alike. Default: `+15550100001`. */
  readonly numbers?: readonly string[];
  /**
   * Where webhooks of messages and Conversations go, as Twilio was told it: exactly this is signed. Without it (and
   * without `webhooks`) nothing is sent until `subscribe`.
   */
  readonly webhookUrl?: string;
  /** Asked when `webhookUrl` fails. */
  readonly fallbackUrl?: string;
  /** More webhooks, or others, and sinks of Event Streams. */
  readonly webhooks?: readonly TwilioWebhook[];
  /** Takes signed webhooks to their receiver, which need not be where their URL says. Default: the global `fetch`. */
  readonly deliver?: Deliver;
  readonly delivery?: TwilioDeliveryOptions;
  readonly progress?: TwilioProgressOptions;
  /** Free text outside the 24 hours of WhatsApp: refused with 63016, or accepted and failed later. Default: `refused`. */
  readonly outsideWindow?: 'refused' | 'late';
  /** Where the REST API seems to be; both hosts are answered by path. Default: `https://api.twilio.example`. */
  readonly url?: string;
  /** Default: 100 calls a second. `false`: none. */
  readonly rateLimit?: TwilioRateLimitOptions | false;
  readonly maxMessages?: number;
  /** Clock and timers. Default: the machine's. */
  readonly time?: Time;
  /**
   * What chance does: the same seed, the same sids and the same disorder. Default: 1. An account that is to go on where
   * another one stopped needs another seed, for sids of its own.
   */
  readonly seed?: number;
  /** Sids of what is made. Default: from the seed. */
  readonly sids?: (prefix: TwilioSidPrefix) => string;
}

export interface TwilioEmulator extends TwilioCustomers, EmulatedDesk<TwilioDelivery, TwilioWebhook, TwilioChange> {
  /** Where `conversations.twilio.com` seems to be. */
  readonly conversationsUrl: string;
  readonly accountSid: string;
  /** The one that signs now. */
  readonly authToken: string;
  /** `AccountSid:AuthToken`, for Basic authentication. */
  readonly token: string;
  readonly numbers: readonly string[];
  /** All of the account, both ways, the oldest first. */
  readonly messages: {
    get(sid: string): Readonly<TwilioMessage> | undefined;
    list(): readonly Readonly<TwilioMessage>[];
  };
  readonly conversations: {
    get(sid: string): Readonly<TwilioConversation> | undefined;
    list(): readonly Readonly<TwilioConversation>[];
  };
  /** What receivers said to webhooks of inbound messages, and what Twilio made of it. The last 10,000. */
  readonly answers: readonly TwilioAnswer[];
  /** Something goes wrong with the next message that is accepted. */
  failDelivery(fault?: TwilioDeliveryFault): void;
  /** Another token from now on: it signs, and opens the REST API alone. */
  rotateAuthToken(authToken: string): void;
}

/** A Twilio account of your own: messages and conversations in memory, both REST APIs, and signed webhooks. */
export function emulateTwilio(options: EmulateTwilioOptions = {}): TwilioEmulator {
  const { url = 'https://api.twilio.example', accountSid = twilioSample.accountSid, time = realTime } = options;
  const { seed = 1, numbers = [twilioSample.number] } = options;
  let authToken = checkedToken(options.authToken ?? twilioSample.authToken);
  const stop = new AbortController();
  const state = emptyAccount();
  const webhooks: TwilioWebhook[] = [];
  const answers = createAnswers({ account: () => account });
  const deliveries = createTwilioDeliveries({
    ...{ time, authToken: () => authToken, random: seededRandom(seed ^ 0x5bd1e995), options: options.delivery ?? {} },
    ...{ deliver: options.deliver ?? ((request: Request) => fetch(request)), onAnswer: answers.read },
  });
  const progress = createProgress({ time, signal: stop.signal, options: options.progress ?? {} });
  const sender = createSender({ accountSid, webhooks, send: deliveries.send });
  const account: Account = createAccount({
    ...{ accountSid, state, time, sender, progress, numbers, rcsSender: twilioSample.rcsSender },
    ...{ outsideWindow: options.outsideWindow ?? 'refused', random: seededRandom(seed), sids: options.sids },
    maxMessages: options.maxMessages ?? 100_000,
  });
  const credentials = () => [
    `${accountSid}:${authToken}`,
    ...(options.apiKeys ?? []).map(({ sid, secret }) => `${sid}:${secret}`),
  ];
  const rest = createRest({ account, credentials, rateLimit: options.rateLimit ?? {} });

  const subscribe = (webhook: TwilioWebhook) => addWebhook(webhooks, webhook);
  const { webhookUrl, fallbackUrl } = options;
  if (webhookUrl !== undefined) subscribe({ url: webhookUrl, ...(fallbackUrl === undefined ? {} : { fallbackUrl }) });
  for (const webhook of options.webhooks ?? []) subscribe(webhook);

  const desk = emulatedDesk({ url, time, rest, deliveries, subscribe, onChange: account.onChange });
  const close = async () => {
    stop.abort();
    await desk.close();
    await Promise.all(progress.running);
  };
  return {
    ...createTwilioCustomers(account),
    ...desk,
    ...{ accountSid, numbers, close },
    conversationsUrl: url.replace('//api.', '//conversations.'),
    get authToken() {
      return authToken;
    },
    get token() {
      return `${accountSid}:${authToken}`;
    },
    rotateAuthToken(next) {
      authToken = checkedToken(next);
    },
    messages: { get: (sid) => state.messages.get(sid), list: () => [...state.messages.values()] },
    conversations: { get: (sid) => state.conversations.get(sid), list: () => [...state.conversations.values()] },
    answers: answers.record,
    failDelivery: (fault = {}) => progress.fail(fault),
    settled: ({ signal } = {}) => settle({ progress, deliveries, signal }),
    [Symbol.asyncDispose]: close,
  };
}

function checkedToken(token: string): string {
  if (token === '') throw new DeskrailError('secret-empty', 'The emulated account needs an auth token.');
  return token;
}
