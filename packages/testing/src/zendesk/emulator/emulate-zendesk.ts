import { DeskrailError } from '@deskrail/contracts';
import type { Deliver } from '../../delivery/attempt.js';
import { addWebhook, type EmulatedDesk, emulatedDesk } from '../../emulated-desk.js';
import { seededRandom } from '../../seeded-random.js';
import { realTime, type Time } from '../../time.js';
import type { AgentsDesk, ZendeskTicketView } from './agents-desk.js';
import type { ZendeskCredential } from './authenticate.js';
import { createZendeskDeliveries, type ZendeskDelivery, type ZendeskDeliveryOptions } from './deliveries.js';
import { createDeskCore, type ZendeskChange } from './desk-core.js';
import { type DeskState, emptyDesk, type ZendeskIdKind, type ZendeskUser } from './desk-state.js';
import type { RateLimitOptions } from './rate-limit.js';
import { createRest } from './rest.js';
import type { ZendeskWebhook } from './webhook-subscription.js';

export interface EmulateZendeskOptions {
  /** Signing secret of the first webhook. Without it (and without `webhooks`) nothing is sent until `subscribe`. */
  readonly secret?: string;
  /** Where the first webhook goes. Default: `https://deskrail.example/webhooks/zendesk`. */
  readonly webhookUrl?: string;
  /** More webhooks, or others, of both families. */
  readonly webhooks?: readonly ZendeskWebhook[];
  /** Takes signed webhooks to their receiver. Default: the global `fetch`. */
  readonly deliver?: Deliver;
  readonly delivery?: ZendeskDeliveryOptions;
  /** Where the REST API seems to be. Default: `https://fernhill.zendesk.example`. */
  readonly url?: string;
  readonly accountId?: number;
  /** API tokens and access tokens. Default: one API token of the agent `integration@fernhill.example`. */
  readonly credentials?: readonly ZendeskCredential[];
  /** Default: 700 calls and 100 ticket updates a minute. `false`: none. */
  readonly rateLimit?: RateLimitOptions | false;
  /** A new ticket sends `ticket.created` and also `ticket.comment_added` for its description. Default: true. */
  readonly descriptionEvent?: boolean;
  /**
   * Zendesk's `updated_at` has whole seconds, so that two changes in one second look the same to `updated_stamp`.
   * `distinct` moves each change of a ticket to a second of its own, so that a test need not wait. Default: `distinct`.
   */
  readonly stamps?: 'distinct' | 'whole-seconds';
  /** Comments on one ticket. Default: 5000, as at Zendesk. */
  readonly maxComments?: number;
  readonly maxTickets?: number;
  readonly maxUsers?: number;
  /** Clock and timers. Default: the machine's. */
  readonly time?: Time;
  /** What chance does: the same seed, the same ids and the same disorder. Default: 1. */
  readonly seed?: number;
  /** Ids of what is made: digits only. Default: counted up, from the seed's beginning. */
  readonly ids?: (kind: ZendeskIdKind) => string;
}

export interface ZendeskEmulator extends AgentsDesk, EmulatedDesk<ZendeskDelivery, ZendeskWebhook, ZendeskChange> {
  readonly accountId: number;
  /** What a connection's `rest.token` takes: `email/token:api_token`, or `Bearer …`. */
  readonly token: string;
  readonly tickets: { get(id: string): ZendeskTicketView | undefined; list(): readonly ZendeskTicketView[] };
  readonly users: { get(idOrEmail: string): ZendeskUser | undefined; list(): readonly ZendeskUser[] };
}

const defaultCredential = {
  email: 'integration@fernhill.example',
  token: 'emulated-api-token',
  kind: 'basic',
} as const;

/** A Zendesk of your own: tickets, comments, users and audits in memory, a REST API, and signed webhooks for every change. */
export function emulateZendesk(options: EmulateZendeskOptions = {}): ZendeskEmulator {
  const { url = 'https://fernhill.zendesk.example', accountId = 22129848, time = realTime, seed = 1 } = options;
  const credentials = options.credentials ?? [defaultCredential];
  const state = emptyDesk();
  const random = seededRandom(seed);
  const deliver = options.deliver ?? ((request: Request) => fetch(request));
  const deliveries = createZendeskDeliveries({
    ...{ deliver, time, accountId, random: seededRandom(seed ^ 0x5bd1e995), options: options.delivery ?? {} },
  });
  const webhooks: ZendeskWebhook[] = [];

  function subscribe(webhook: ZendeskWebhook): void {
    if (webhook.secret === '') throw new DeskrailError('secret-empty', 'A webhook needs a signing secret.');
    addWebhook(webhooks, { id: `01${random.digits(24)}`, ...webhook });
  }

  const core = createDeskCore({ ...options, accountId, time, random, state, webhooks, send: deliveries.send });
  const { desk, change } = core;
  const rest = createRest({ state, url, time, credentials, rateLimit: options.rateLimit ?? {}, change });

  desk.addUser({ name: 'Fern Agent', email: 'agent@fernhill.example', role: 'agent' });
  for (const { email } of credentials) {
    if (findUser(state, email) === undefined) desk.addUser({ name: 'Integration', email, role: 'admin' });
  }
  const first = { url: options.webhookUrl ?? 'https://deskrail.example/webhooks/zendesk' };
  if (options.secret !== undefined) subscribe({ ...first, secret: options.secret });
  for (const webhook of options.webhooks ?? []) subscribe(webhook);

  return {
    ...desk,
    ...emulatedDesk({ url, time, rest, deliveries, subscribe, onChange: core.onChange }),
    accountId,
    token: tokenOf(credentials[0] ?? defaultCredential),
    tickets: { get: (id) => state.tickets.get(id), list: () => [...state.tickets.values()] },
    users: { get: (idOrEmail) => findUser(state, idOrEmail), list: () => [...state.users.values()] },
  };
}

const tokenOf = ({ kind, email, token }: ZendeskCredential): string =>
  kind === 'bearer' ? `Bearer ${token}` : `${email}/token:${token}`;

const findUser = (state: DeskState, idOrEmail: string): ZendeskUser | undefined =>
  state.users.get(idOrEmail) ?? [...state.users.values()].find(({ email }) => email === idOrEmail);
