import { join } from 'node:path';
import { type Envelope, type EventByType, type Fact, proposalHash, type Store } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replayFacts } from './replay-facts.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 10, minute)).toISOString();
const conversation = 'conversation:zendesk:1';
const origin = { vendor: 'zendesk', by: 'event' } as const;

const envelope = (id: string, minute: number, subject = conversation): Omit<Envelope, 'type'> => ({
  specversion: '1.0',
  ...{ id, source: '/test', subject, time: at(minute), datacontenttype: 'application/json' },
  ...{ tenant: 'acme', connection: 'zendesk', actor: 'system/test' },
});
const fact = (id: string, minute: number, subject?: string) => ({
  ...envelope(id, minute, subject),
  ...({ authenticity: 'signed', identity: 'exact' } as const),
});
const said = (id: string, minute: number, text: string): EventByType<'message.received.v1'> => ({
  ...fact(id, minute),
  type: 'message.received.v1',
  data: { messageId: id, author: { kind: 'customer', id: 'c1' }, visibility: 'public', text, origin },
});
const incident = (id: string, minute: number, state: 'open' | 'resolved'): EventByType<'incident.signalled.v1'> => ({
  ...fact(id, minute, 'incident:status:7'),
  type: 'incident.signalled.v1',
  data: { incidentId: '7', title: 'Payments are down', state, origin },
});

async function suggestion(): Promise<[EventByType<'reply.suggested.v1'>, EventByType<'verdict.given.v1'>]> {
  const proposal = { kind: 'reply', visibility: 'public', text: 'Soon.', sentences: [] } as const;
  const hash = await proposalHash({ ...proposal, sentences: [] }, []);
  const data = { recommendationId: 'rec_1', about: { conversation, fact: 'm1' }, hash, seen: ['m1'], evidence: [] };
  const made = {
    confidence: 0.9,
    flags: [],
    outcome: 'review',
    pipeline: 'p',
    model: { name: 'm', version: '1' },
  } as const;
  return [
    {
      ...envelope('rec_1', 2),
      type: 'reply.suggested.v1',
      data: { ...data, ...made, flags: [], proposal: { ...proposal, sentences: [] } },
    },
    {
      ...envelope('ver_1', 3),
      type: 'verdict.given.v1',
      data: {
        ...{ verdictId: 'ver_1', recommendationId: 'rec_1', hash, kind: 'reject', reviewer: 'reviewer/anna' },
        ...{ decides: true, reason: { code: 'wrong' } },
      },
    },
  ];
}

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  let nowMs = 0;
  await using log = await openSqliteLog({ file: database, clock: { now: () => nowMs } });
  const [suggested, rejected] = await suggestion();
  const append = async (minute: number, ...events: Fact[]) => {
    nowMs = Date.parse(at(minute));
    await log.append('facts', events);
  };
  await append(1, said('m1', 1, 'Where is my parcel?'));
  nowMs = Date.parse(at(2));
  await log.append('decisions', [suggested]);
  nowMs = Date.parse(at(3));
  await log.append('decisions', [rejected]);
  await append(4, incident('i1', 4, 'open'));
  await append(5, said('m2', 5, 'Anybody there?'));
  await append(6, incident('i2', 6, 'resolved'));
  await append(7, said('m3', 7, 'What was erased later.'));
  await append(8, {
    ...fact('e1', 8),
    type: 'message.redacted.v1',
    data: { messageId: 'm3', part: 'text', origin },
  });
});
afterAll(() => database.close());

/** What a recommender finds when it is asked for a fact. */
async function found(options: { since?: string; until?: string; fails?: string } = {}) {
  await using log = await openSqliteLog({ file: database });
  await using scratch = await openSqliteFile({ path: join(database.folder, `${Math.random()}.db`) });
  const seen: Record<string, unknown>[] = [];
  const end = await replayFacts({
    ...{ log, scratch, since: options.since ?? at(0), until: options.until ?? at(59) },
    signal: new AbortController().signal,
    onReplayed: async () => {},
    open: async ({ store, clock }: { store: Store; clock: { now(): number } }) => ({
      refresh: async () => {},
      async recommend({ event }) {
        if (event.id === options.fails) throw new TypeError('no');
        const known = await store.conversation('acme', conversation);
        const { items } = await store.recommendations('acme', { conversation });
        seen.push({
          fact: event.id,
          now: new Date(clock.now()).toISOString(),
          messages: known?.messages.map(({ id, redacted }) => `${id}${redacted ? ' erased' : ''}`),
          suggested: items.map(({ recommendationId, status }) => `${recommendationId} ${status}`),
          incidents: (await store.openIncidents('acme')).map(({ id }) => id),
        });
        // What is emitted is caught, and not in the record that the next fact finds.
        const [suggested] = await suggestion();
        await store.transact({ tenant: 'acme', conversation }, (unit) =>
          unit.emit({
            ...suggested,
            id: `rec_${event.id}`,
            data: { ...suggested.data, recommendationId: `rec_${event.id}` },
          }),
        );
      },
    }),
  });
  return { seen, end };
}

it('each fact finds the record as it was, and the clock of that moment', async () => {
  const { seen, end } = await found();
  expect(seen).toEqual([
    { fact: 'm1', now: at(1), messages: ['m1'], suggested: [], incidents: [] },
    { fact: 'm2', now: at(5), messages: ['m1', 'm2'], suggested: ['rec_1 rejected'], incidents: ['i1'] },
    { fact: 'm3', now: at(7), messages: ['m1', 'm2', 'm3 erased'], suggested: ['rec_1 rejected'], incidents: [] },
  ]);
  expect(end).toMatchObject({ replayed: 3, failed: {} });
});

it('what was before tells how things stood, and is not replayed; what comes after is not known', async () => {
  const { seen } = await found({ since: at(5), until: at(6) });
  expect(seen).toMatchObject([{ fact: 'm2', messages: ['m1', 'm2'], suggested: ['rec_1 rejected'] }]);
});

it('a fact that cannot be recommended for is counted, and the rest goes on', async () => {
  const { seen, end } = await found({ fails: 'm2' });
  expect(seen.map(({ fact }) => fact)).toEqual(['m1', 'm3']);
  expect(end.failed).toEqual({ internal: 1 });
});
