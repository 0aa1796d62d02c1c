import { type Connection, checkEvent, type DeadLetter, type Fact } from '@deskrail/contracts';
import { createReceiver, type Receiver } from '@deskrail/webhooks';
import { changedBody } from './changed-body.ts';
import type { Fuzzed } from './delivery.ts';
import type { FuzzedDesk } from './desks.ts';

const nowMs = Date.parse('2026-03-02T08:00:00Z');
export const cpuLimitMs = 250;
const bodyLimitBytes = 1024 * 1024;

export interface Trier {
  /** Throws what is wrong with how the delivery was taken. */
  try(delivery: Fuzzed): Promise<void>;
  /** The most that one took. */
  readonly slowestMs: number;
}

interface Taken {
  readonly response: Response;
  readonly facts: readonly Fact[];
  readonly letters: readonly DeadLetter[];
  readonly cpuMs: number;
}

// Only this thread's where Node can tell: other tests run beside it.
const cpuUsage = (process as { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage ?? process.cpuUsage;

/** Takes deliveries one by one, through a real receiver, and says what is wrong: this is all that the fuzzer asserts. */
export function createTrier({ fixtures }: FuzzedDesk): Trier {
  let slowestMs = 0;
  const { newer } = fixtures.secrets;
  const first = fixtures.connection([newer]);

  return {
    get slowestMs() {
      return slowestMs;
    },
    async try(delivery) {
      const send = await requestMaker(fixtures, first, delivery);
      if (send === undefined) return;
      let taken = await take(fixtures.connection([newer]), send);
      // Once more, should the collector have come in between.
      if (taken.cpuMs > cpuLimitMs) taken = await take(fixtures.connection([newer]), send);
      slowestMs = Math.max(slowestMs, taken.cpuMs);
      check(taken, delivery, first);
    },
  };
}

async function take(connection: Connection, request: () => Request): Promise<Taken> {
  const facts: Fact[] = [];
  const letters: DeadLetter[] = [];
  const invalid: unknown[] = [];
  const receive: Receiver = createReceiver({
    log: {
      async append(stream, events) {
        for (const event of events) {
          try {
            if (stream === 'facts') facts.push(checkEvent('facts', event));
            else letters.push(checkEvent('dead-letters', event));
          } catch (error) {
            // Said below, whatever the receiver makes of it.
            invalid.push(error);
          }
        }
        return [];
      },
    },
    connections: [connection],
    clock: { now: () => nowMs },
    bodyLimitBytes,
  });
  const sent = request();
  const before = cpuUsage();
  const response = await receive(sent);
  const { user, system } = cpuUsage(before);
  if (invalid.length > 0) throw invalid[0];
  return { response, facts, letters, cpuMs: (user + system) / 1000 };
}

function check({ response, facts, letters, cpuMs }: Taken, delivery: Fuzzed, connection: Connection): void {
  const { status } = response;
  if (cpuMs > cpuLimitMs) throw new Error(`It took ${Math.round(cpuMs)} ms of CPU.`);
  if (status >= 500) throw new Error(`Answered ${status}, and the log was there.`);
  if (![200, 202, 204, 401, 413].includes(status)) throw new Error(`Answered ${status}.`);
  const crashed = letters.find(({ data }) => data.message.startsWith('The adapter could not map the payload'));
  if (crashed !== undefined) throw new Error(`The adapter threw: ${crashed.data.message}`);
  if (status >= 400 && (facts.length > 0 || letters.some(({ data }) => data.reason !== 'stale'))) {
    throw new Error(`Answered ${status}, and something was kept.`);
  }
  if (delivery.signed === 'nobody' || delivery.signed === 'another') {
    if (status < 400) throw new Error(`Answered ${status} to what is not authentic.`);
  }
  // A batch may hold a message twice; but no two kinds of fact share an id.
  const types = new Map(facts.map(({ id, type }) => [id, type]));
  if (facts.some(({ id, type }) => types.get(id) !== type)) throw new Error('Two kinds of fact have the same id.');
  const stranger = facts.find((fact) => fact.tenant !== connection.tenant || fact.connection !== connection.id);
  if (stranger !== undefined) throw new Error('A fact is of another tenant or connection.');
}

/** `undefined` where no `Request` can be made of it: such a one reaches nobody. */
async function requestMaker(
  { sign, secrets }: FuzzedDesk['fixtures'],
  connection: Connection,
  { webhook, changes, signed, headers: over, query, ...delivery }: Fuzzed,
): Promise<(() => Request) | undefined> {
  const body = changedBody(webhook, changes);
  const { method = 'POST' } = webhook;
  const contentType = delivery.contentType ?? webhook.contentType ?? 'application/json';
  const url = `https://hooks.example.com/webhooks/${connection.id}${query}`;
  const secret = signed === 'another' ? secrets.foreign : secrets.newer;
  const input = { method, contentType, body, secret, atMs: nowMs, deliveryId: 'delivery-1' };
  const vouched = await sign({ url, ...input });
  const headers = new Headers({ 'content-type': contentType, ...webhook.headers });
  if (signed !== 'nobody') for (const [name, value] of Object.entries(vouched.headers)) headers.set(name, value);
  if (signed === 'oddly') for (const [name, value] of over) headers.append(name, value);
  return () => new Request(vouched.url ?? url, { method, headers, body: body as Uint8Array<ArrayBuffer> });
}
