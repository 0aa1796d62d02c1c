import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Clock,
  type EventLog,
  isDeskrailError,
  type Logger,
  type Store,
  type StoredEvent,
} from '@deskrail/contracts';
import { Webhook } from 'standardwebhooks';
import type { Endpoint } from './endpoint.js';
import { guardedPost, type PostAnswer } from './guarded-post.js';
import { noticeOf } from './messages.js';
import { disableAfterMs, nextAttempt } from './schedule.js';

type Waiting = Awaited<ReturnType<Store['deliveries']['take']>>[number];

export interface NotifyingOptions {
  readonly log: EventLog;
  readonly store: Pick<Store, 'deliveries'>;
  readonly endpoints: readonly Endpoint[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: () => number;
  /** Default: {@link guardedPost}. */
  readonly post?: typeof guardedPost;
  /** For one attempt. Default: 15 000. */
  readonly timeoutMs?: number;
  /** Between looks for what is due. Default: 1 000. */
  readonly pollMs?: number;
  /** Sent to one endpoint side by side. Default: 4. */
  readonly atOnce?: number;
}

export interface Notifying extends AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Tell endpoints of what waits for people. A consumer of the decisions puts messages in the store; what is due is sent from
 * there, by whichever instance takes it, until the endpoint has it or the schedule is through. An endpoint may get a message
 * twice: `webhook-id` is the same then.
 */
export async function startNotifying(options: NotifyingOptions): Promise<Notifying> {
  const { log, store, endpoints, pollMs = 1_000, atOnce = 4, logger } = options;
  const closing = new AbortController();
  const subscription = await log.subscribe({
    stream: 'decisions',
    group: 'notify',
    // Who names an endpoint today wants to hear of what comes, not of a year's decisions.
    from: 'end',
    maxBatch: 100,
    handler: (events) => enqueue(store, endpoints, events),
    onUnknownType: () => {},
  });
  // Whoever starts this again has seen to what was wrong, or finds out.
  for (const { id } of endpoints) {
    if ((await store.deliveries.endpoint(id)).disabledAt !== undefined) await store.deliveries.mark(id, 'ok');
  }
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));

  /** By endpoint. One that is slow to answer keeps its own messages waiting, and nobody else's. */
  const underWay = new Map<string, number>();
  const sending = new Set<Promise<void>>();
  let wake = () => {};

  const storeIsAway = (error: unknown) =>
    logger.warn({ code: isDeskrailError(error) ? error.code : 'internal' }, 'notices wait: the store is away');

  function send(message: Waiting): void {
    const { endpoint } = message;
    const known = byId.get(endpoint);
    if (known === undefined) return;
    underWay.set(endpoint, (underWay.get(endpoint) ?? 0) + 1);
    const sent = deliver(options, message, known, closing.signal)
      .catch(storeIsAway)
      .finally(() => {
        const left = (underWay.get(endpoint) ?? 1) - 1;
        if (left === 0) underWay.delete(endpoint);
        else underWay.set(endpoint, left);
        sending.delete(sent);
        wake();
      });
    sending.add(sent);
  }

  /** Until the next look, or until somebody has room for more. */
  async function rest(signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    wake = () => woken.abort();
    await sleep(pollMs, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
  }

  async function loop(): Promise<void> {
    const { signal } = closing;
    while (!signal.aborted) {
      const withRoom = [...byId.keys()].filter((id) => (underWay.get(id) ?? 0) < atOnce);
      const due = await store.deliveries
        .take({ limit: 1, leaseMs: 60_000, endpoints: withRoom })
        .catch((error: unknown) => {
          storeIsAway(error);
          return [];
        });
      for (const message of due) send(message);
      if (due.length === 0) await rest(signal);
    }
    await Promise.all(sending);
  }

  const looping = loop();
  const close = async () => {
    closing.abort();
    await subscription.close();
    await looping;
  };
  return { close, [Symbol.asyncDispose]: close };
}

async function enqueue(
  store: Pick<Store, 'deliveries'>,
  endpoints: readonly Endpoint[],
  events: readonly StoredEvent<'decisions'>[],
): Promise<void> {
  const messages = events.flatMap(({ event }) => {
    const notice = noticeOf(event);
    if (notice === undefined) return [];
    const body = JSON.stringify(notice);
    const { queue } = notice.data;
    return endpoints
      .filter(
        ({ tenant, events: wanted, queues }) =>
          tenant === event.tenant &&
          wanted.includes(notice.type) &&
          (queues === undefined || typeof queue !== 'string' || queues.includes(queue)),
      )
      .map(({ id }) => ({ id: `${id}/${event.id}`, endpoint: id, body }));
  });
  if (messages.length > 0) await store.deliveries.add(messages);
}

async function deliver(
  options: NotifyingOptions,
  message: Waiting,
  endpoint: Endpoint,
  closing: AbortSignal,
): Promise<void> {
  const { store, logger, clock, random = Math.random, post = guardedPost, timeoutMs = 15_000 } = options;
  const { deliveries } = store;
  const state = await deliveries.endpoint(endpoint.id);
  const answer = await attempt(endpoint, message, {
    clock,
    post,
    signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
  });
  if (closing.aborted && answer === undefined) {
    await deliveries.settle(message, { state: 'again', afterMs: 0 });
    return;
  }
  if (answer !== undefined && answer.status >= 200 && answer.status < 300) {
    if (state.failingSince !== undefined) await deliveries.mark(endpoint.id, 'ok');
    await deliveries.settle(message, { state: 'done' });
    return;
  }
  const seen = { endpoint: endpoint.id, status: answer?.status ?? 0, attempt: message.attempts };
  const failingMs = state.failingSince === undefined ? 0 : clock.now() - Date.parse(state.failingSince);
  const over = answer?.status === 410 || failingMs >= disableAfterMs;
  if (over) logger.error(seen, 'an endpoint of notify has failed for long, or says that it is gone; it is turned off');
  else logger.warn(seen, 'an endpoint of notify did not take a message; it is tried again');
  const next = over
    ? ({ state: 'given-up' } as const)
    : nextAttempt(message.attempts, { retryAfterMs: answer?.retryAfterMs, random });
  // Whoever has taken it since says what becomes of it, and of its endpoint.
  if (await deliveries.settle(message, next)) await deliveries.mark(endpoint.id, over ? 'disabled' : 'failed');
}

/** `undefined`: there was no answer. */
async function attempt(
  { url, secrets, allowPrivate, id: endpointId }: Endpoint,
  { id, body }: Waiting,
  { clock, post, signal }: { readonly clock: Clock; readonly post: typeof guardedPost; readonly signal: AbortSignal },
): Promise<PostAnswer | undefined> {
  const nowMs = clock.now();
  // The endpoint's own id says nothing to it; the event's says what to dedupe by.
  const messageId = id.startsWith(`${endpointId}/`) ? id.slice(endpointId.length + 1) : id;
  const at = new Date(nowMs);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'deskrail',
    'webhook-id': encodeURIComponent(messageId),
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': secrets
      .map((secret) => new Webhook(secret).sign(encodeURIComponent(messageId), at, body))
      .join(' '),
  };
  try {
    return await post(url, { headers, body, signal, allowPrivate, nowMs });
  } catch {
    return undefined;
  }
}
