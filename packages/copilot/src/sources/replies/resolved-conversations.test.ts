import type { Evidence } from '@deskrail/contracts';
import { beforeEach, expect, test } from 'vitest';
import { received, sent, statusChanged } from '../../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../../test/memory-store.js';
import { resolvedConversations } from './resolved-conversations.js';

const { signal } = new AbortController();
const subject = 'conversation:zendesk:12';
const reply = `Hi Kim,

To reset the thermostat, hold both buttons for ten seconds until the light turns green.

Your order 104233 has been sent to Kim Lee as well, by the way, tomorrow morning.

Best,
Robin`;

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(
    received('1', 'My thermostat does not react any more. How do I reset it?', { subject }),
    sent('2', 'Internal: the thermostat reset trick voids nothing, the buttons are fine.', {
      visibility: 'private',
      subject,
    }),
    sent('3', reply, { minutes: 1, subject }),
    statusChanged('solved', { minutes: 2, subject }),
  );
});

const ask = (conversation = 'conversation:zendesk:99') => ({
  tenant: 'acme',
  text: 'How can I reset my thermostat?',
  earlier: [],
  scopes: ['tenant:acme'],
  conversation,
  limit: 5,
});

test('finds what an agent answered, exactly, for this tenant', async () => {
  const found = await resolvedConversations({ store }).retrieve(ask(), { signal });
  expect(found.map(({ quote }) => quote)).toEqual([
    'To reset the thermostat, hold both buttons for ten seconds until the light turns green.',
  ]);
  const [{ span, quote, scope, source, score } = {} as (typeof found)[number]] = found;
  expect(reply.slice(span.start, span.end)).toBe(quote);
  expect(scope).toEqual(['tenant:acme']);
  expect(source).toMatchObject({ id: 'conversation:zendesk:12#3', kind: 'conversation' });
  expect(score).toBeGreaterThan(0.42);
});

test('a conversation is not its own evidence', async () => {
  expect(await resolvedConversations({ store }).retrieve(ask(subject), { signal })).toEqual([]);
});

test('what was redacted since it was read is not quoted, and its evidence is gone', async () => {
  const source = resolvedConversations({ store });
  const [found] = await source.retrieve(ask(), { signal });
  const redacted = received('4', '', { minutes: 3, subject });
  store.receive({
    ...redacted,
    type: 'message.redacted.v1',
    data: { messageId: '3', part: 'text', origin: { vendor: 'zendesk', by: 'event' } },
  });
  expect(await source.retrieve(ask(), { signal })).toEqual([]);
  const evidence = { id: 'e1', ...found } as Parameters<typeof source.check>[0];
  expect(await source.check(evidence, { tenant: 'acme', scopes: [], signal })).toBe('gone');
});

test('what enters the store late is found: a little late by the next look, much too late within the hour', async () => {
  let nowMs = 0;
  const source = resolvedConversations({ store, clock: { now: () => nowMs } });
  const other = 'conversation:zendesk:13';
  const found = async (conversation: string) => {
    // What is asked first may be answered from before the look that it starts.
    await source.retrieve(ask(conversation), { signal });
    const items = await source.retrieve(ask(conversation), { signal });
    return items.map(({ source: { id } }) => id);
  };
  const solvedAt = (minutes: number) =>
    store.receive(
      received(`${minutes}/1`, 'My thermostat does not react. How do I reset it?', {
        subject: other,
        minutes: minutes - 1,
      }),
      sent(`${minutes}/3`, reply, { minutes, subject: other }),
      statusChanged('solved', { minutes, subject: other }),
    );
  expect(await found(subject)).toEqual([]);
  solvedAt(-1);
  nowMs += 30_000;
  expect(await found(subject)).toEqual([`${other}#${encodeURIComponent('-1/3')}`]);

  store = memoryStore();
  store.receive(received('1', 'Hello', { subject }), statusChanged('solved', { minutes: 2, subject }));
  const late = resolvedConversations({ store, clock: { now: () => nowMs } });
  expect(await late.retrieve(ask(subject), { signal })).toEqual([]);
  solvedAt(-60);
  const look = async () => {
    await late.retrieve(ask(subject), { signal });
    return late.retrieve(ask(subject), { signal });
  };
  nowMs += 30_000;
  expect(await look()).toEqual([]);
  nowMs += 3_600_000;
  expect(await look()).toHaveLength(1);
});

test('beyond its bound it gives up the oldest', async () => {
  let nowMs = 0;
  const source = resolvedConversations({ store, maxConversations: 2, clock: { now: () => nowMs } });
  const solved = (id: number) => {
    const place = { subject: `conversation:zendesk:${id}`, minutes: id };
    store.receive(
      received(`${id}/1`, 'My thermostat does not react. How do I reset it?', place),
      sent(`${id}/3`, reply, place),
      statusChanged('solved', place),
    );
  };
  const known = async () => {
    await source.retrieve(ask(), { signal });
    return (await source.retrieve(ask(), { signal })).map(({ source: { id } }) => id.split(/[:#]/)[2]).sort();
  };
  solved(20);
  expect(await known()).toEqual(['12', '20']);
  solved(30);
  nowMs += 30_000;
  expect(await known()).toEqual(['20', '30']);
});

test('a subject or a question that names somebody is not told, and an id of another’s is not its own', async () => {
  const place = { subject: 'conversation:zendesk:14' };
  store.receive(
    received('5', 'I am Kim Lee, +44 20 7946 0958. How do I bleed a radiator?', place),
    sent('6', 'Turn the small valve on the radiator until water comes.', { ...place, minutes: 1 }),
    statusChanged('solved', { ...place, minutes: 2 }),
  );
  const source = resolvedConversations({ store });
  const list = await source.passages({ tenant: 'acme', signal });
  expect(list.map(({ text }) => text).join('\n')).toContain('How do I bleed a radiator?\nTurn the small valve');
  expect(list.map(({ text }) => text).join('\n')).not.toMatch(/Kim|7946/);
  const [best] = await source.retrieve({ ...ask(), text: 'How can I bleed my radiator?' }, { signal });
  const evidence = { id: 'e1', ...best } as Evidence;
  expect(source.owns?.(evidence)).toBe(true);
  expect(source.owns?.({ ...evidence, source: { ...evidence.source, kind: 'answer' } })).toBe(false);
});

test('who may read only what is public finds none of it, by words or by vectors, and learns nothing of what became of it', async () => {
  const source = resolvedConversations({ store });
  const outside = { ...ask(), scopes: ['public'] };
  expect(await source.retrieve(outside, { signal })).toEqual([]);
  expect(await source.rank(outside, { signal })).toEqual([]);
  const passages = await source.passages({ tenant: 'acme', signal });
  expect(passages.map(({ scope }) => scope)).toEqual([['tenant:acme']]);
  const [found] = await source.retrieve(ask(), { signal });
  const asked = { tenant: 'acme', scopes: ['public'], signal };
  expect(await source.inspect?.({ id: 'e1', ...found } as Evidence, asked)).toEqual({ state: 'no-longer-permitted' });
});

test.each([
  'We will send the new thermostat to 12 Elm Street, Springfield, and the driver rings twice.',
  'As Mrs. Novak told us, the thermostat hangs in the hall, so please look there first.',
  'Dear Maria, the thermostat resets itself at night and you need not be there.',
])('a paragraph about one customer is left out, though the desk knows no such name: %s', async (text) => {
  store.receive(sent('5', text, { minutes: 1, subject }));
  const found = await resolvedConversations({ store }).retrieve({ ...ask(), text }, { signal });
  expect(found.map(({ quote }) => quote)).not.toContain(text);
});
