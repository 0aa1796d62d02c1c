import { checkEvent, type FactInput } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { schemas } from '../schemas.js';

const open = testServers();

const incident: FactInput = {
  id: 'INC-7/open',
  type: 'incident.signalled.v1',
  subject: 'incident:status-page:INC-7',
  data: { incidentId: 'INC-7', state: 'open', title: 'Card payments are delayed' },
};
const sent: FactInput = {
  id: 'turn 12',
  type: 'message.sent.v1',
  subject: 'conversation:zendesk:5158',
  time: '2026-01-31T09:30:00.123456789Z',
  actor: 'bot/shop-assistant',
  data: { messageId: '12', author: { kind: 'bot' }, visibility: 'public', text: 'It left on Monday.' },
};

describe('POST /v1/facts', () => {
  it('appends a fact whose tenant, id and authenticity come from the key', async () => {
    const { call, log } = open();
    const response = await call('/v1/facts', { key: 'a-writer-key', json: sent });
    expect(response.status).toBe(202);
    expect(schemas.FactsAccepted.parse(await response.json())).toEqual({
      accepted: [{ id: 'a/api/a-writer/turn%2012', duplicate: false }],
    });
    const [stored] = log.stored;
    expect(checkEvent('facts', stored?.event)).toEqual({
      specversion: '1.0',
      id: 'a/api/a-writer/turn%2012',
      source: '/api/a-writer',
      type: 'message.sent.v1',
      subject: 'conversation:zendesk:5158',
      time: '2026-01-31T09:30:00.123456789Z',
      datacontenttype: 'application/json',
      tenant: 'a',
      connection: 'zendesk',
      correlationid: 'conversation:zendesk:5158',
      actor: 'bot/shop-assistant',
      authenticity: 'api-key',
      identity: 'exact',
      data: { ...sent.data, origin: { vendor: 'api', by: 'api' } },
    });
  });

  it('takes now and the key’s name where time and actor are left out', async () => {
    const { call, log } = open();
    await call('/v1/facts', { key: 'a-writer-key', json: incident });
    const event = log.stored[0]?.event;
    expect(event).toMatchObject({
      time: '2026-01-31T10:00:00.000Z',
      actor: 'system/a-writer',
      connection: 'status-page',
    });
    expect(event).not.toHaveProperty('correlationid');
  });

  it('changes nothing for the same id again', async () => {
    const { call, log } = open();
    await call('/v1/facts', { key: 'a-writer-key', json: incident });
    const again = await call('/v1/facts', { key: 'a-writer-key', json: incident });
    expect(again.status).toBe(200);
    expect((await again.json()).accepted[0].duplicate).toBe(true);
    expect(log.stored).toHaveLength(1);
  });

  it('takes up to a hundred at once, all or none', async () => {
    const { call, log } = open();
    const many = Array.from({ length: 100 }, (_, index) => ({ ...incident, id: `INC-${index}` }));
    expect((await call('/v1/facts', { key: 'a-writer-key', json: many })).status).toBe(202);
    expect(log.stored).toHaveLength(100);
    const tooMany = await call('/v1/facts', { key: 'a-writer-key', json: [...many, incident] });
    expect((await problemOf(tooMany)).code).toBe('request-invalid');
    const mixed = await call('/v1/facts', { key: 'a-writer-key', json: [incident, { ...sent, subject: 'nothing' }] });
    expect(await problemOf(mixed)).toMatchObject({ code: 'event-invalid', index: 1 });
    expect(log.stored).toHaveLength(100);
  });

  it.each<[string, Partial<Record<keyof FactInput, unknown>>, string]>([
    ['data that the type does not know', { data: { ...incident.data, colour: 'red' } }, 'data'],
    ['data that lacks a field', { data: { incidentId: 'INC-7' } }, 'data.state'],
    ['a type there is none of', { type: 'incident.imagined.v1' }, ''],
    ['a decision', { type: 'verdict.given.v1' }, ''],
    ['a snapshot', { type: 'conversation.snapshotted.v1' }, 'type'],
    ['a subject of no kind', { subject: 'ticket:zendesk:1' }, 'subject'],
    ['a subject that is not encoded as it should be', { subject: 'incident:status page:INC-7' }, 'subject'],
    ['a reviewer’s name', { actor: 'reviewer/boss' }, 'actor'],
    ['a rule’s name', { actor: 'rule/all' }, 'actor'],
    ['no actor at all', { actor: 'somebody' }, 'actor'],
    ['a time that is none', { time: '2026-13-31T09:30:00Z' }, 'time'],
    [
      'another way than the API',
      { data: { ...incident.data, origin: { vendor: 'zendesk', by: 'event' } } },
      'data.origin.by',
    ],
    ['an origin that is none', { data: { ...incident.data, origin: 'zendesk' } }, 'data.origin'],
    ['an action’s id', { data: { ...incident.data, actionId: 'act_1' } }, 'data.actionId'],
    ['an id that gets too long', { id: 'ä'.repeat(512) }, 'id'],
  ])('refuses %s', async (_, change, path) => {
    const { call, log } = open();
    const response = await call('/v1/facts', { key: 'a-writer-key', json: { ...incident, ...change } });
    expect(response.status).toBe(422);
    const problem = await problemOf(response);
    expect(problem.code).toBe('event-invalid');
    if (path !== '') expect(problem.fields).toContainEqual(expect.objectContaining({ path }));
    expect(log.stored).toHaveLength(0);
  });

  it.each([
    { tenant: 'b' },
    { authenticity: 'signed' },
    { id: '' },
    { subject: undefined },
    { data: null },
    { time: 'today' },
  ])('refuses %j as it is no FactInput, and names the field', async (change) => {
    const response = await open().call('/v1/facts', { key: 'a-writer-key', json: { ...incident, ...change } });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).detail).toContain(Object.keys(change)[0]);
  });
});
