import { DeskrailError } from '@deskrail/contracts';
import type { Deliver } from '../../delivery/attempt.js';
import type { ReleaseOrder } from '../../delivery/deliveries.js';
import type { RestFault } from '../../rest/faults.js';
import { fetchFrom } from '../../rest/fetch-from.js';
import type { RestCall } from '../../rest/rest-api.js';
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

export interface TwilioEmulator extends TwilioCustomers, AsyncDisposable {
  /** Of the REST API; nothing listens there unless `serveEmulator` or msw does. */
  readonly url: string;
  /** Where `conversations.twilio.com` seems to be. */
  readonly conversationsUrl: string;
  readonly accountSid: string;
  /** The one that signs now. */
  readonly authToken: string;
  /** `AccountSid:AuthToken`, for Basic authentication. */
  readonly token: string;
  readonly numbers: readonly string[];
  /** The REST API: a request in, a response out. `Response.error()` stands for a broken connection. */
  handle(request: Request): Promise<Response>;
  /** The REST API as a `fetch` to hand to whoever calls it. */
  readonly fetch: typeof globalThis.fetch;
  /** All of the account, both ways, the oldest first. */
  readonly messages: {
    get(sid: string): Readonly<TwilioMessage> | undefined;
    list(): readonly Readonly<TwilioMessage>[];
  };
  readonly conversations: {
    get(sid: string): Readonly<TwilioConversation> | undefined;
    list(): readonly Readonly<TwilioConversation>[];
  };
  /** The last 10,000 webhooks and what became of them. */
  readonly deliveries: readonly TwilioDelivery[];
  /** What receivers said to webhooks of inbound messages, and what Twilio made of it. The last 10,000. */
  readonly answers: readonly TwilioAnswer[];
  /** The last 10,000 calls to the REST API. */
  readonly calls: readonly RestCall[];
  readonly time: Time;
  /** Something goes wrong with the next call (or the next `times` calls) to the REST API. */
  failNext(fault: RestFault): void;
  clearFaults(): void;
  /** Something goes wrong with the next message that is accepted. */
  failDelivery(fault?: TwilioDeliveryFault): void;
  /** Another token from now on: it signs, and opens the REST API alone. */
  rotateAuthToken(authToken: string): void;
  /** Another webhook, from now on. */
  subscribe(webhook: TwilioWebhook): void;
  /** Webhooks wait until they are released in an order of your choice. */
  holdDeliveries(): void;
  releaseDeliveries(order?: ReleaseOrder): void;
  /** Resolves when no message is on its way and no webhook is waiting or under way, save those held. */
  settled(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Called after each message and each change of a status; returns the unsubscriber. */
  onChange(listener: (change: TwilioChange) => void): () => void;
  /** Ends deliveries under way; the REST API answers 503 from then on. */
  close(): Promise<void>;
}

/** A Twilio account of your own: messages and conversations in memory, both REST APIs, and signed webhooks. */
export function emulateTwilio(options: EmulateTwilioOptions = {}): TwilioEmulator {
  const { url = 'https://api.twilio.example', accountSid = twilioSample.accountSid, time = realTime } = options;
  const { seed = 1, numbers = [twilioSample.number] } = options;
  let authToken = checkedToken(options.authToken ?? twilioSample.authToken);
  let closed = false;
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
  const handle = async (request: Request) => (closed ? new Response('Closed', { status: 503 }) : rest.handle(request));

  function subscribe(webhook: TwilioWebhook): void {
    if (webhooks.length >= 10) throw new DeskrailError('overloaded', 'The emulated account has at most 10 webhooks.');
    webhooks.push(webhook);
  }
  const { webhookUrl, fallbackUrl } = options;
  if (webhookUrl !== undefined) subscribe({ url: webhookUrl, ...(fallbackUrl === undefined ? {} : { fallbackUrl }) });
  for (const webhook of options.webhooks ?? []) subscribe(webhook);

  const close = async () => {
    closed = true;
    stop.abort();
    await deliveries.close();
    await Promise.all(progress.running);
  };
  return {
    ...createTwilioCustomers(account),
    ...{ url, accountSid, numbers, time, handle, subscribe, close },
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
    fetch: fetchFrom(handle),
    messages: { get: (sid) => state.messages.get(sid), list: () => [...state.messages.values()] },
    conversations: { get: (sid) => state.conversations.get(sid), list: () => [...state.conversations.values()] },
    deliveries: deliveries.record,
    answers: answers.record,
    calls: rest.calls,
    failNext: rest.faults.add,
    clearFaults: rest.faults.clear,
    failDelivery: (fault = {}) => progress.fail(fault),
    holdDeliveries: deliveries.hold,
    releaseDeliveries: deliveries.release,
    settled: ({ signal } = {}) => settle({ progress, deliveries, signal }),
    onChange: account.onChange,
    [Symbol.asyncDispose]: close,
  };
}

function checkedToken(token: string): string {
  if (token === '') throw new DeskrailError('secret-empty', 'The emulated account needs an auth token.');
  return token;
}
