import { createHmac } from 'node:crypto';
import { checkEvent, type DeadLetter, type EventLog, type Fact, type Logger } from '@deskrail/contracts';
import { createReceiver } from '@deskrail/webhooks';
import { describe, expect, it } from 'vitest';
import { zendesk, zendeskTemplate } from './index.js';

const now = Date.parse('2026-01-31T09:30:00Z');

function setUp() {
  const facts = new Map<string, Fact>();
  const letters = new Map<string, DeadLetter>();
  const lines: string[] = [];
  const line = (fields: unknown, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const append = async (stream: string, events: readonly unknown[]) => {
    // As a log does: checked, and the first content of an id stands.
    for (const event of events) {
      if (stream === 'facts') {
        const fact = checkEvent('facts', event);
        if (!facts.has(fact.id)) facts.set(fact.id, JSON.parse(JSON.stringify(fact)));
      } else {
        const letter = checkEvent('dead-letters', event);
        letters.set(letter.id, letter);
      }
    }
    return [];
  };
  const receive = createReceiver({
    log: { append } as unknown as EventLog,
    connections: [zendesk({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'] })],
    logger,
    clock: { now: () => now },
  });
  const send = (body: string | Uint8Array, headers: Record<string, string> = {}) => {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const timestamp = '2026-01-31T09:29:58Z';
    const signature = createHmac('sha256', 's3cret').update(timestamp).update(bytes).digest('base64');
    return receive(
      new Request('http://localhost/webhooks/zendesk', {
        method: 'POST',
        body: bytes as Uint8Array<ArrayBuffer>,
        headers: {
          'content-type': 'application/json',
          'x-zendesk-webhook-signature': signature,
          'x-zendesk-webhook-signature-timestamp': timestamp,
          ...headers,
        },
      }),
    );
  };
  return { send, lines, facts: () => [...facts.values()], letters: () => [...letters.values()] };
}

const comment = { id: '9876543210', body: 'Where is my order?', is_public: true, author: { id: '7', is_staff: false } };
const commentAdded = {
  type: 'zen:event-type:ticket.comment_added',
  account_id: 22129848,
  id: 'cbe4028c-7239-495d-b020-f22348516046',
  time: '2026-01-31T09:29:57.123456789Z',
  zendesk_event_version: '2022-11-06',
  subject: 'zen:ticket:5158',
  detail: { id: '5158', requester_id: '7', status: 'OPEN', via: { channel: 'mail' } },
  event: { comment },
};

describe('signed bad input', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['invalid UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'not UTF-8'],
    ['empty', '', 'empty'],
    ['not JSON', 'Ada wrote this', 'not JSON'],
    ['cut short', JSON.stringify(commentAdded).slice(0, -9), 'not JSON'],
    ['nested 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'nested'],
  ])('%s is dead-lettered once with the reason, and acknowledged', async (_, body, reason) => {
    const { send, letters, facts, lines } = setUp();
    for (let delivery = 0; delivery < 3; delivery += 1) expect((await send(body)).status).toBe(204);
    expect(letters()).toHaveLength(1);
    expect(letters()[0]?.data).toMatchObject({ reason: 'unreadable', code: 'payload-unreadable' });
    expect(letters()[0]?.data.message).toContain(reason);
    expect(facts()).toEqual([]);
    expect(lines.join()).not.toContain('Ada');
  });

  it('a byte order mark is no hindrance, and is kept', async () => {
    const { send, facts } = setUp();
    expect((await send(`\ufeff${JSON.stringify(commentAdded)}`)).status).toBe(204);
    expect(facts()).toMatchObject([{ type: 'message.received.v1', data: { text: 'Where is my order?' } }]);
    expect(facts()[0]?.data.origin.raw?.startsWith('\ufeff')).toBe(true);
  });

  it('__proto__ keys change nothing but themselves', async () => {
    const { send, facts } = setUp();
    const polluted = JSON.stringify(commentAdded)
      .replace('"detail":{', '"__proto__":{"event":1},"detail":{"__proto__":{"status":"CLOSED"},')
      .replace('"comment":{', '"comment":{"__proto__":{"is_public":true},');
    expect((await send(polluted)).status).toBe(204);
    expect(facts()).toMatchObject([{ type: 'message.received.v1' }]);
    const field = `{"custom_field":{"id":"1"},"current":{"value":{"__proto__":{"admin":true}}}}`;
    const changed = JSON.stringify({ ...commentAdded, type: 'zen:event-type:ticket.custom_field_changed', event: 0 });
    expect((await send(changed.replace('"event":0', `"event":${field}`))).status).toBe(204);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('integers beyond 2^53 and nine digits of a second come through exactly', async () => {
    const { send, facts } = setUp();
    const body = JSON.stringify({
      ...commentAdded,
      type: 'zen:event-type:ticket.custom_field_changed',
      event: { custom_field: { id: '1' }, current: { value: 0 } },
    }).replace('"value":0', '"value":12345678901234567890123456');
    expect((await send(body)).status).toBe(204);
    expect(facts()).toMatchObject([
      { time: '2026-01-31T09:29:57.123456789Z', data: { current: '12345678901234567890123456' } },
    ]);
  });

  it('null where a list is expected is an empty one', async () => {
    const { send, facts } = setUp();
    const body = { ...commentAdded, type: 'zen:event-type:ticket.tags_changed', event: { tags_added: null } };
    expect((await send(JSON.stringify(body))).status).toBe(204);
    expect(facts()).toMatchObject([{ data: { added: [], removed: [] } }]);
  });
});

describe('the same comment', () => {
  it('fifty times at once and by both families is one fact', async () => {
    const { send, facts } = setUp();
    const values: Record<string, string> = {
      'ticket.id': '5158',
      'ticket.requester.id': '7',
      'ticket.latest_comment.id': '9876543210',
      'ticket.latest_comment.author.id': '7',
      'ticket.latest_comment.is_public': 'true',
      'ticket.latest_comment.value': 'Where is my order?',
    };
    const triggered = zendeskTemplate.replace(/\{\{(.+?)\}\}/g, (_, name: string) => values[name] ?? '');
    const bodies = Array.from({ length: 50 }, (_, index) => (index % 2 ? triggered : JSON.stringify(commentAdded)));
    const responses = await Promise.all(bodies.map((body) => send(body)));
    expect(responses.every(({ status }) => status === 204)).toBe(true);
    const messages = facts().filter(({ type }) => type.startsWith('message.'));
    expect(messages).toMatchObject([{ id: 'acme/zendesk/message/9876543210', type: 'message.received.v1' }]);
  });
});

describe('what is not signed', () => {
  it.each([
    [{ 'x-zendesk-webhook-signature': '' }, 'signature-missing'],
    [{ 'x-zendesk-webhook-signature': 'AAAA' }, 'signature-malformed'],
    [{ 'x-zendesk-webhook-signature': `${'A'.repeat(43)}=` }, 'signature-invalid'],
  ])('%j gets 401 before it is parsed, and leaves nothing', async (headers, code) => {
    const { send, facts, letters } = setUp();
    const response = await send('{"rubbish', headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code });
    expect([...facts(), ...letters()]).toEqual([]);
  });
});
