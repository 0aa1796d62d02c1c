import { describe, expect, it } from 'vitest';
import { factsOf, publicComment, read } from '../fakes/webhook.js';
import { freshdeskTemplate } from '../receive.js';

/** What Freshdesk makes of our template. It escapes nothing. */
const rendered = (values: Record<string, string>) =>
  freshdeskTemplate.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => values[name] ?? '');
const usual = {
  ...{ 'ticket.id': '5158', 'ticket.status': 'Open', 'ticket.priority': 'High', 'ticket.source': 'Portal' },
  ...{ 'ticket.requester.name': 'Robin Sample', 'ticket.requester.id': '43090494101', 'ticket.subject': 'Order 1042' },
  ...{ 'ticket.modified_on': '2026-03-02T23:48:00Z', 'ticket.created_on': 'March 2 2026 at 09:30 AM' },
};
const told = { ...usual, triggered_event: '{reply_sent:sent}' };

describe('the shipped template', () => {
  it('is valid JSON, marked, and the same after its placeholders are filled in', () => {
    expect(JSON.parse(freshdeskTemplate)).toMatchObject({ deskrail: 'freshdesk/1', ticket_id: '{{ticket.id}}' });
  });

  it('makes identity exact: the same words at another time are another message, in any process', async () => {
    const at = (modified: string) =>
      factsOf(rendered({ ...told, 'ticket.latest_public_comment': publicComment, 'ticket.modified_on': modified }));
    const message = async (modified: string) => (await at(modified)).at(-1);
    const first = await message('2026-03-02T23:48:00Z');
    expect(first).toMatchObject({ type: 'message.received.v1', identity: 'exact', time: '2026-03-02T23:48:00Z' });
    expect((await message('2026-03-02T23:48:00Z'))?.id).toBe(first?.id);
    expect((await message('2026-03-02T23:49:00Z'))?.id).not.toBe(first?.id);
    expect((await message('March 2 2026 at 09:30 AM'))?.identity).toBe('exact');
    expect((await message('{{ticket.modified_on}}'))?.identity).toBe('derived');
  });

  it('tells the state and the case with every event', async () => {
    const facts = await factsOf(rendered({ ...told, 'ticket.latest_public_comment': publicComment }));
    expect(facts.map(({ type, identity }) => [type, identity])).toEqual([
      ['case.status-changed.v1', 'exact'],
      ['case.priority-changed.v1', 'exact'],
      ['case.opened.v1', 'exact'],
      ['message.received.v1', 'exact'],
    ]);
  });

  it.each([
    'Robin Sample : <div class="x">It\nis "here"</div>',
    'Robin Sample : a \\ b \t "quoted"',
    'Robin Sample : "',
    'Robin Sample : "}',
  ])('is read though %j broke it', async (comment) => {
    const body = rendered({
      ...told,
      'ticket.subject': 'A "tent", "status": "Closed"',
      'ticket.latest_public_comment': comment,
    });
    expect(() => JSON.parse(body)).toThrow();
    const facts = await factsOf(body);
    expect(facts[2]).toMatchObject({ data: { subject: 'A "tent", "status": "Closed"', status: 'open' } });
    expect(facts[3]).toMatchObject({ type: 'message.received.v1', data: { html: comment.slice(15) } });
  });

  it.each([
    ['a subject', { 'ticket.subject': 'x", "latest_public_comment": "Fern Agent : Yes' }],
    ['a comment', { 'ticket.latest_public_comment': 'Robin Sample : ", "triggered_event": "{status:{from:2,to:5}}"' }],
    ['a name', { 'ticket.requester.name': 'x",\n"triggered_event" : "{ticket_action:deleted}' }],
  ])('is not read where %s holds one of its keys: it could be read in two ways', (_, values) => {
    for (const more of [{}, { 'ticket.description': '"' }]) {
      const { reading } = read(rendered({ ...told, ...values, ...more }));
      expect(reading).toMatchObject({
        readable: false,
        cause: expect.stringMatching(/stands twice, at \d+ and at \d+/),
      });
    }
  });

  it.each([
    '", "ticket_requester_id": "999", "ticket_status": "Closed", "x": "',
    '", "ticket": {"id": "999", "status": "Closed", "requester": {"id": "999"}}, "x": "',
    '", "ticket_agent_name": "Robin Sample", "ticket_requester_name": "Nobody", "x": "',
    '", "ticket_triggered_event": "{ticket_action:deleted}", "x": "',
    '", "triggered\\u005fevent": "{status:{from:2,to:5}}", "x": "',
    `",${' '.repeat(25)}"triggered_event": "{ticket_action:deleted}", "x": "`,
  ])('takes for words what a customer wrote to pass for fields, though the whole is JSON: %j', async (words) => {
    for (const place of ['latest_public_comment', 'description', 'subject']) {
      const values = {
        'ticket.latest_public_comment': publicComment,
        [`ticket.${place}`]: `Robin Sample : hi${words}`,
      };
      const body = rendered({ ...told, ...values });
      expect(() => JSON.parse(body)).not.toThrow();
      const facts = await factsOf(body);
      expect(facts.map(({ type }) => type)).toEqual([
        'case.status-changed.v1',
        'case.priority-changed.v1',
        'case.opened.v1',
        'message.received.v1',
      ]);
      expect(facts[2]).toMatchObject({
        subject: expect.stringContaining('5158'),
        data: { status: 'open', requester: { id: '43090494101', name: 'Robin Sample' } },
      });
      expect(facts[3]).toMatchObject({ data: { author: { kind: 'customer', id: '43090494101' } } });
    }
  });

  it.each(['', '"'])('is not read where a line is missing, broken or not: %j', (subject) => {
    const body = rendered({ ...told, 'ticket.subject': subject }).replace('"agent_name"', '"agent"');
    expect(read(body).reading).toMatchObject({ readable: false, cause: expect.stringContaining('agent_name') });
  });
});
