import { actionIdOf, type EventByType, type Evidence, type Fact, type Proposal } from '@deskrail/contracts';
import { beforeEach, expect, test } from 'vitest';
import { at, deleted, received, sent } from '../../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../../test/memory-store.js';
import { quote, recommended } from '../../../test/recommended.js';
import { acceptedAnswers } from './accepted-answers.js';

const { signal } = new AbortController();
const asked = received('1', 'Hello, I am Kim Lee, order 104233. How do I reset the thermostat?');
const written = `Hi Kim,

To reset the thermostat, hold both buttons for ten seconds until the light turns green.

Your order 104233 leaves tomorrow morning.

${quote}`;

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(asked, sent('2', 'Internal: the thermostat reset trick voids nothing.', { visibility: 'private' }));
});

const ask = (conversation = 'conversation:zendesk:99', tenant = 'acme') => ({
  ...{
    tenant,
    text: 'How can I reset my thermostat?',
    earlier: [],
    scopes: [`tenant:${tenant}`],
    conversation,
    limit: 5,
  },
});

const reply = (text: string): Proposal => ({ kind: 'reply', visibility: 'public', text, sentences: [] });

async function judged(
  kind: 'approve' | 'edit' | 'respond' | 'reject',
  {
    final = reply(written),
    reviewer = 'reviewer/anna',
    bare = false,
    id = 'a',
  }: {
    final?: Proposal;
    reviewer?: string;
    bare?: boolean;
    id?: string;
  } = {},
): Promise<string> {
  const about = bare ? { question: asked.data.text } : { conversation: conversationSubject, fact: asked.id };
  const { recommendationId, hash } = await recommended(store, { id, bare, seen: [asked.id], data: { about } });
  const subject = bare ? `conversation:api:${recommendationId}` : conversationSubject;
  const event = {
    ...{ specversion: '1.0', id: `ver_${recommendationId}`, source: '/copilot/review', type: 'verdict.given.v1' },
    ...{ subject, time: at(5), datacontenttype: 'application/json', tenant: 'acme', actor: reviewer },
    ...(!bare && { connection: 'zendesk', correlationid: subject }),
    data: {
      ...{ verdictId: `ver_${recommendationId}`, recommendationId, hash, kind, reviewer, decides: true },
      ...(kind !== 'reject' && { final, finalHash: hash }),
    },
  } as EventByType<'verdict.given.v1'>;
  await store.transact({ tenant: 'acme', conversation: subject }, (unit) => unit.emit(event));
  return recommendationId;
}

const find = async (query = ask()) => acceptedAnswers({ store }).retrieve(query, { signal });

test.each(['approve', 'edit', 'respond'] as const)(
  'what a reviewer let through by %s answers the same question again',
  async (kind) => {
    const id = await judged(kind);
    const [best, ...others] = await find();
    expect(best).toMatchObject({
      source: { id: `${conversationSubject}##${id}`, kind: 'answer', title: 'How do I reset the thermostat?' },
      quote: 'To reset the thermostat, hold both buttons for ten seconds until the light turns green.',
      scope: ['tenant:acme'],
    });
    expect(written.slice(best?.span.start, best?.span.end)).toBe(best?.quote);
    // Nothing about one customer, and not what the article says that it was made from.
    expect(others).toEqual([]);
  },
);

test('what a rule let through, a reviewer rejected, or stays among colleagues is no answer', async () => {
  await judged('approve', { reviewer: 'rule/greetings', id: 'a' });
  await judged('reject', { id: 'b' });
  await judged('respond', { id: 'c', final: { ...reply(written), visibility: 'private' } as Proposal });
  expect(await find()).toEqual([]);
});

test('it is no evidence for the conversation that it was given in', async () => {
  await judged('edit');
  expect(await find(ask(conversationSubject))).toEqual([]);
});

test('an answer to a chatbot’s bare question counts as well', async () => {
  const id = await judged('edit', { bare: true });
  const [best] = await find();
  expect(best?.source).toMatchObject({ id: `answers/${id}`, kind: 'answer' });
  expect(
    await acceptedAnswers({ store }).check({ id: 'e1', ...best } as Evidence, {
      tenant: 'acme',
      scopes: ['tenant:acme'],
      signal,
    }),
  ).toBe('unchanged');
});

test.each([
  ['its conversation is deleted', () => deleted('permanent')],
  [
    'the question is redacted',
    () => ({
      ...received('3', ''),
      type: 'message.redacted.v1' as const,
      data: { messageId: '1', part: 'text' as const, origin: { vendor: 'zendesk', by: 'event' as const } },
    }),
  ],
])('it goes when %s', async (_, erasure) => {
  await judged('edit');
  const source = acceptedAnswers({ store });
  const [best] = await source.retrieve(ask(), { signal });
  const [passage] = await source.passages({ tenant: 'acme', signal });
  expect(best && (await passage?.read())).toBeDefined();
  store.receive(erasure());
  expect(await source.retrieve(ask(), { signal })).toEqual([]);
  expect(await passage?.read()).toBeUndefined();
  expect(
    await source.check({ id: 'e1', ...best } as Evidence, { tenant: 'acme', scopes: ['tenant:acme'], signal }),
  ).toBe('gone');
});

test.each(['message.redacted.v1', 'message.made-private.v1'] as const)(
  'it goes when what was sent of it is taken back at the desk: %s',
  async (type) => {
    const id = await judged('edit');
    const actionId = await actionIdOf({ verdictId: `ver_${id}`, index: 0 });
    store.receive(sent('9', written, { minutes: 6, actionId }));
    expect(await find()).toHaveLength(1);
    const origin = { vendor: 'zendesk', by: 'event' as const };
    const data = { messageId: '9', origin, ...(type === 'message.redacted.v1' && { part: 'text' as const }) };
    store.receive({ ...received('10', ''), type, data } as Fact);
    expect(await find()).toEqual([]);
  },
);

test('what is known has another version once an answer was accepted', async () => {
  let nowMs = 0;
  const source = acceptedAnswers({ store, clock: { now: () => nowMs } });
  const before = await source.knowledgeVersion?.('acme');
  await judged('edit');
  nowMs += 30_000;
  expect(await source.knowledgeVersion?.('acme')).not.toBe(before);
});
