import type { EventLog, Fact } from '@deskrail/contracts';
import type { ZendeskDelivery } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { zendesk } from '@deskrail/zendesk';
import { secret, tenant } from './words.ts';

/** A webhook that the desk sent, and what became of it. One that was sent several times is one. */
export interface SentWebhook {
  /** The vendor's name for it, the same at every try. */
  readonly invocation: string;
  readonly body: string;
  readonly type: string;
  /** Copies that were handed over, the first included: tries, duplicates, storms. */
  readonly copies: number;
  /** Somebody said 2xx, to any of them. */
  readonly acknowledged: boolean;
  /** Refused with 401: right signature, wrong time. */
  readonly stale: boolean;
  /** Handed over from the dead letters, where it was held. */
  readonly held: boolean;
  /** Sent once more by hand, as the vendor had given it up. */
  readonly reconciled: boolean;
  /** Ids of the facts that it is, where it was acknowledged. */
  readonly facts: readonly string[];
}

type Open = { -readonly [Key in keyof SentWebhook]: SentWebhook[Key] };

export interface Ledger {
  readonly all: readonly SentWebhook[];
  /** Webhooks that got their 2xx. */
  readonly acknowledged: number;
  /** Milliseconds of `performance.now()` of the last 2xx. */
  readonly lastAcknowledgedAt: number;
  /** What the desk has sent since the last look, delivered or not. */
  note(deliveries: readonly ZendeskDelivery[]): void;
  handedOver(request: Request): void;
  answered(request: Request, response: Response): Promise<void>;
  /** What was held was handed over: from then on it counts as taken. */
  redriven(request: Request): Promise<void>;
  reconciled(invocation: string): void;
}

export const invocationOf = (request: Request): string =>
  request.headers.get('x-zendesk-webhook-invocation-id') ?? 'unknown';

/** The desk's own books: what it sent and what it was told. */
export function createLedger(): Ledger {
  const all = new Map<string, Open>();
  const noted = new WeakSet<ZendeskDelivery>();
  const identify = identifier();
  let lastAcknowledgedAt = performance.now();
  let acknowledged = 0;

  function entryOf(invocation: string): Open {
    const known = all.get(invocation) ?? {
      ...{
        invocation,
        body: '',
        type: '',
        copies: 0,
        acknowledged: false,
        stale: false,
        held: false,
        reconciled: false,
        facts: [],
      },
    };
    all.set(invocation, known);
    return known;
  }

  return {
    get all() {
      return [...all.values()];
    },
    get acknowledged() {
      return acknowledged;
    },
    get lastAcknowledgedAt() {
      return lastAcknowledgedAt;
    },
    note(deliveries) {
      for (let index = deliveries.length - 1; index >= 0; index -= 1) {
        const delivery = deliveries[index];
        if (delivery === undefined || noted.has(delivery)) return;
        noted.add(delivery);
        Object.assign(entryOf(delivery.invocationId), { body: delivery.body, type: delivery.type });
      }
    },
    handedOver(request) {
      entryOf(invocationOf(request)).copies += 1;
    },
    async answered(request, response) {
      const entry = entryOf(invocationOf(request));
      if (response.status === 401) entry.stale = true;
      if (!response.ok) return;
      lastAcknowledgedAt = performance.now();
      if (entry.acknowledged) return;
      entry.acknowledged = true;
      acknowledged += 1;
      entry.facts = await identify(request);
    },
    async redriven(request) {
      const facts = await identify(request);
      Object.assign(entryOf(invocationOf(request)), { held: true, acknowledged: true, facts });
    },
    reconciled(invocation) {
      entryOf(invocation).reconciled = true;
    },
  };
}

/** Which facts a webhook is, by a receiver that keeps nothing. */
function identifier(): (request: Request) => Promise<readonly string[]> {
  const connections = [zendesk({ id: 'zendesk', tenant, secrets: [secret], freshnessSeconds: 86_400 })];
  return async (request) => {
    const ids: string[] = [];
    const append = async (_stream: string, events: readonly Fact[]) => {
      ids.push(...events.map(({ id }) => id));
      return [];
    };
    await createReceiver({ log: { append } as unknown as EventLog, connections })(request);
    return ids;
  };
}
