import { type ApprovedAction, approveAction, type Execution, type Proposal } from '@deskrail/contracts';
import { emulateTwilio, manualTime, twilioFixtures } from '@deskrail/testing';
import { describe, expect, it } from 'vitest';
import { openTwilioExecutor, openTwilioReconciler } from './act.js';
import { twilio } from './index.js';
import type { TwilioOptions } from './receive.js';

const { customer, number, accountSid, authToken } = twilioFixtures.sample;
const signal = new AbortController().signal;
const publicUrl = 'https://desk.example.com/webhooks/twilio';

/** An emulated account on which a connection acts. */
function setUp(options: Partial<TwilioOptions> = {}, emulator: Parameters<typeof emulateTwilio>[0] = {}) {
  const time = manualTime({ startAt: '2026-03-02T08:00:00Z' });
  const deliver = async () => new Response(null, { status: 204 });
  const desk = emulateTwilio({ time, deliver, progress: { stepMs: 1000 }, ...emulator });
  const connection = twilio({
    ...{ id: 'twilio', tenant: 'acme', secrets: [authToken], publicUrl },
    rest: { url: desk.url, token: desk.token },
    ...options,
  });
  const executor = openTwilioExecutor(connection, { fetch: desk.fetch, clock: time, timeoutMs: 300 });
  const execute = async (action: ApprovedAction, seen?: { ids: string[]; upTo: string }): Promise<Execution> =>
    (await executor).execute(action, { signal, ...(seen && { seen }) });
  const lookUp = async (action: ApprovedAction) => (await executor).lookUp(action, { signal });
  const posts = () => desk.calls.filter(({ method }) => method === 'POST');
  return { desk, time, connection, execute, lookUp, posts };
}

const replyOf = (text: string, more: object = {}): Proposal =>
  ({ kind: 'reply', text, visibility: 'public', sentences: [], ...more }) as Proposal;

interface Approved {
  readonly id?: string;
  readonly kind?: string;
  readonly connection?: string;
}

function approved(
  conversation: string,
  final: Proposal,
  { id = 'act_1', kind = 'post-reply', connection = 'twilio' }: Approved = {},
) {
  const about = { tenant: 'acme', connection, time: '2026-03-02T08:00:00Z' };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const subject = `conversation:twilio:${encodeURIComponent(conversation)}`;
  return approveAction(
    {
      ...about,
      data: { ...ids, actionId: id, conversation: subject, parameters: { kind }, proposalDigest: 'h' },
    } as never,
    { ...about, data: { ...ids, kind: 'approve', decides: true, final, finalHash: 'h' } } as never,
  );
}

const sms = `${number}|${customer}`;
const whatsApp = `whatsapp:${number}|whatsapp:${customer}`;
const reply = approved(sms, replyOf('It left on Monday.'));

describe('a reply by SMS', () => {
  it('is one POST, with the action in its status callback', async () => {
    const { desk, execute, posts } = setUp();
    desk.customerTexts({ from: customer, text: 'Where is it?' });
    const execution = await execute(reply);
    const [sent] = desk.messages.list().filter(({ direction }) => direction !== 'inbound');
    expect(execution).toMatchObject({ outcome: 'executed', vendorId: sent?.sid });
    expect(sent).toMatchObject({
      from: number,
      to: customer,
      body: 'It left on Monday.',
      statusCallback: `${publicUrl}?deskrail_action=act_1`,
    });
    expect(posts()).toHaveLength(1);
    await desk.close();
  });

  it('goes by the messaging service and the API key that are configured', async () => {
    const key = { sid: 'SK5fe2', secret: 's' };
    const rest = { url: 'https://api.twilio.example', token: 'SK5fe2:s' };
    const options = { rest, accountId: accountSid, send: { messagingServiceSid: 'MG1' } };
    const { desk, execute } = setUp(options, { apiKeys: [key] });
    expect(await execute(reply)).toMatchObject({ outcome: 'executed' });
    expect(desk.messages.list()[0]).toMatchObject({ messagingServiceSid: 'MG1' });
    await desk.close();
  });

  it('has no callback where nobody knows the URL', async () => {
    const { desk, execute } = setUp({ publicUrl: undefined } as never);
    await execute(reply);
    expect(desk.messages.list()[0]?.statusCallback).toBeUndefined();
    await desk.close();
  });
});

describe('a reply by WhatsApp', () => {
  it('outside the window is a template or nothing', async () => {
    const { desk, execute } = setUp();
    expect(await execute(approved(whatsApp, replyOf('Hello')))).toMatchObject({
      ...{ outcome: 'failed', code: 'window-closed', permanent: true },
    });
    const template = { id: 'HX5fe2', variables: { 1: 'Robin' } };
    expect(await execute(approved(whatsApp, replyOf('Hello Robin', { template })))).toMatchObject({
      outcome: 'executed',
    });
    expect(desk.messages.list()[0]).toMatchObject({
      contentSid: 'HX5fe2',
      contentVariables: '{"1":"Robin"}',
      to: `whatsapp:${customer}`,
    });
    await desk.close();
  });
});

describe('a reply in a conversation', () => {
  it('bears the action in its attributes and fires no webhook, unless told to', async () => {
    for (const webhookEnabled of [false, true]) {
      const { desk, execute } = setUp({ send: { author: 'fernhill', webhookEnabled } });
      const { sid } = desk.customerWritesInConversation({ from: 'visitor', channel: 'chat', text: 'Hello' });
      desk.subscribe({ url: publicUrl, filters: ['onMessageAdded'] });
      const execution = await execute(approved(sid, replyOf('Hello yourself')));
      const message = desk.conversations.get(sid)?.messages.at(-1);
      expect(execution).toMatchObject({ outcome: 'executed', vendorId: message?.sid });
      expect(message).toMatchObject({
        author: 'fernhill',
        body: 'Hello yourself',
        attributes: '{"deskrail_action":"act_1"}',
      });
      await desk.settled();
      expect(desk.deliveries.length).toBe(webhookEnabled ? 1 : 0);
      await desk.close();
    }
  });

  it('that is gone or closed fails for good', async () => {
    const { desk, execute } = setUp();
    expect(await execute(approved('CH404', replyOf('x')))).toMatchObject({
      code: 'conversation-not-found',
      permanent: true,
    });
    const { sid } = desk.customerWritesInConversation({ from: customer, text: 'Hello' });
    desk.setConversationState(sid, 'closed');
    expect(await execute(approved(sid, replyOf('x')))).toMatchObject({ code: 'conversation-closed', permanent: true });
    await desk.close();
  });
});

describe('nothing is sent', () => {
  it.each<[string, ApprovedAction, string]>([
    ['of a note', approved(sms, replyOf('x', { visibility: 'private' })), 'proposal-mismatch'],
    ['of another kind', approved(sms, replyOf('x'), { kind: 'set-status' }), 'kind-unsupported'],
    ['that is empty', approved(sms, replyOf(' \n')), 'text-empty'],
    ['over 1,600 characters', approved(sms, replyOf('x'.repeat(1601))), 'text-too-long'],
    ['by what is no template', approved(sms, replyOf('x', { template: { id: '../x' } })), 'template-invalid'],
    ['to no conversation', approved('5158', replyOf('x')), 'not-a-conversation'],
    ['of another connection', approved(sms, replyOf('x'), { connection: 'other' }), 'not-a-conversation'],
  ])('%s', async (_, action, code) => {
    const { desk, execute } = setUp();
    expect(await execute(action)).toEqual({ outcome: 'failed', code, permanent: true });
    expect(desk.calls).toEqual([]);
    await desk.close();
  });

  it('where the customer has written what was not seen', async () => {
    const { desk, time, execute, posts } = setUp();
    const first = desk.customerTexts({ from: customer, text: 'Where is it?' });
    await time.advance(5_000);
    const seen = { ids: [first.sid], upTo: '2026-03-02T08:00:00Z' };
    expect(await execute(reply, seen)).toMatchObject({ outcome: 'executed' });
    const second = desk.customerTexts({ from: customer, text: 'Cancel it.' });
    expect(await execute(reply, seen)).toEqual({ outcome: 'failed', code: 'conflict', permanent: false });
    expect(posts()).toHaveLength(1);
    expect(await execute(reply, { ids: [first.sid, second.sid], upTo: '2026-03-02T08:00:05Z' })).toMatchObject({
      outcome: 'executed',
    });
    await desk.close();
  });

  it('in a conversation either, where our own messages do not count', async () => {
    const { desk, execute } = setUp();
    const { sid, messages } = desk.customerWritesInConversation({ from: 'visitor', channel: 'chat', text: 'Hello' });
    const seen = { ids: [messages[0]?.sid ?? ''], upTo: '2026-03-02T08:00:00Z' };
    expect(await execute(approved(sid, replyOf('One')), seen)).toMatchObject({ outcome: 'executed' });
    expect(await execute(approved(sid, replyOf('Two'), { id: 'act_2' }), seen)).toMatchObject({ outcome: 'executed' });
    desk.customerWritesInConversation({ conversation: sid, from: 'visitor', channel: 'chat', text: 'Wait' });
    expect(await execute(approved(sid, replyOf('Three'), { id: 'act_3' }), seen)).toMatchObject({ code: 'conflict' });
    await desk.close();
  });

  it('where Twilio cannot be asked', async () => {
    const { desk, execute, posts } = setUp();
    const seen = { ids: [], upTo: '2026-03-02T08:00:00Z' };
    desk.failNext({ status: 503 });
    expect(await execute(reply, seen)).toMatchObject({ code: 'desk-unavailable', permanent: false });
    desk.failNext({ status: 429, retryAfterSeconds: 7 });
    expect(await execute(reply, seen)).toMatchObject({ code: 'rate-limited', retryAfterMs: 7000, permanent: false });
    expect(posts()).toEqual([]);
    await desk.close();
  });
});

describe('what Twilio refuses', () => {
  it('after STOP is an opt-out, for good', async () => {
    const { desk, execute } = setUp();
    desk.customerTexts({ from: customer, text: 'STOP' });
    expect(await execute(reply)).toEqual({ outcome: 'failed', code: 'opted-out', status: 400, permanent: true });
    await desk.close();
  });

  it.each([
    [400, 21211, 'address-invalid', true],
    [400, 21408, 'region-not-permitted', true],
    [400, 21617, 'text-too-long', true],
    [400, 21655, 'template-invalid', true],
    [400, 63016, 'window-closed', true],
    [400, 21611, 'queue-full', false],
    [400, 63018, 'rate-limited', false],
    [400, 63038, 'rate-limited', false],
    [400, 99999, 'message-invalid', true],
    [401, 20003, 'desk-refused', true],
    [403, 0, 'desk-refused', true],
    [404, 20404, 'conversation-not-found', true],
    [429, 20429, 'rate-limited', false],
    [302, 0, 'desk-moved', true],
  ])('%i with %i is %s', async (status, code, ours, permanent) => {
    const { desk, execute } = setUp();
    desk.failNext({ status, body: { code, message: 'x', status } });
    expect(await execute(reply)).toMatchObject({ outcome: 'failed', code: ours, status, permanent });
    await desk.close();
  });

  it('as text without Retry-After still says how long to wait', async () => {
    const { desk, execute } = setUp();
    desk.failNext({ status: 429, plainText: true });
    expect(await execute(reply)).toMatchObject({ code: 'rate-limited', retryAfterMs: 5000 });
    await desk.close();
  });
});

describe('an answer that is lost', () => {
  const faults = [
    { status: 'time-out', afterEffect: true },
    { status: 'connection-lost', afterEffect: true },
    { status: 502, afterEffect: true },
    { status: 503, afterEffect: true },
  ] as const;

  it.each(faults)('by SMS is uncertain, and found by its words: %j', async (fault) => {
    const { desk, execute, lookUp, posts } = setUp();
    desk.failNext(fault);
    expect(await execute(reply)).toEqual({ outcome: 'uncertain', why: 'timed-out' });
    expect(posts()).toHaveLength(1);
    expect(await lookUp(reply)).toMatchObject({ found: true, vendorId: desk.messages.list()[0]?.sid });
    expect(await lookUp(approved(sms, replyOf('Something else')))).toEqual({ found: false, certain: false });
    await desk.close();
  });

  it.each(faults)('in a conversation is uncertain, and found by its marker: %j', async (fault) => {
    const { desk, execute, lookUp } = setUp();
    const { sid } = desk.customerWritesInConversation({ from: 'visitor', channel: 'chat', text: 'Hello' });
    const action = approved(sid, replyOf('Hello yourself'));
    expect(await lookUp(action)).toEqual({ found: false, certain: true });
    desk.failNext({ ...fault, method: 'POST' });
    expect(await execute(action)).toMatchObject({ outcome: 'uncertain' });
    expect(await lookUp(action)).toMatchObject({
      found: true,
      vendorId: desk.conversations.get(sid)?.messages.at(-1)?.sid,
    });
    expect(await lookUp(approved(sid, replyOf('x'), { id: 'act_2' }))).toEqual({ found: false, certain: true });
    await desk.close();
  });

  it('is found where the author is a participant as well', async () => {
    const fetch = async () =>
      Response.json({
        messages: [{ sid: 'IM1', attributes: '{"deskrail_action":"act_1"}', participant_sid: 'MB1', author: 'anna' }],
        meta: {},
      });
    const rest = { url: 'https://api.twilio.com', token: 'AC1:x' };
    const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: ['t'], rest });
    const executor = await openTwilioExecutor(connection, { fetch: fetch as never });
    const found = await executor.lookUp(approved('CH1', replyOf('x')), { signal });
    expect(found).toMatchObject({ found: true, vendorId: 'IM1' });
  });

  it('follows no link to another host, nor one in the clear', async () => {
    for (const link of [
      'http://conversations.twilio.com/v1/next',
      'https://twilio.example/v1/next',
      '//twilio.example/',
    ]) {
      const called: string[] = [];
      const fetch = async (request: Request) => {
        called.push(request.url);
        return Response.json({ messages: [{ sid: 'IM1' }], meta: { next_page_url: link } });
      };
      const rest = { url: 'https://api.twilio.com', token: 'AC1:x' };
      const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: ['t'], rest });
      const executor = await openTwilioExecutor(connection, { fetch: fetch as never });
      await executor.lookUp(approved('CH1', replyOf('x')), { signal });
      expect(called).toHaveLength(1);
    }
  });

  it('is not told apart where the same words went twice, or by a template', async () => {
    const { desk, execute, lookUp } = setUp();
    await execute(reply);
    await execute(reply);
    expect(await lookUp(reply)).toEqual({ found: false, certain: false });
    const template = approved(sms, replyOf('x', { template: { id: 'HX5fe2' } }));
    expect(await lookUp(template)).toEqual({ found: false, certain: false });
    await desk.close();
  });

  it('waits where Twilio takes no look now', async () => {
    const { desk, lookUp } = setUp();
    desk.failNext({ status: 429, retryAfterSeconds: 3 });
    await expect(lookUp(reply)).rejects.toMatchObject({ code: 'rate-limited', details: { retryAfterMs: 3000 } });
    desk.failNext({ status: 401, body: { code: 20003 } });
    await expect(lookUp(reply)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    await desk.close();
  });
});

describe('the message list', () => {
  const read = async (setting: ReturnType<typeof setUp>, since = '2026-03-02T09:00:00+01:00', given = signal) => {
    const { connection, desk, time } = setting;
    const reconciler = await openTwilioReconciler(connection, { fetch: desk.fetch, clock: time });
    const seen = [];
    for await (const observation of reconciler.changes({ since, signal: given })) seen.push(observation);
    return seen;
  };

  it('gives the facts that webhooks would have given, with how each message stands', async () => {
    const setting = setUp();
    const { desk, time, execute } = setting;
    const asked = desk.customerTexts({ from: customer, text: 'Where is it?' });
    desk.customerTexts({ from: '+15550100143', text: 'STOP' });
    const sent = await execute(reply);
    await time.advance(10_000);
    await desk.settled();
    const observations = await read(setting);
    const facts = observations.flatMap((observation) => observation.facts);
    const vendorId = sent.outcome === 'executed' ? sent.vendorId : '';
    const types = [
      'message.received.v1',
      'customer.consent-changed.v1',
      'message.sent.v1',
      'message.delivery-changed.v1',
    ];
    expect(facts.map(({ type }) => types.indexOf(type)).sort()).toEqual([0, 0, 1, 1, 2, 3]);
    const ids = facts.map(({ id }) => id);
    expect(ids).toContain(`acme/twilio/message/${asked.sid}`);
    expect(ids).toContain(`acme/twilio/message/${vendorId}`);
    expect(ids).toContain(`acme/twilio/event/${vendorId}%3Adelivered/message.delivery-changed.v1`);
    expect(new Set(facts.map(({ authenticity }) => authenticity))).toEqual(new Set(['confirmed']));
    expect(facts[0]?.data.origin).toMatchObject({ by: 'rest' });
    expect(observations.map(({ conversation }) => conversation)).toContain(
      `conversation:twilio:${encodeURIComponent(sms)}`,
    );
    expect(await read(setting, '2026-03-02T10:00:00Z')).toEqual([]);
    await desk.close();
  });

  it('reads page after page, and waits where it must', async () => {
    const setting = setUp();
    const { desk } = setting;
    for (let index = 0; index < 1203; index += 1) desk.customerTexts({ from: customer, text: String(index) });
    desk.failNext({ status: 429, retryAfterSeconds: 0 });
    expect((await read(setting)).flatMap(({ facts }) => facts)).toHaveLength(1203);
    expect(desk.calls).toHaveLength(4);
    await desk.close();
  });

  it('leaves out addresses that are not asked for', async () => {
    const setting = setUp({ reconcileAddresses: [`whatsapp:${number}`] });
    setting.desk.customerTexts({ from: customer, text: 'By SMS' });
    setting.desk.customerTexts({ from: customer, text: 'By WhatsApp', channel: 'whatsapp' });
    expect((await read(setting)).map(({ conversation }) => conversation)).toEqual([
      `conversation:twilio:${encodeURIComponent(whatsApp)}`,
    ]);
    await setting.desk.close();
  });

  it('ends where it is refused, or called back', async () => {
    const setting = setUp();
    setting.desk.failNext({ status: 401, body: { code: 20003 } });
    await expect(read(setting)).rejects.toMatchObject({ code: 'desk-refused' });
    setting.desk.failNext({ status: 429, retryAfterSeconds: 3600 });
    await expect(read(setting)).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(read(setting, 'yesterday')).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(read(setting, undefined, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    await setting.desk.close();
  });
});

describe('a connection that cannot act', () => {
  it.each<[string, Partial<TwilioOptions>]>([
    ['without rest', { rest: undefined as never }],
    ['in the clear', { rest: { url: 'http://api.twilio.com', token: 'AC1:x' } }],
    ['with a strange token', { rest: { url: 'https://api.twilio.com', token: 'x' } }],
    ['with an API key and no account', { rest: { url: 'https://api.twilio.com', token: 'SK1:x' } }],
  ])('%s is told so', async (_, options) => {
    const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: ['t'], ...options });
    await expect(openTwilioExecutor(connection)).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('is asked at Twilio’s two hosts', async () => {
    const asked: string[] = [];
    const fetch = async (request: Request | URL | string) => {
      asked.push(new URL(request instanceof Request ? request.url : request).hostname);
      return Response.json({ sid: 'SM1' }, { status: 201 });
    };
    const connection = twilio({
      id: 'twilio',
      tenant: 'acme',
      secrets: ['t'],
      rest: { url: 'https://api.dublin.ie1.twilio.com', token: 'AC1:x' },
    });
    const executor = await openTwilioExecutor(connection, { fetch: fetch as never });
    await executor.execute(reply, { signal });
    await executor.execute(approved('CH1', replyOf('x')), { signal });
    expect(asked).toEqual(['api.dublin.ie1.twilio.com', 'conversations.dublin.ie1.twilio.com']);
  });
});
