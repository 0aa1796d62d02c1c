import { DeskrailError } from '@deskrail/contracts';
import type { Deliveries, ReleaseOrder } from './delivery/deliveries.js';
import type { RestFault } from './rest/faults.js';
import { fetchFrom } from './rest/fetch-from.js';
import type { RestApi, RestCall } from './rest/rest-api.js';
import type { Time } from './time.js';

/** What every emulated desk has besides its own words. */
export interface EmulatedDesk<Delivery, Webhook, Change> extends AsyncDisposable {
  /** Of the REST API; nothing listens there unless `serveEmulator` or msw does. */
  readonly url: string;
  /** The REST API: a request in, a response out. `Response.error()` stands for a broken connection. */
  handle(request: Request): Promise<Response>;
  /** The REST API as a `fetch` to hand to whoever calls it. */
  readonly fetch: typeof globalThis.fetch;
  /** The last 10,000 webhooks and what became of them. */
  readonly deliveries: readonly Delivery[];
  /** The last 10,000 calls to the REST API. */
  readonly calls: readonly RestCall[];
  readonly time: Time;
  /** Something goes wrong with the next call (or the next `times` calls) to the REST API. */
  failNext(fault: RestFault): void;
  clearFaults(): void;
  /** Another webhook, from now on. */
  subscribe(webhook: Webhook): void;
  /** Webhooks wait, as in an incident, until they are released in an order of your choice. */
  holdDeliveries(): void;
  releaseDeliveries(order?: ReleaseOrder): void;
  /** Resolves when nothing is on its way and no webhook is waiting (also for its next try) or under way, save those held. */
  settled(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Called after each change; returns the unsubscriber. */
  onChange(listener: (change: Change) => void): () => void;
  /** Ends deliveries under way; the REST API answers 503 from then on. */
  close(): Promise<void>;
}

/** Puts together a desk's REST API and its deliveries. */
export function emulatedDesk<Delivery, Webhook, Change>(
  parts: Pick<EmulatedDesk<Delivery, Webhook, Change>, 'url' | 'time' | 'subscribe' | 'onChange'> & {
    readonly rest: RestApi;
    readonly deliveries: Omit<Deliveries<never, never>, 'record' | 'send'> & { readonly record: readonly Delivery[] };
  },
): EmulatedDesk<Delivery, Webhook, Change> {
  const { rest, deliveries, ...own } = parts;
  let closed = false;
  const unavailable = async () => new Response('Closed', { status: 503, headers: { 'content-type': 'text/plain' } });
  const handle = (request: Request) => (closed ? unavailable() : rest.handle(request));
  const close = async () => {
    closed = true;
    await deliveries.close();
  };
  return {
    ...own,
    handle,
    fetch: fetchFrom(handle),
    deliveries: deliveries.record,
    calls: rest.calls,
    failNext: rest.faults.add,
    clearFaults: rest.faults.clear,
    holdDeliveries: deliveries.hold,
    releaseDeliveries: deliveries.release,
    settled: deliveries.settled,
    close,
    [Symbol.asyncDispose]: close,
  };
}

const maxWebhooks = 10;

/** Another webhook of a desk. Throws `overloaded` for the eleventh. */
export function addWebhook<Webhook>(webhooks: Webhook[], webhook: Webhook): void {
  if (webhooks.length >= maxWebhooks) {
    throw new DeskrailError('overloaded', `An emulated desk has at most ${maxWebhooks} webhooks.`);
  }
  webhooks.push(webhook);
}
