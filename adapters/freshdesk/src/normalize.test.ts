import { describe, expect, it } from 'vitest';
import { connect, factsOf, publicComment, read, reply, shown, simple, status } from './fakes/webhook.js';

describe('the default payload', () => {
  it('opens a case', async () => {
    const facts = await factsOf(simple({ triggered_event: '{ticket_action:created}' }));
    expect(shown(facts)).toEqual([
      {
        type: 'case.opened.v1',
        data: {
          ...{ subject: 'Order 1042', description: 'Where is it?', visibility: 'public', status: 'open' },
          ...{ vendorStatus: 'Open', priority: 'normal', tags: ['orders', 'very late'], channel: 'email' },
          requester: { kind: 'customer', name: 'Robin Sample', address: 'robin@customer.example.com' },
          assignee: { kind: 'agent', name: 'Fern Agent' },
        },
      },
    ]);
    expect(facts[0]).toMatchObject({ identity: 'exact', subject: 'conversation:freshdesk:5158' });
  });

  it('splits author and HTML of a comment', async () => {
    const [fact] = await factsOf(reply);
    expect(fact).toMatchObject({
      type: 'message.received.v1',
      identity: 'derived',
      data: {
        ...{ text: 'It is not here.\n\nRobin : me', visibility: 'public', channel: 'email' },
        author: { kind: 'customer', name: 'Robin Sample', address: 'robin@customer.example.com' },
      },
    });
  });

  it.each([
    ['{note_type:private}', 'Fern Agent : <p>x</p>', 'message.sent.v1', 'private', 'agent'],
    ['{note_type:private}', 'Somebody Else : <p>x</p>', 'message.sent.v1', 'private', 'agent'],
    ['{note_type:public}', 'Fern Agent : x', 'message.sent.v1', 'public', 'agent'],
    ['{note_type:public}', 'Somebody Else : x', 'message.sent.v1', 'public', 'unknown'],
    ['{note_type:public}', 'x', 'message.sent.v1', 'public', 'unknown'],
    ['{reply_sent:sent}', 'robin sample : x', 'message.received.v1', 'public', 'customer'],
  ])('%s of %j is %s, %s, by %s', async (event, comment, type, visibility, kind) => {
    const key = visibility === 'private' ? 'ticket_latest_private_comment' : 'ticket_latest_public_comment';
    const facts = await factsOf(simple({ triggered_event: event, [key]: comment }));
    expect(facts).toMatchObject([{ type, data: { visibility, text: 'x', author: { kind } } }]);
  });

  it('takes ids of the event and names of the field for the same statuses', async () => {
    expect(shown(await factsOf(status))).toEqual([
      {
        type: 'case.status-changed.v1',
        data: { previous: 'solved', current: 'pending', vendorPrevious: '4', vendorCurrent: 'Waiting on Customer' },
      },
    ]);
  });

  it.each([
    [{ 6: 'on-hold' }, 'En attente', 'on-hold'],
    [{ 'en ATTENTE': 'on-hold' }, 'En attente', 'on-hold'],
    [{}, 'En attente', 'pending'],
  ] as const)('reads a renamed status with %j: %s is %s', async (statuses, name, current) => {
    const body = simple({ triggered_event: '{status:{from:4,to:6}}', ticket_status: name });
    expect(await factsOf(body, connect({ statuses }))).toMatchObject([{ data: { current, vendorCurrent: name } }]);
  });

  it('keeps a status that nobody knows as other, with its name', async () => {
    const body = simple({ triggered_event: '{status:{from:2,to:12}}', ticket_status: 'Job Application' });
    expect(await factsOf(body)).toMatchObject([
      { data: { previous: 'open', current: 'other', vendorCurrent: 'Job Application' } },
    ]);
  });

  it('uses the account’s own names where they were read', async () => {
    const connection = connect({ statuses: { 7: 'closed' } });
    if (connection.memory)
      connection.memory.statusNames = new Map([
        ['7', ['Job Application']],
        ['2', ['Offen']],
      ]);
    const body = simple({ triggered_event: '{status:{from:2,to:7}}', ticket_status: 'Job Application' });
    expect(await factsOf(body, connection)).toMatchObject([{ data: { previous: 'open', current: 'closed' } }]);
    const open = simple({ triggered_event: '{ticket_action:created}', ticket_status: 'Offen' });
    expect(await factsOf(open, connection)).toMatchObject([{ data: { status: 'open' } }]);
  });

  it.each([
    ['{priority:{from:1,to:4}}', 'case.priority-changed.v1', { previous: 'low', current: 'urgent' }],
    ['{responder_id:{from:,to:77}}', 'case.assigned.v1', { assignee: { kind: 'agent', id: '77', name: 'Fern Agent' } }],
    ['{responder_id:{from:77,to:}}', 'case.assigned.v1', { assignee: null, previousAssignee: { id: '77' } }],
    ['{group_id:{from:null,to:9}}', 'case.assigned.v1', { group: { id: '9' }, previousGroup: null }],
    ['{tags:{from:a b,to:a b,c}}', 'case.tagged.v1', { added: ['c'], removed: [] }],
    [
      '{ticket_type:{from:Question,to:Problem}}',
      'case.field-changed.v1',
      { field: { id: 'type' }, current: 'Problem' },
    ],
    ['{"status":{"from":"2","to":"4"}}', 'case.status-changed.v1', { previous: 'open', current: 'solved' }],
    [{ status: { from: 2, to: 4 } }, 'case.status-changed.v1', { previous: 'open', current: 'solved' }],
    ['{ticket_action:deleted}', 'case.deleted.v1', { mode: 'soft' }],
    ['{ticket_action:marked_as_spam}', 'case.deleted.v1', { mode: 'spam' }],
    ['{ticket_action:restored}', 'case.status-changed.v1', { previous: 'other', current: 'open' }],
    ['{ticket_action:merged}', 'unmapped.v1', { why: 'no-contract' }],
    ['{note_type:public}', 'unmapped.v1', { why: 'incomplete' }],
  ])('maps %j to %s', async (event, type, data) => {
    const body = simple({ triggered_event: event, ticket_status: type.includes('status') ? undefined : 'Open' });
    const facts = await factsOf(body);
    expect(facts).toHaveLength(1);
    if (event !== '{ticket_action:restored}') expect(facts).toMatchObject([{ type, data }]);
  });

  it.each([
    [{ ticket_id: 'INC-12', ticket_status: 'Open' }, 'INC-12'],
    [{ Ticket_Id: '#77', triggered_event: '{ticket_action:created}' }, '77'],
    [{ ticket: { id: 5, subject: 'A', requester: { name: 'R', email: 'r@x.example' }, status: 'Open' } }, '5'],
    [
      { freshdesk_webhook: { ticket: { id: 9_007_199_254_740_991 }, triggered_event: '{ticket_action:created}' } },
      '9007199254740991',
    ],
  ])('takes the id of %j', async (body, id) => {
    expect((await factsOf(body))[0]).toMatchObject({ subject: `conversation:freshdesk:${id}` });
  });

  it('tells the state that it sees, and the comments, where the event is not told', async () => {
    const { freshdesk_webhook: flat } = simple({ ticket_latest_public_comment: publicComment });
    expect((await factsOf(flat)).map(({ type }) => type)).toEqual([
      'case.status-changed.v1',
      'case.priority-changed.v1',
      'message.received.v1',
    ]);
    expect(await factsOf({ ticket_subject: 'no id' })).toMatchObject([
      { type: 'unmapped.v1', data: { why: 'no-contract' } },
    ]);
    expect(await factsOf({ freshdesk_webhook: {} })).toMatchObject([
      { type: 'unmapped.v1', data: { why: 'incomplete' } },
    ]);
    expect(await factsOf({ ticket_id: '{{ticket.id}}' })).toMatchObject([{ type: 'unmapped.v1' }]);
  });
});

describe('other contents', () => {
  it('mends line breaks in a template of the admin’s own, and nothing else', async () => {
    const body =
      '{"ticket_id": "5", "triggered_event": "{reply_sent:sent}",\n "ticket_latest_public_comment": "A : one\ntwo"}';
    expect(await factsOf(body)).toMatchObject([{ type: 'message.sent.v1', data: { html: 'one\ntwo' } }]);
    const { reading } = read('{"ticket_id": "5", "ticket_subject": "a "kettle""}');
    expect(reading).toMatchObject({
      readable: false,
      cause: expect.stringMatching(/at \d+\..*unescaped.*freshdeskTemplate/),
    });
    expect(JSON.stringify(reading)).not.toContain('kettle');
  });

  it('takes a field whose name has a reply in it for a field', async () => {
    const values = {
      triggered_event: '{cf_auto_reply:{from:no,to:yes}}',
      ticket_latest_public_comment: publicComment,
    };
    expect(await factsOf(simple(values))).toMatchObject([
      { type: 'case.field-changed.v1', data: { field: { id: 'cf_auto_reply' }, current: 'yes' } },
    ]);
  });

  it('reads simple forms', async () => {
    const form = new URLSearchParams({
      'freshdesk_webhook[ticket_id]': '5',
      triggered_event: '{priority:{from:1,to:3}}',
    });
    expect(await factsOf(form.toString())).toMatchObject([
      { type: 'case.priority-changed.v1', data: { current: 'high' } },
    ]);
    expect(read('ticket_id=5&ticket_id=6').reading).toMatchObject({
      readable: false,
      cause: expect.stringContaining('twice'),
    });
    expect(read('a=1&'.repeat(100_000)).reading).toMatchObject({
      readable: false,
      cause: expect.stringContaining('2000'),
    });
  });

  it.each([
    ['<hash><ticket-id>5</ticket-id></hash>', 'application/xml', 'XML'],
    ['', 'application/json', 'some content'],
    ['ticket 5 was updated', 'text/plain', 'must be a JSON object'],
  ])('says what %j is', (body, type, cause) => {
    expect(read(body, type).reading).toMatchObject({ readable: false, cause: expect.stringContaining(cause) });
  });
});
