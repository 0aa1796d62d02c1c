import type { Conversation, Fact } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { at, deleted, received, sent, statusChanged } from '../../test/facts.js';
import { conversationSubject, memoryStore } from '../../test/memory-store.js';
import { eligibilityOf } from './eligibility.js';

async function given(facts: readonly Fact[], when: Fact, options: Partial<Parameters<typeof eligibilityOf>[2]> = {}) {
  const store = memoryStore();
  store.receive(...facts);
  const conversation = await store.conversation('acme', conversationSubject);
  return eligibilityOf(when, conversation as Conversation, { nowMs: Date.parse(at(5)), maxAgeHours: 24, ...options });
}

const question = received('1', 'Where is my order?');
const nothing = { start: false };

test('a customer’s message that nobody has answered starts one', async () => {
  expect(await given([question], question)).toMatchObject({ start: true, message: { text: 'Where is my order?' } });
});

test('an agent’s message, a bot’s and a change of status start nothing', async () => {
  const own = sent('2', 'Hello');
  expect(await given([question, own], own)).toEqual(nothing);
  expect(await given([question], statusChanged('open'))).toEqual(nothing);
  const bot: Fact = { ...question, data: { ...question.data, author: { kind: 'bot', id: '9' } } };
  expect(await given([bot], bot)).toEqual(nothing);
  expect(await given([question], question, { isOwnBot: ({ id }) => id === '77' })).toEqual(nothing);
});

test('a word to the carrier starts nothing; the same word by mail does', async () => {
  const said = (text: string, channel: string): Fact => ({
    ...question,
    data: { ...question.data, text, channel },
  });
  for (const word of ['STOP', ' stop ', 'Unsubscribe', 'START']) {
    const message = said(word, 'sms');
    expect(await given([message], message)).toEqual(nothing);
  }
  for (const message of [said('Stop the order, please', 'sms'), said('STOP', 'mail')]) {
    expect(await given([message], message)).toMatchObject({ start: true });
  }
});

test('what somebody has answered since is withheld; a private note is no answer', async () => {
  expect(await given([question, sent('2', 'On its way.', { minutes: 1 })], question)).toEqual({
    start: false,
    withhold: 'already-answered',
  });
  const note = sent('2', 'Ask the warehouse.', { minutes: 1, visibility: 'private' });
  expect(await given([question, note], question)).toMatchObject({ start: true });
});

test('a late fact that was answered at the desk is withheld, though the answer arrived first', async () => {
  expect(await given([sent('2', 'On its way.', { minutes: 1 }), question], question)).toMatchObject({
    withhold: 'already-answered',
  });
});

test('our own reply that crossed the message on its way is no answer to it', async () => {
  const crossed = sent('2', 'On its way.', { minutes: 1, actionId: 'act_1' });
  expect(await given([question, crossed], question, { answeredBy: () => false })).toMatchObject({ start: true });
  expect(await given([question, crossed], question, { answeredBy: () => true })).toMatchObject({
    withhold: 'already-answered',
  });
});

test('age is judged by the vendor’s time', async () => {
  const old = received('1', 'Where is my order?', { minutes: -25 * 60 });
  expect(await given([old], old)).toEqual({ start: false, withhold: 'too-old' });
  expect(await given([old], old, { maxAgeHours: 48 })).toMatchObject({ start: true });
});

test('a case that is over starts nothing', async () => {
  expect(await given([question, statusChanged('solved')], question)).toEqual(nothing);
  expect(await given([question, deleted('soft')], question)).toEqual(nothing);
});

test.each(['export', 'rest'] as const)('what was read back from the desk (%s) starts nothing', async (by) => {
  const origin = { vendor: 'zendesk', by };
  const found: Fact = { ...question, authenticity: 'confirmed', data: { ...question.data, origin } };
  expect(await given([found], found)).toEqual(nothing);
  // Nor when its webhook comes after all: the first fact of the two stands.
  expect(await given([found, question], question)).toEqual(nothing);
  // What came by itself and was confirmed by reading it back is another thing.
  const confirmed: Fact = { ...question, authenticity: 'confirmed' };
  expect(await given([confirmed], confirmed)).toMatchObject({ start: true });
  expect(await given([question, found], question)).toMatchObject({ start: true });
});

test('an older message leaves it to the newer one', async () => {
  const newer = received('2', 'Hello?', { minutes: 1 });
  expect(await given([question, newer], question)).toEqual(nothing);
  expect(await given([question, newer], newer)).toMatchObject({ start: true });
});

test('a case that opens with the customer’s public words is a message; an agent’s or a private one is not', async () => {
  const { type: _type, data: _data, ...envelope } = question;
  const opened = (data: Partial<Extract<Fact, { type: 'case.opened.v1' }>['data']>): Fact => ({
    ...envelope,
    type: 'case.opened.v1',
    data: {
      description: 'It broke.',
      visibility: 'public',
      status: 'new',
      requester: { kind: 'customer', id: '77' },
      origin: { vendor: 'zendesk', by: 'event' },
      ...data,
    },
  });
  const start = async (fact: Fact) => (await given([fact], fact)).start;
  expect(await start(opened({}))).toBe(true);
  expect(await start(opened({ visibility: 'private' }))).toBe(false);
  expect(await start(opened({ submitter: { kind: 'agent', id: '5' } }))).toBe(false);
});
