import { DeskrailError } from '@deskrail/contracts';
import type { Deliver } from '../../delivery/attempt.js';
import { addWebhook, type EmulatedDesk, emulatedDesk } from '../../emulated-desk.js';
import { seededRandom } from '../../seeded-random.js';
import { realTime, type Time } from '../../time.js';
import type { FreshdeskAgentsDesk, FreshdeskTicketView } from './agents-desk.js';
import type { FreshdeskChange } from './change-ticket.js';
import { createFreshdeskDeliveries, type FreshdeskDelivery, type FreshdeskDeliveryOptions } from './deliveries.js';
import { createDeskCore } from './desk-core.js';
import {
  emptyDesk,
  type FreshdeskIdKind,
  type FreshdeskPerson,
  type FreshdeskStatusName,
  findByEmail,
} from './desk-state.js';
import { createRateBudget, type FreshdeskPlan, type FreshdeskRateLimit } from './rate-budget.js';
import { createRest, type FreshdeskCredential } from './rest.js';
import { createSender } from './sender.js';
import type { FreshdeskWebhook } from './webhook.js';

export interface EmulateFreshdeskOptions {
  /** Shared secret of the first webhook. Without it (and without `webhooks`) nothing is sent until `subscribe`. */
  readonly secret?: string;
  /** Where the first webhook goes. Default: `https://deskrail.example/webhooks/freshdesk`. */
  readonly webhookUrl?: string;
  /** How the first webhook shows its secret. Default: by the header `X-Deskrail-Secret`. */
  readonly secretBy?: 'header' | 'basic' | 'url';
  /** What the first webhook says. Default: `simple`. */
  readonly content?: 'simple' | 'app' | { readonly template: string };
  /** More webhooks, or others. */
  readonly webhooks?: readonly FreshdeskWebhook[];
  /** Takes webhooks to their receiver. Default: the global `fetch`. */
  readonly deliver?: Deliver;
  readonly delivery?: FreshdeskDeliveryOptions;
  /** Where the REST API seems to be, without `/api/v2`. Default: `https://fernhill.freshdesk.example`. */
  readonly url?: string;
  readonly accountId?: number;
  /** API keys. Default: one of the agent `integration@fernhill.example.com`. */
  readonly credentials?: readonly FreshdeskCredential[];
  /** What the account pays for sets its limits. Default: `enterprise`. */
  readonly plan?: FreshdeskPlan;
  /** In place of the plan's. `false`: none, and webhooks are never postponed. */
  readonly rateLimit?: FreshdeskRateLimit | false;
  /** Names of this account's statuses: its own beside the usual six, or the usual ones renamed. */
  readonly statuses?: Readonly<Record<number, FreshdeskStatusName>>;
  /** Names of groups by id. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Length from which app events cut bodies and say so. Default: 10 000 characters. */
  readonly truncateAt?: number;
  readonly maxTickets?: number;
  readonly maxPeople?: number;
  /** Clock and timers. Default: the machine's. */
  readonly time?: Time;
  /** What chance does: the same seed, the same disorder. Default: 1. */
  readonly seed?: number;
  /** Ids of what is made: digits only, below 2^53. Default: counted up. */
  readonly ids?: (kind: FreshdeskIdKind) => string;
}

export interface FreshdeskEmulator
  extends FreshdeskAgentsDesk,
    EmulatedDesk<FreshdeskDelivery, FreshdeskWebhook, FreshdeskChange> {
  readonly accountId: number;
  /** The first API key. */
  readonly key: string;
  readonly tickets: { get(id: string): FreshdeskTicketView | undefined; list(): readonly FreshdeskTicketView[] };
  readonly people: { get(idOrEmail: string): FreshdeskPerson | undefined; list(): readonly FreshdeskPerson[] };
}

const defaultCredential = { key: 'emulated-api-key', email: 'integration@fernhill.example.com' };

/** A Freshdesk of your own: tickets, replies, notes and people in memory, a REST API, and webhooks for every change. */
export function emulateFreshdesk(options: EmulateFreshdeskOptions = {}): FreshdeskEmulator {
  const { url = 'https://fernhill.freshdesk.example', accountId = 13, time = realTime, seed = 1 } = options;
  const { plan = 'enterprise', rateLimit = {}, credentials = [defaultCredential], truncateAt = 10_000 } = options;
  const state = emptyDesk(options);
  const budget = rateLimit === false ? undefined : createRateBudget(plan, rateLimit, () => time.now());
  const deliver = options.deliver ?? ((request: Request) => fetch(request));
  const random = seededRandom(seed);
  const deliveries = createFreshdeskDeliveries({ deliver, time, random, budget, options: options.delivery ?? {} });
  const webhooks: FreshdeskWebhook[] = [];
  const domain = new URL(url).host;
  const send = createSender({ state, url, accountId, domain, truncateAt, webhooks, send: deliveries.send });
  const { desk, change, onChange } = createDeskCore({ ...options, state, time, send });

  function subscribe(webhook: FreshdeskWebhook): void {
    if (webhook.secret === '') throw new DeskrailError('secret-empty', 'A webhook needs a shared secret.');
    addWebhook(webhooks, webhook);
  }

  const plainText429 = rateLimit !== false && rateLimit.plainText === true;
  const rest = createRest({ state, now: () => time.now(), change, time, credentials, budget, plainText429 });

  desk.addPerson({ name: 'Fern Agent', email: 'agent@fernhill.example.com', agent: true });
  for (const { email } of credentials) {
    if (findByEmail(state, email) === undefined) desk.addPerson({ name: 'Integration', email, agent: true });
  }
  if (options.secret !== undefined) subscribe(firstWebhook(options.secret, options));
  for (const webhook of options.webhooks ?? []) subscribe(webhook);

  return {
    ...desk,
    ...emulatedDesk({ url, time, rest, deliveries, subscribe, onChange }),
    accountId,
    key: credentials[0]?.key ?? defaultCredential.key,
    tickets: { get: (id) => state.tickets.get(id), list: () => [...state.tickets.values()] },
    people: {
      get: (idOrEmail) => state.people.get(idOrEmail) ?? findByEmail(state, idOrEmail),
      list: () => [...state.people.values()],
    },
  };
}

function firstWebhook(secret: string, { webhookUrl, secretBy, content }: EmulateFreshdeskOptions): FreshdeskWebhook {
  return {
    ...{ url: webhookUrl ?? 'https://deskrail.example/webhooks/freshdesk', secret },
    ...(secretBy === undefined ? {} : { by: secretBy }),
    ...(content === undefined ? {} : { content }),
  };
}
