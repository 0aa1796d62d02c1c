import type { Customer, EventByType } from '@deskrail/contracts';
import { beforeEach, expect, test } from 'vitest';
import { at, received, sent, statusChanged } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';
import { gatherContext } from './context.js';

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

const context = async (text?: string) =>
  gatherContext({ store, tenant: 'acme', conversation: await store.conversation('acme', conversationSubject), text });

const incident = (id: string, title: string, minutes: number, affects: string[] = []) =>
  ({
    ...received(id, ''),
    id: `incident/${id}`,
    subject: `incident:api:${id}`,
    type: 'incident.signalled.v1',
    time: at(minutes),
    actor: 'system/status',
    data: { incidentId: id, state: 'open', title, affects, origin: { vendor: 'api', by: 'api' } },
  }) as EventByType<'incident.signalled.v1'>;

test('messages stand in the desk’s order, public and private told apart; the last of the customer’s is the question', async () => {
  store.receive(
    received('2', 'And how do I return it?', { minutes: 5 }),
    received('1', 'How long does delivery take?'),
    sent('3', 'A note', { minutes: 2, visibility: 'private' }),
  );
  const { conversation, question, earlier } = await context();
  expect(conversation?.messages.map(({ text, visibility }) => [text, visibility])).toEqual([
    ['How long does delivery take?', 'public'],
    ['A note', 'private'],
    ['And how do I return it?', 'public'],
  ]);
  expect([question, earlier]).toEqual(['And how do I return it?', ['How long does delivery take?']]);
});

test('the customer’s other open cases are known, the ended ones and this one are left out', async () => {
  const elsewhere = (id: string) => ({ subject: `conversation:zendesk:${id}` });
  store.receive(
    received('1', 'Here'),
    received('2', 'There', { ...elsewhere('77'), minutes: 1 }),
    received('3', 'Long ago', elsewhere('78')),
    statusChanged('solved', { ...elsewhere('78'), minutes: 2 }),
    received('4', 'Newest', { ...elsewhere('79'), minutes: 9 }),
  );
  store.put({ id: 'customer:zendesk:77', tenant: 'acme', profile: { name: 'Kim Lee' }, consent: {} } as Customer);
  const { openCases, customer } = await context();
  expect(openCases.map(({ id }) => id)).toEqual(['conversation:zendesk:79', 'conversation:zendesk:77']);
  expect(customer?.profile.name).toBe('Kim Lee');
});

test('incidents that touch what is asked come first, and every fact that was seen is listed', async () => {
  const asked = received('1', 'My card payment at the checkout fails.');
  const other = incident('a', 'Parcels are late', 9);
  const touching = incident('b', 'Trouble with money', 1, ['checkout']);
  store.receive(asked, other, touching);
  const { incidents, seen } = await context();
  expect(incidents.map(({ id }) => id)).toEqual([touching.id, other.id]);
  expect(seen).toEqual([asked.id, touching.id, other.id]);
});

test('what was suggested before is known, with how it was judged', async () => {
  store.receive(received('1', 'Here'));
  const { recommendationId } = await recommended(store);
  expect((await context()).suggested).toMatchObject([{ recommendationId, kind: 'reply', status: 'open' }]);
});

test('a bare text has no conversation, and what is asked of one may be another text', async () => {
  store.receive(received('1', 'Here'));
  expect(await gatherContext({ store, tenant: 'acme', text: 'Hello' })).toMatchObject({
    question: 'Hello',
    earlier: [],
    openCases: [],
    suggested: [],
    seen: [],
  });
  expect(await context('Hello')).toMatchObject({ question: 'Hello', earlier: ['Here'] });
});
