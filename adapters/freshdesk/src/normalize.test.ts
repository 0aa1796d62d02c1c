import { checkEvent, type Fact } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { type FreshdeskReceiveOptions, freshdeskAdapter, freshdeskReceive, freshdeskTemplate } from './receive.js';

const start = Date.parse('2026-03-02T23:50:00Z');
const minute = 60_000;
const hour = 60 * minute;
const base = { id: 'freshdesk', tenant: 'acme', secrets: ['s3cret'] };
const connect = (options: Partial<FreshdeskReceiveOptions> = {}) => freshdeskReceive({ ...base, ...options });

function read(body: unknown, type = 'application/json') {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = new Headers({ 'content-type': type });
  const bytes = new TextEncoder().encode(raw);
  return {
    raw,
    headers,
    reading: freshdeskAdapter.read({ method: 'POST', url: '/', headers, body: bytes, receivedAtMs: 0 }),
  };
}

async function factsOf(body: unknown, connection = connect(), receivedAtMs = start): Promise<readonly Fact[]> {
  const { raw, headers, reading } = read(body);
  if (!reading.readable) throw new Error(reading.cause);
  const context = { connection, authenticity: 'shared-secret', receivedAtMs, headers, raw } as const;
  const facts = await freshdeskAdapter.normalize(reading.payload, context);
  for (const fact of facts) checkEvent('facts', fact);
  return facts;
}

const shown = (facts: readonly Fact[]) => facts.map(({ type, data: { origin, ...data } }) => ({ type, data }));
const simple = (fields: object = {}) => ({
  freshdesk_webhook: {
    ...{ ticket_id: 5158, ticket_subject: 'Order 1042', ticket_status: 'Open', ticket_priority: 'Medium' },
    ...{ ticket_source: 'Email', ticket_tags: 'orders, very late', ticket_requester_name: 'Robin Sample' },
    ...{ ticket_requester_email: 'robin@customer.example.com', ticket_agent_name: 'Fern Agent' },
    ...{ ticket_description: '<div>Where is it?</div>', ...fields },
  },
});
const public_ = 'Robin Sample : <div>It is <b>not</b> here.</div><p>Robin : me</p>';
const reply = simple({ triggered_event: '{reply_sent:sent}', ticket_latest_public_comment: public_ });
const status = simple({ triggered_event: '{status:{from:4,to:6}}', ticket_status: 'Waiting on Customer' });

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
    const { freshdesk_webhook: flat } = simple({ ticket_latest_public_comment: public_ });
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

describe('identity', () => {
  /** First try and retries by the vendor's schedule, and the latest after a postponement: 95 min, 24 h, 26 h. */
  const retries = [5, 35, 95, 24 * 60, 25 * 60 + 35, 26 * 60].map((minutes) => minutes * minute);
  const ids = async (body: unknown, connection = connect(), at = start) =>
    (await factsOf(body, connection, at)).map(({ id }) => id);

  it.each([
    ['a change', status],
    ['a comment', reply],
  ])(
    '%s within the vendor’s horizon is its retry, whenever it began and whichever process gets it',
    async (_, body) => {
      for (const began of [start, start + 9 * minute, start + 10 * minute, start - 13 * hour, 0]) {
        const [one, two] = [connect(), connect()];
        const first = await ids(body, one, began);
        for (const later of retries) {
          expect(await ids(body, one, began + later)).toEqual(first);
          expect(await ids(body, two, began + later)).toEqual(first);
        }
      }
    },
  );

  it.each([
    ['change', status],
    ['comment', reply],
  ])('the same %s after the horizon is another, and derived as well', async (_, body) => {
    const connection = connect();
    const first = await ids(body, connection);
    const second = await factsOf(body, connection, start + 26 * hour + minute);
    expect(second[0]?.id).not.toBe(first[0]);
    expect(second[0]?.identity).toBe('derived');
    expect(await ids(body, connection, start + 26 * hour + 96 * minute)).toEqual([second[0]?.id]);
  });

  it('never gives one occurrence two new ids, whichever processes its tries reach', async () => {
    const processes = [connect(), connect(), connect()];
    const known = new Set<string>();
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let occurrence = 0; occurrence < 60; occurrence += 1) {
      const began = start + occurrence * 30 * hour;
      const before = known.size;
      for (const later of [0, 5 * minute, 35 * minute, 95 * minute]) {
        const connection = processes[Math.floor(random() * 3)];
        if (random() < 0.3 && later > 0) continue;
        for (const id of await ids(status, connection, began + later)) known.add(id);
      }
      expect(known.size - before).toBeLessThanOrEqual(1);
    }
    expect(known.size).toBeGreaterThan(20);
  });

  it('parts what was said by whom, how openly and in which words', async () => {
    const comment = (text: string, event = '{note_type:public}', key = 'public') =>
      ids(simple({ triggered_event: event, [`ticket_latest_${key}_comment`]: text }));
    const all = await Promise.all([
      comment('Robin Sample : <p>Yes</p>'),
      comment('Fern Agent : <p>Yes</p>'),
      comment('Robin Sample : <p>No</p>'),
      comment('Robin Sample : <p>Yes</p>', '{note_type:private}', 'private'),
    ]);
    expect(new Set(all.flat()).size).toBe(4);
    expect(await comment('Robin Sample : <div>Yes</div>\n')).toEqual(all[0]);
  });
});

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
      factsOf(rendered({ ...told, 'ticket.latest_public_comment': public_, 'ticket.modified_on': modified }));
    const message = async (modified: string) => (await at(modified)).at(-1);
    const first = await message('2026-03-02T23:48:00Z');
    expect(first).toMatchObject({ type: 'message.received.v1', identity: 'exact', time: '2026-03-02T23:48:00Z' });
    expect((await message('2026-03-02T23:48:00Z'))?.id).toBe(first?.id);
    expect((await message('2026-03-02T23:49:00Z'))?.id).not.toBe(first?.id);
    expect((await message('March 2 2026 at 09:30 AM'))?.identity).toBe('exact');
    expect((await message('{{ticket.modified_on}}'))?.identity).toBe('derived');
  });

  it('tells the state and the case with every event', async () => {
    const facts = await factsOf(rendered({ ...told, 'ticket.latest_public_comment': public_ }));
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
      const values = { 'ticket.latest_public_comment': public_, [`ticket.${place}`]: `Robin Sample : hi${words}` };
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
    const values = { triggered_event: '{cf_auto_reply:{from:no,to:yes}}', ticket_latest_public_comment: public_ };
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

describe('an app’s events', () => {
  const event = (name: string, data: object, more: object = {}) => ({
    ...{ event: name, account_id: 13, domain: 'acme.freshdesk.com', timestamp: start, data, ...more },
  });
  const ticket = { id: 5158, subject: 'Order 1042', status: 2, priority: 3, source: 7, tags: ['a'], requester_id: 101 };

  it('makes each of several changes its fact', async () => {
    const changes = {
      ...{ status: [2, 4], priority: [1, 4], responder_id: [null, 77], group_id: [9, null], tags: [['a'], ['a', 'b']] },
      ...{ type: [null, 'Problem'], due_by: ['2026-03-03T00:00:00Z', null] },
    };
    const facts = await factsOf(event('onTicketUpdate', { ticket: { ...ticket, changes }, actor: { id: 77 } }));
    expect(shown(facts)).toMatchObject([
      { type: 'case.status-changed.v1', data: { previous: 'open', current: 'solved' } },
      { type: 'case.priority-changed.v1', data: { previous: 'low', current: 'urgent' } },
      { type: 'case.assigned.v1', data: { assignee: { id: '77' }, previousAssignee: null } },
      { type: 'case.assigned.v1', data: { group: null, previousGroup: { id: '9' } } },
      { type: 'case.tagged.v1', data: { added: ['b'], removed: [] } },
      { type: 'case.field-changed.v1', data: { field: { id: 'type' }, previous: null, current: 'Problem' } },
      { type: 'sla.changed.v1', data: { what: 'due', current: null } },
    ]);
    expect(new Set(facts.map(({ id }) => id)).size).toBe(7);
    expect(facts[0]).toMatchObject({ identity: 'exact', time: '2026-03-02T23:50:00.000Z', actor: 'agent/77' });
  });

  it.each([
    [{ spam: [false, true] }, { type: 'case.deleted.v1', data: { mode: 'spam' } }],
    [{ deleted: [false, true] }, { type: 'case.deleted.v1', data: { mode: 'soft' } }],
    [{ spam: [true, false] }, { type: 'case.status-changed.v1', data: { current: 'open' } }],
    [{}, { type: 'unmapped.v1', data: { why: 'incomplete' } }],
  ])('maps %j', async (changes, fact) => {
    expect(await factsOf(event('onTicketUpdate', { ticket: { ...ticket, changes } }))).toMatchObject([fact]);
  });

  it('names a message by the desk’s own id', async () => {
    const conversation = {
      ...{ id: 43184309103, ticket_id: 5158, body: '<p>One</p><p>Two</p>', body_text: 'One Two', incoming: true },
      ...{ private: false, source: 0, user_id: 101, created_at: '2026-03-02T23:49:59Z' },
      attachments: [
        { id: 1, name: 'a.png', content_type: 'image/png', file_size: 9, attachment_url: 'https://x.example/a' },
      ],
    };
    const [fact] = await factsOf(event('onConversationCreate', { conversation, actor: { id: 101, name: 'Robin' } }));
    expect(fact).toMatchObject({
      ...{ id: 'acme/freshdesk/message/43184309103', identity: 'exact', type: 'message.received.v1' },
      ...{ time: '2026-03-02T23:49:59Z', actor: 'customer/101' },
      data: {
        ...{ text: 'One\n\nTwo', visibility: 'public', channel: 'reply', author: { kind: 'customer', name: 'Robin' } },
        attachments: [{ id: '1', name: 'a.png', contentType: 'image/png', sizeBytes: 9, url: 'https://x.example/a' }],
      },
    });
    const bot = await factsOf(
      event('onConversationCreate', { conversation: { ...conversation, incoming: false } }),
      connect({ botIds: ['101'] }),
    );
    expect(bot[0]).toMatchObject({ type: 'message.sent.v1', data: { author: { kind: 'bot', id: '101' } } });
  });

  it.each([
    ['onTicketDelete', { ticket }, 'case.deleted.v1'],
    ['onConversationDelete', { conversation: { id: 1, ticket_id: 5158 } }, 'message.redacted.v1'],
    ['onConversationUpdate', { conversation: { id: 1, ticket_id: 5158 } }, 'unmapped.v1'],
    ['onExternalEvent', '{"a":1}', 'unmapped.v1'],
    ['onTicketDreamtOf', { ticket }, 'unmapped.v1'],
    ['onTicketCreate', {}, 'unmapped.v1'],
  ])('maps %s', async (name, data, type) => {
    expect((await factsOf(event(name, data as object)))[0]?.type).toBe(type);
  });

  it('opens a case with the same id as an automation does', async () => {
    const [byApp] = await factsOf(event('onTicketCreate', { ticket, requester: { id: 101, name: 'Robin' } }));
    const [byRule] = await factsOf(simple({ triggered_event: '{ticket_action:created}' }));
    expect(byApp?.id).toBe(byRule?.id);
  });
});
