import {
  type ApprovedAction,
  approveAction,
  checkEvent,
  type Execution,
  type Fact,
  type LookUp,
} from '@deskrail/contracts';
import { emulateTwilio, manualTime, twilioFixtures } from '@deskrail/testing';
import { describe, expect, it } from 'vitest';
import { openTwilioExecutor, openTwilioReconciler } from '../act.js';
import { twilio } from '../index.js';
import type { TwilioConnection } from '../verify/connection.js';

const { authToken, customer, number } = twilioFixtures.sample;
const signal = new AbortController().signal;
const sms = `${number}|${customer}`;
const created = '2026-03-02T08:00:00.000Z';

function setUp(options: Partial<TwilioConnection> = {}) {
  const time = manualTime({ startAt: created });
  const desk = emulateTwilio({ time, deliver: async () => new Response(null, { status: 204 }) });
  const rest = { url: desk.url, token: desk.token };
  const publicUrl = 'https://desk.example.com/webhooks/twilio';
  const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: [authToken], publicUrl, rest, ...options });
  const executor = openTwilioExecutor(connection, { fetch: desk.fetch, clock: time, timeoutMs: 300 });
  const execute = async (action: ApprovedAction) => (await executor).execute(action, { signal });
  const lookUp = async (action: ApprovedAction) => (await executor).lookUp(action, { signal });
  return { desk, time, connection, execute, lookUp };
}

function approved(conversation: string, text: string, more: object = {}): ApprovedAction {
  const about = { tenant: 'acme', connection: 'twilio', time: created };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const final = { kind: 'reply', text, visibility: 'public', sentences: [], ...more };
  const subject = `conversation:twilio:${encodeURIComponent(conversation)}`;
  const action = { ...ids, actionId: 'act_1', conversation: subject, parameters: { kind: 'post-reply' } };
  return approveAction(
    { ...about, data: { ...action, proposalDigest: 'h' } } as never,
    { ...about, data: { ...ids, kind: 'approve', decides: true, final, finalHash: 'h' } } as never,
  );
}

function told(answer: Execution | LookUp): readonly Fact[] {
  const facts = 'facts' in answer ? (answer.facts ?? []) : [];
  for (const fact of facts) checkEvent('facts', fact);
  return facts;
}

describe('what Twilio answers of our own message', () => {
  it('is the fact that its message list gives later, and names the action', async () => {
    const { desk, time, connection, execute } = setUp();
    const action = approved(sms, 'It left on Monday.');
    const [fact, ...others] = told(await execute(action));
    expect(others).toEqual([]);
    expect(fact).toMatchObject({
      ...{ type: 'message.sent.v1', subject: action.conversation, time: created, authenticity: 'confirmed' },
      data: {
        ...{ messageId: desk.messages.list()[0]?.sid, text: 'It left on Monday.', channel: 'sms', actionId: 'act_1' },
        ...{ author: { kind: 'agent', id: number, address: number }, origin: { by: 'rest' } },
      },
    });
    await time.advance(10_000);
    const reconciler = await openTwilioReconciler(connection, { fetch: desk.fetch, clock: time });
    const read: Fact[] = [];
    for await (const { facts } of reconciler.changes({ since: created, signal })) read.push(...facts);
    const listed = read.find(({ type }) => type === 'message.sent.v1');
    expect([listed?.id, listed?.subject]).toEqual([fact?.id, fact?.subject]);
    expect(listed?.data).toMatchObject({ messageId: desk.messages.list()[0]?.sid, text: 'It left on Monday.' });
    await desk.close();
  });

  it('is told by a look-up as well, with the same id', async () => {
    const { desk, execute, lookUp } = setUp();
    const action = approved(sms, 'It left on Monday.');
    desk.failNext({ status: 'time-out', afterEffect: true, method: 'POST' });
    expect(await execute(action)).toMatchObject({ outcome: 'uncertain' });
    const [fact] = told(await lookUp(action));
    const messageId = desk.messages.list()[0]?.sid;
    expect(fact).toMatchObject({ id: `acme/twilio/message/${messageId}`, data: { messageId, actionId: 'act_1' } });
    await desk.close();
  });

  it('is what a reviewer read where Twilio says no words, in the conversation it answers whoever sends it', async () => {
    const connection = twilio({
      ...{ id: 'twilio', tenant: 'acme', secrets: ['t'], rest: { url: 'https://api.twilio.com', token: 'AC1:x' } },
      send: { messagingServiceSid: 'MG1' },
    });
    const answer = { sid: 'SM1', body: '', from: null, to: customer, date_created: 'Mon, 02 Mar 2026 08:00:00 +0000' };
    const fetch = async () => Response.json(answer, { status: 201 });
    const executor = await openTwilioExecutor(connection, { fetch: fetch as never });
    const action = approved(sms, 'Your parcel 12 is here.', { template: { id: 'HX1' } });
    const [fact] = told(await executor.execute(action, { signal }));
    expect(fact).toMatchObject({
      ...{ subject: action.conversation, time: created },
      data: { messageId: 'SM1', text: 'Your parcel 12 is here.', author: { address: number } },
    });
  });

  it('is told of a conversation, unless its webhooks are asked to', async () => {
    for (const webhookEnabled of [false, true]) {
      const { desk, execute, lookUp } = setUp({ send: { webhookEnabled, author: 'desk-bot' }, botIds: ['desk-bot'] });
      const { sid } = desk.customerWritesInConversation({ from: 'visitor', channel: 'chat', text: 'Hello' });
      const action = approved(sid, 'Hello yourself');
      const facts = [...told(await execute(action)), ...told(await lookUp(action))];
      const messageId = desk.conversations.get(sid)?.messages.at(-1)?.sid;
      const own = {
        ...{ id: `acme/twilio/message/${messageId}`, subject: action.conversation, time: created },
        data: { text: 'Hello yourself', author: { kind: 'bot', id: 'desk-bot' }, actionId: 'act_1' },
      };
      expect(facts).toMatchObject(webhookEnabled ? [] : [own, own]);
      await desk.close();
    }
  });

  it('is no older than its approval, though Twilio has whole seconds', async () => {
    const { desk, execute } = setUp();
    const action = approved(sms, 'It left on Monday.');
    const time = '2026-03-02T08:00:00.700Z';
    const [fact] = told(await execute({ ...action, event: { ...action.event, time } }));
    expect(fact?.time).toBe(time);
    await desk.close();
  });

  it('tells nothing where the answer does not name it', async () => {
    const connection = twilio({
      ...{ id: 'twilio', tenant: 'acme', secrets: ['t'], rest: { url: 'https://api.twilio.com', token: 'AC1:x' } },
    });
    const executor = await openTwilioExecutor(connection, { fetch: (async () => new Response('ok')) as never });
    expect(await executor.execute(approved(sms, 'Hi'), { signal })).toEqual({ outcome: 'executed' });
  });
});
