import {
  type Adapter,
  type Connection,
  checkEvent,
  type DeadLetter,
  DeskrailError,
  type Fact,
  type Logger,
} from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createReceiver, type DeliveryReport } from '../receiver.js';
import { type AdapterFixtures, isSkipped, type Skipped, type WebhookFixture } from './adapter-fixtures.js';

/** The receivers' time. Vendors' own times in fixtures may lie anywhere. */
export const nowMs = Date.parse('2026-03-02T08:00:00Z');
/** Large enough for every fixture, small enough to be passed quickly. */
export const bodyLimitBytes = 4 * 1024 * 1024;

export const utf8 = new TextEncoder();

export interface Sent {
  readonly body?: string | Uint8Array;
  readonly secret?: string;
  readonly signedAtMs?: number;
  /** Put over the signed ones; `undefined` takes one away. */
  readonly headers?: (signed: Readonly<Record<string, string>>) => Readonly<Record<string, string | undefined>>;
  /** What is sent in the place of what was signed. */
  readonly tampered?: Uint8Array;
}

export interface Bench {
  readonly facts: readonly Fact[];
  readonly letters: readonly DeadLetter[];
  readonly reports: readonly DeliveryReport[];
  /** Everything that was logged. */
  readonly log: string;
  /** Set to let the log fail: `away` refuses, `slow` never answers. */
  state: 'there' | 'away' | 'slow';
  send(webhook: WebhookFixture, sent?: Sent): Promise<Response>;
}

export interface OpenBench {
  readonly secrets?: readonly string[];
  readonly adapter?: Adapter;
}

/** A receiver for the adapter under test, on a log in memory that checks every event against its contract. */
export function openBench(fixtures: AdapterFixtures, options: OpenBench = {}): Bench {
  const facts = new Map<string, Fact>();
  const letters = new Map<string, DeadLetter>();
  const reports: DeliveryReport[] = [];
  const lines: string[] = [];
  const line = (fields: unknown, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const made = fixtures.connection(options.secrets ?? [fixtures.secrets.newer, fixtures.secrets.older]);
  const connection: Connection = options.adapter === undefined ? made : { ...made, adapter: options.adapter };
  let state: Bench['state'] = 'there';

  const append = async (stream: string, events: readonly unknown[]): Promise<never[]> => {
    if (state === 'slow') await new Promise(() => {});
    if (state === 'away') throw new DeskrailError('dependency-unavailable', 'The log is away.', { retryable: true });
    for (const event of events) {
      // As a log does: checked, and the first content of an id stands.
      if (stream === 'facts') keepFirst(facts, copy(checkEvent('facts', event)));
      else keepFirst(letters, copy(checkEvent('dead-letters', event)));
    }
    return [];
  };
  const receive = createReceiver({
    log: { append },
    connections: [connection],
    logger,
    clock: { now: () => nowMs },
    bodyLimitBytes,
    appendTimeoutMs: 200,
    onDelivery: (report) => void reports.push(report),
  });
  return {
    get facts() {
      return [...facts.values()];
    },
    get letters() {
      return [...letters.values()];
    },
    reports,
    get log() {
      return lines.join('\n');
    },
    get state() {
      return state;
    },
    set state(next) {
      state = next;
    },
    send: async (webhook, sent = {}) => receive(await requestOf(fixtures, connection, webhook, sent)),
  };
}

function keepFirst<Kept extends { readonly id: string }>(kept: Map<string, Kept>, event: Kept): void {
  if (!kept.has(event.id)) kept.set(event.id, event);
}

const copy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

async function requestOf(
  { sign, secrets }: AdapterFixtures,
  connection: Connection,
  webhook: WebhookFixture,
  sent: Sent,
): Promise<Request> {
  const given = sent.body ?? webhook.body;
  const body = typeof given === 'string' ? utf8.encode(given) : given;
  const { method = 'POST', contentType = 'application/json' } = webhook;
  const url = `https://hooks.example.com/webhooks/${encodeURIComponent(connection.id)}`;
  const secret = sent.secret ?? secrets.newer;
  const atMs = sent.signedAtMs ?? nowMs;
  const signed = await sign({ url, method, contentType, body, secret, atMs, deliveryId: deliveryIdOf(webhook) });
  const headers = new Headers({ 'content-type': contentType, ...webhook.headers, ...signed.headers });
  for (const [name, value] of Object.entries(sent.headers?.(signed.headers) ?? {})) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
  return new Request(signed.url ?? url, { method, headers, body: (sent.tampered ?? body) as Uint8Array<ArrayBuffer> });
}

export const deliveryIdOf = ({ name }: WebhookFixture): string => `delivery-${name.replace(/\W+/g, '-')}`;

/** A vendor takes any 2xx for taken. */
export function expectTaken(response: Response): void {
  expect(response.status, 'a 2xx').toBeGreaterThanOrEqual(200);
  expect(response.status, 'a 2xx').toBeLessThan(300);
}

/** What was refused leaves nothing behind. */
export async function expectRefused(bench: Bench, response: Response, status = 401): Promise<void> {
  expect(response.status).toBe(status);
  expect(bench.facts).toEqual([]);
  expect(bench.letters).toEqual([]);
}

/** A test of a part that the desk has; where it has none, skipped with its reason. */
export function testOf<Part>(
  part: Part,
  name: string,
  run: (part: Exclude<Part, Skipped>) => void | Promise<void>,
): void {
  if (isSkipped(part)) skipTest(name, part);
  else test(name, () => run(part as Exclude<Part, Skipped>));
}

/** Is in the list of tests, with the reason why it does not run for this desk. */
export const skipTest = (name: string, { skipped: reason }: Skipped): void => test(name, ({ skip }) => skip(reason));

export const isForm = ({ contentType = '' }: WebhookFixture): boolean =>
  contentType.startsWith('application/x-www-form-urlencoded');
