import {
  type Adapter,
  type Connection,
  checkEvent,
  type DeadLetter,
  DeskrailError,
  type EventLog,
  type Fact,
} from '@deskrail/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { readJson } from './read-json.js';
import { createReceiver } from './receiver.js';
import { redriveWebhook } from './redrive-webhook.js';

/** What the adapter makes of a payload, for now: a newer version may know more. */
let mapped: ReadonlySet<string>;
let facts: Fact[];
let letters: DeadLetter[];
let appendError: Error | undefined;

const adapter: Adapter<string> = {
  desk: 'test',
  async verify({ headers }) {
    const given = headers.get('authorization');
    if (given === 'right') return { authentic: true, authenticity: 'shared-secret' };
    return { authentic: false, code: 'signature-stale', cause: 'An hour late.', stale: given === 'stale' };
  },
  read({ body }) {
    const json = readJson(body);
    return json.readable ? { readable: true, payload: String(json.value) } : json;
  },
  async normalize(payload, { connection, raw, authenticity, receivedAtMs, headers }) {
    if (payload === 'none') return [];
    if (!mapped.has(payload)) throw new DeskrailError('payload-unreadable', 'The field status has no meaning yet.');
    const id = `${connection.id}/${headers.get('x-test-delivery-id')}/${payload}`;
    return [factOf({ id, authenticity, raw, time: new Date(receivedAtMs).toISOString() })];
  },
  retry: { status: 409 },
  checkConnection: () => {},
};

const factOf = ({ raw, ...given }: Pick<Fact, 'id' | 'time' | 'authenticity'> & { raw: string }): Fact => ({
  ...{ specversion: '1.0', identity: 'exact', source: '/connections/test', type: 'unmapped.v1', tenant: 'acme' },
  ...{ subject: 'conversation:test:1', datacontenttype: 'application/json', connection: 'test', actor: 'system/-' },
  data: { vendorEvent: 'x', why: 'no-contract', origin: { vendor: 'test', by: 'event', raw } },
  ...given,
});

const connection: Connection = {
  ...{ id: 'test', tenant: 'acme', desk: 'test', secrets: ['s'] },
  adapter: adapter as Adapter,
};

const log: Pick<EventLog, 'append'> = {
  async append(stream, events) {
    if (appendError !== undefined && stream === 'facts') throw appendError;
    for (const event of events) {
      if (stream === 'facts') facts.push(checkEvent('facts', event));
      else letters.push(checkEvent('dead-letters', event));
    }
    return [];
  },
};
const clock = { now: () => Date.parse('2026-01-31T09:30:00.123Z') };
const receive = createReceiver({ log, connections: [connection], clock });

async function letterOf(body: BodyInit, authorization: string): Promise<DeadLetter> {
  const headers = { authorization, 'x-test-delivery-id': 'd1' };
  await receive(new Request('http://localhost/webhooks/test', { method: 'POST', headers, body }));
  const [letter] = letters;
  if (letter === undefined) throw new Error('No dead letter was kept.');
  return letter;
}
const redrive = (letter: DeadLetter, connections: readonly Connection[] = [connection]) =>
  redriveWebhook({ log, connections, clock: { now: () => clock.now() + 86_400_000 } }, letter);

beforeEach(() => {
  mapped = new Set(['one']);
  facts = [];
  letters = [];
  appendError = undefined;
});

describe('a webhook’s dead letter', () => {
  it('that was stale becomes the facts that it would have been', async () => {
    const letter = await letterOf('"one"', 'stale');
    expect(facts).toEqual([]);
    expect(await redrive(letter)).toEqual({ facts: 1, ids: ['test/d1/one'] });
    const late = facts.splice(0);
    await receive(
      new Request('http://localhost/webhooks/test', {
        ...{ method: 'POST', body: '"one"', headers: { authorization: 'right', 'x-test-delivery-id': 'd1' } },
      }),
    );
    expect(late).toEqual([{ ...facts[0], authenticity: 'signed' }]);
  });

  it('that could not be read says why as long as it cannot, and is read once it can', async () => {
    const letter = await letterOf('"two"', 'right');
    await expect(redrive(letter)).rejects.toMatchObject({
      ...{ code: 'payload-unreadable', message: expect.stringContaining('The field status has no meaning yet.') },
    });
    mapped = new Set(['two']);
    expect(await redrive(letter)).toEqual({ facts: 1, ids: ['test/d1/two'] });
    expect(facts).toMatchObject([{ authenticity: 'shared-secret', time: '2026-01-31T09:30:00.123Z' }]);
  });

  it('comes back byte for byte where it was no UTF-8', async () => {
    const letter = await letterOf(Uint8Array.of(0xc3, 0x28), 'right');
    await expect(redrive(letter)).rejects.toMatchObject({ code: 'payload-unreadable' });
  });

  it('that is no fact is done', async () => {
    expect(await redrive(await letterOf('"none"', 'stale'))).toEqual({ facts: 0, ids: [] });
  });

  it('of a connection that is gone, or another tenant’s now, is refused', async () => {
    const letter = await letterOf('"one"', 'stale');
    await expect(redrive(letter, [])).rejects.toMatchObject({ code: 'connection-unknown' });
    const moved = [{ ...connection, tenant: 'globex' }];
    await expect(redrive(letter, moved)).rejects.toMatchObject({ code: 'conflict' });
    expect(facts).toEqual([]);
  });

  it('passes on what the log says', async () => {
    const letter = await letterOf('"one"', 'stale');
    appendError = new DeskrailError('dependency-unavailable', 'No broker.', { retryable: true });
    await expect(redrive(letter)).rejects.toBe(appendError);
  });

  it('of a group’s failure is another matter', async () => {
    const letter = await letterOf('"one"', 'stale');
    const from = { kind: 'stream', stream: 'facts', position: '1', group: 'g', eventId: 'e' } as const;
    const data = { ...letter.data, from };
    await expect(redrive({ ...letter, data })).rejects.toMatchObject({ code: 'request-invalid' });
  });
});
