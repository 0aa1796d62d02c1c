import {
  type Adapter,
  type Connection,
  DeskrailError,
  type Enrich,
  type EventLog,
  type Fact,
  type Logger,
} from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { createReceiver, type DeliveryReport } from './receiver.js';

const factOf = (subject: string, over: Partial<Fact> = {}): Fact =>
  ({
    specversion: '1.0',
    id: `acme/test/${subject}`,
    identity: 'exact',
    source: '/connections/test',
    type: 'unmapped.v1',
    subject,
    time: '2026-01-31T09:30:00Z',
    datacontenttype: 'application/json',
    tenant: 'acme',
    connection: 'test',
    actor: 'system/-',
    authenticity: 'signed',
    data: { vendorEvent: 'x', why: 'no-contract', origin: { vendor: 'test', by: 'event' } },
    ...over,
  }) as Fact;

const given = [factOf('conversation:test:1'), factOf('conversation:test:2')];

const adapter: Adapter = {
  desk: 'test',
  verify: async () => ({ authentic: true, authenticity: 'signed' }),
  read: () => ({ readable: true, payload: undefined }),
  normalize: async () => given,
  retry: { status: 503 },
  checkConnection: () => {},
};

/** What is appended, answered and logged when deliveries are enriched so. */
async function receiveWith(enrich: Enrich, times = 1) {
  const facts: Fact[] = [];
  const lines: string[] = [];
  const reports: DeliveryReport[] = [];
  const line = (fields: unknown, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const append = async (_: string, events: readonly Fact[]) => facts.push(...events);
  const connection: Connection = { id: 'test', tenant: 'acme', desk: 'test', adapter, secrets: ['s'], enrich };
  const receive = createReceiver({
    log: { append } as unknown as EventLog,
    connections: [connection],
    logger,
    enrichTimeoutMs: 20,
    onDelivery: (report) => reports.push(report),
  });
  let status = 0;
  for (let count = 0; count < times; count += 1) {
    status = (await receive(new Request('http://localhost/webhooks/test', { method: 'POST', body: '{}' }))).status;
  }
  return { facts, lines, reports, status };
}

const confirmed = (facts: readonly Fact[]): Fact[] => facts.map((fact) => ({ ...fact, authenticity: 'confirmed' }));
const state = { type: 'case.state-observed.v1', id: 'more' } as Partial<Fact>;

describe('enrichment', () => {
  it('fills facts in before they are appended', async () => {
    const { facts, reports } = await receiveWith(async (all) => confirmed(all));
    expect(facts).toEqual(confirmed(given));
    expect(reports).toMatchObject([{ outcome: 'accepted', facts: 2 }]);
  });

  it('may tell the state of a conversation after them', async () => {
    const { facts, lines } = await receiveWith(async (all) => [...all, factOf('conversation:test:2', state)]);
    expect(facts).toHaveLength(3);
    expect(lines).toEqual([]);
  });

  it.each<[string, Enrich]>([
    ['another id', async ([first, second]) => [{ ...(first as Fact), id: 'other' }, second as Fact]],
    [
      'another subject',
      async ([first, second]) => [{ ...(first as Fact), subject: 'customer:test:1' }, second as Fact],
    ],
    ['another tenant', async ([first, second]) => [{ ...(first as Fact), tenant: 'other' }, second as Fact]],
    ['another order', async (all) => all.toReversed()],
    ['one fewer', async (all) => all.slice(1)],
    ['one more', async (all) => [...all, factOf('conversation:test:1', { id: 'more' })]],
    ['the state of a conversation that is not theirs', async (all) => [...all, factOf('conversation:test:3', state)]],
    ['nothing', async () => undefined as unknown as Fact[]],
    ['an error', () => Promise.reject(new TypeError('Ada was not found'))],
    [
      'an error at once',
      () => {
        throw new TypeError('Ada was not found');
      },
    ],
    ['no answer', () => new Promise(() => {})],
    ['a busy desk', () => Promise.reject(new DeskrailError('rate-limited', 'Ask later.'))],
  ])('that brings %s leaves them as they were, and says so once', async (_, enrich) => {
    const { facts, lines, status } = await receiveWith(enrich, 2);
    expect(status).toBe(204);
    expect(facts).toEqual([...given, ...given]);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('Ada');
  });

  it('is told by its signal to stop when it is late', async () => {
    let signal: AbortSignal | undefined;
    await receiveWith((_, options) => {
      signal = options.signal;
      return new Promise(() => {});
    });
    expect(signal?.reason).toMatchObject({ code: 'timeout' });
  });

  it('refuses what the desk knows nothing of', async () => {
    const enrich = () => Promise.reject(new DeskrailError('signature-invalid', 'The desk has no such ticket.'));
    const { facts, lines, reports, status } = await receiveWith(enrich);
    expect([status, facts]).toEqual([401, []]);
    expect(reports).toMatchObject([{ outcome: 'refused', code: 'signature-invalid' }]);
    expect(lines.join()).toContain('no such ticket');
  });
});
