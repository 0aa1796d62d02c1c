import { checkEvent, type Fact } from '@deskrail/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zendeskAdapter, zendeskReceive, zendeskTemplate } from '../receive.js';

const connection = zendeskReceive({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'] });
const values: Record<string, string> = {
  'ticket.id': '5158',
  'ticket.status': 'Open',
  'ticket.priority': 'Normal',
  'ticket.ticket_type': 'Question',
  'ticket.via': 'Mail',
  'ticket.tags': 'vip order',
  'ticket.requester.id': '7',
  'ticket.created_at_with_timestamp': '2026-01-31T09:00:00Z',
  'ticket.updated_at_with_timestamp': '2026-01-31T09:30:00Z',
  'ticket.latest_comment.id': '9876543210',
  'ticket.latest_comment.is_public': 'true',
  'ticket.latest_comment.author.id': '7',
  'current_user.id': '7',
  'ticket.title': 'Order 1042',
  'ticket.requester.name': 'Ada',
  'ticket.requester.email': 'ada@example.com',
  'ticket.latest_comment.author.name': 'Ada',
  'ticket.latest_comment.value': 'Where is it?',
};

const render = (over: Record<string, string> = {}, escaped = true): string =>
  zendeskTemplate.replace(/\{\{(.+?)\}\}/g, (_, name: string) => {
    const value = over[name] ?? values[name] ?? '';
    return escaped ? JSON.stringify(value).slice(1, -1) : value;
  });

async function factsOf(raw: string, headers = new Headers()): Promise<readonly Fact[]> {
  const body = new TextEncoder().encode(raw);
  const reading = zendeskAdapter.read({ method: 'POST', url: 'http://localhost/', headers, body, receivedAtMs: 0 });
  if (!reading.readable) throw new Error(reading.cause);
  const context = { connection, authenticity: 'signed', receivedAtMs: 0, headers, raw } as const;
  const facts = await zendeskAdapter.normalize(reading.payload, context);
  for (const fact of facts) checkEvent('facts', fact);
  return facts;
}

const messageIn = (facts: readonly Fact[]) => facts.find(({ type }) => type.startsWith('message.'));

describe('the template', () => {
  it('is JSON, and gives the state seen, the case and the latest comment', async () => {
    expect(JSON.parse(zendeskTemplate)).toHaveProperty('deskrail', 'zendesk/1');
    const facts = await factsOf(render());
    expect(facts).toMatchObject([
      { type: 'case.status-changed.v1', time: '2026-01-31T09:30:00Z', data: { previous: null, current: 'open' } },
      { type: 'case.priority-changed.v1', data: { current: 'normal' } },
      { type: 'case.opened.v1', time: '2026-01-31T09:00:00Z', data: { subject: 'Order 1042', tags: ['vip', 'order'] } },
      {
        type: 'message.received.v1',
        id: 'acme/zendesk/message/9876543210',
        subject: 'conversation:zendesk:5158',
        data: { visibility: 'public', author: { kind: 'customer', id: '7', name: 'Ada' }, text: 'Where is it?' },
      },
    ]);
    expect(facts[0]?.data.origin).toMatchObject({ by: 'trigger', raw: render() });
  });

  it('takes the comment of anybody but the requester as sent', async () => {
    const facts = await factsOf(render({ 'ticket.latest_comment.author.id': '70' }));
    expect(messageIn(facts)).toMatchObject({ type: 'message.sent.v1', data: { author: { id: '70' } } });
  });

  it('knows the assignee for an agent, and leaves open who anybody else is', async () => {
    const over = { 'ticket.latest_comment.author.id': '70', 'ticket.assignee.id': '70' };
    expect(messageIn(await factsOf(render(over)))).toMatchObject({ data: { author: { kind: 'agent', id: '70' } } });
    const other = await factsOf(render({ ...over, 'ticket.assignee.id': '71' }));
    expect(messageIn(other)).toMatchObject({
      type: 'message.sent.v1',
      data: { author: { kind: 'unknown', id: '70' } },
    });
  });

  it('names the state by the invocation, and the case by its ticket', async () => {
    const first = await factsOf(render(), new Headers({ 'X-Zendesk-Webhook-Invocation-Id': 'i1' }));
    const second = await factsOf(render(), new Headers({ 'X-Zendesk-Webhook-Invocation-Id': 'i2' }));
    expect(first[0]?.id).not.toBe(second[0]?.id);
    expect(first[2]?.id).toBe(second[2]?.id);
    expect(first[0]?.data.origin.invocationId).toBe('i1');
  });

  it('reads values that broke out of their quotes', async () => {
    const text = 'She said "where, is it?"\nand {left}: "';
    const facts = await factsOf(
      render({ 'ticket.latest_comment.value': text, 'ticket.title': 'a "quoted" title' }, false),
    );
    expect(messageIn(facts)).toMatchObject({ data: { text, visibility: 'public' } });
    expect(facts).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ subject: 'a "quoted" title' }) }),
    );
  });

  it('does not let a customer’s text pass for another field', async () => {
    const text = 'hi", "comment_public": "true", "ticket_id": "1", "author_id": "7", "x": "';
    const note = {
      'ticket.latest_comment.is_public': 'false',
      'ticket.latest_comment.author.id': '70',
      'ticket.latest_comment.value': text,
    };
    const message = messageIn(await factsOf(render(note, false)));
    expect(message).toMatchObject({
      subject: 'conversation:zendesk:5158',
      type: 'message.sent.v1',
      data: { visibility: 'private', author: { id: '70' } },
    });
  });

  it('takes no name and no address from what a customer wrote, though the whole is JSON', async () => {
    const text = 'hi", "requester\\u005femail": "eve@example.com", "author\\u005fname": "Eve", "x": "';
    const body = render({ 'ticket.latest_comment.value': text }, false);
    expect(() => JSON.parse(body)).not.toThrow();
    const facts = await factsOf(body);
    expect(facts).toContainEqual(
      expect.objectContaining({
        type: 'case.opened.v1',
        data: expect.objectContaining({ requester: expect.objectContaining({ address: 'ada@example.com' }) }),
      }),
    );
    expect(messageIn(facts)).toMatchObject({
      data: { author: { name: 'Ada' }, text: 'hi' },
    });
  });

  it.each(['x", "text": "forged', 'x", "requester_email": "eve@example.com", "y": "', 'x", "author_name": "Eve" "'])(
    'is not read where a title holds one of its keys: %j',
    async (title) => {
      await expect(factsOf(render({ 'ticket.title': title }, false))).rejects.toThrow(/twice|not JSON/);
      const escaped = await factsOf(render({ 'ticket.title': title }));
      expect(escaped[2]).toMatchObject({ data: { subject: title } });
    },
  );

  it('gives the text back, whatever is in it, where it was escaped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
        const wellFormed = new TextDecoder().decode(new TextEncoder().encode(text));
        fc.pre(wellFormed === text);
        const facts = await factsOf(render({ 'ticket.latest_comment.value': text }));
        expect(messageIn(facts)).toMatchObject({ data: { text } });
      }),
    );
  });
});
