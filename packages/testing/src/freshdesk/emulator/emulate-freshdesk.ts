import { DeskrailError } from '@deskrail/contracts';
import type { Deliver } from '../../delivery/attempt.js';
import type { ReleaseOrder } from '../../delivery/deliveries.js';
import type { RestFault } from '../../rest/faults.js';
import { fetchFrom } from '../../rest/fetch-from.js';
import type { RestCall } from '../../rest/rest-api.js';
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

export interface FreshdeskEmulator extends FreshdeskAgentsDesk, AsyncDisposable {
  /** Of the desk; nothing listens there unless `serveEmulator` or msw does. */
  readonly url: string;
  readonly accountId: number;
  /** The first API key. */
  readonly key: string;
  /** The REST API: a request in, a response out. `Response.error()` stands for a broken connection. */
  handle(request: Request): Promise<Response>;
  /** The REST API as a `fetch` to hand to whoever calls it. */
  readonly fetch: typeof globalThis.fetch;
  readonly tickets: { get(id: string): FreshdeskTicketView | undefined; list(): readonly FreshdeskTicketView[] };
  readonly people: { get(idOrEmail: string): FreshdeskPerson | undefined; list(): readonly FreshdeskPerson[] };
  /** The last 10,000 webhooks and what became of them. */
  readonly deliveries: readonly FreshdeskDelivery[];
  /** The last 10,000 calls to the REST API. */
  readonly calls: readonly RestCall[];
  readonly time: Time;
  /** Something goes wrong with the next call (or the next `times` calls) to the REST API. */
  failNext(fault: RestFault): void;
  clearFaults(): void;
  /** Another webhook, from now on. */
  subscribe(webhook: FreshdeskWebhook): void;
  /** Webhooks wait, as in an incident, until they are released in an order of your choice. */
  holdDeliveries(): void;
  releaseDeliveries(order?: ReleaseOrder): void;
  /** Resolves when no webhook is waiting (also for its next try) or under way, save those held. */
  settled(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Called after each change of a ticket; returns the unsubscriber. */
  onChange(listener: (change: FreshdeskChange) => void): () => void;
  /** Ends deliveries under way; the REST API answers 503 from then on. */
  close(): Promise<void>;
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
  let closed = false;

  function subscribe(webhook: FreshdeskWebhook): void {
    if (webhook.secret === '') throw new DeskrailError('secret-empty', 'A webhook needs a shared secret.');
    if (webhooks.length >= 10) throw new DeskrailError('overloaded', 'The emulated desk has at most 10 webhooks.');
    webhooks.push(webhook);
  }

  const plainText429 = rateLimit !== false && rateLimit.plainText === true;
  const rest = createRest({ state, now: () => time.now(), change, time, credentials, budget, plainText429 });
  const unavailable = async () => new Response('Closed', { status: 503, headers: { 'content-type': 'text/plain' } });
  const handle = (request: Request) => (closed ? unavailable() : rest.handle(request));

  desk.addPerson({ name: 'Fern Agent', email: 'agent@fernhill.example.com', agent: true });
  for (const { email } of credentials) {
    if (findByEmail(state, email) === undefined) desk.addPerson({ name: 'Integration', email, agent: true });
  }
  if (options.secret !== undefined) subscribe(firstWebhook(options.secret, options));
  for (const webhook of options.webhooks ?? []) subscribe(webhook);

  const close = async () => {
    closed = true;
    await deliveries.close();
  };
  return {
    ...desk,
    ...{ url, accountId, time, handle, subscribe, close },
    key: credentials[0]?.key ?? defaultCredential.key,
    fetch: fetchFrom(handle),
    tickets: { get: (id) => state.tickets.get(id), list: () => [...state.tickets.values()] },
    people: {
      get: (idOrEmail) => state.people.get(idOrEmail) ?? findByEmail(state, idOrEmail),
      list: () => [...state.people.values()],
    },
    deliveries: deliveries.record,
    calls: rest.calls,
    failNext: rest.faults.add,
    clearFaults: rest.faults.clear,
    holdDeliveries: deliveries.hold,
    releaseDeliveries: deliveries.release,
    settled: deliveries.settled,
    onChange,
    [Symbol.asyncDispose]: close,
  };
}

function firstWebhook(secret: string, { webhookUrl, secretBy, content }: EmulateFreshdeskOptions): FreshdeskWebhook {
  return {
    ...{ url: webhookUrl ?? 'https://deskrail.example/webhooks/freshdesk', secret },
    ...(secretBy === undefined ? {} : { by: secretBy }),
    ...(content === undefined ? {} : { content }),
  };
}
