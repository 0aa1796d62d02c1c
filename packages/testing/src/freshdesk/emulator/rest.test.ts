import { describe, expect, test } from 'vitest';
import { manualTime } from '../../time.js';
import { type EmulateFreshdeskOptions, emulateFreshdesk } from './emulate-freshdesk.js';

function open(options: EmulateFreshdeskOptions = {}) {
  const time = manualTime();
  const desk = emulateFreshdesk({ time, ...options });
  const authorization = `Basic ${btoa(`${desk.key}:X`)}`;
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await desk.fetch(`${desk.url}/api/v2${path}`, {
      ...{ method, headers: { authorization, ...json, ...headers } },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text.startsWith('<') ? text : parse(text),
    };
  }
  return { desk, time, call, ticket: desk.customerWrites({ subject: 'A tent', text: 'Is it tight?' }) };
}

const parse = (text: string) => (text === '' || /^[A-Z]/.test(text) ? text : JSON.parse(text));

describe('tickets', () => {
  test('are read and changed; tags replace; ids are numbers', async () => {
    const { call, ticket } = open();
    const changed = await call('PUT', '/tickets/5158', {
      ...{ status: 3, priority: 4, tags: ['late', 'late'], responder_id: 43090494001, group_id: 43000123457 },
      custom_fields: { cf_order: '1042' },
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual((await call('GET', '/tickets/5158')).body);
    expect(changed.body).toMatchObject({
      ...{ id: 5158, status: 3, priority: 4, tags: ['late'], responder_id: 43090494001, requester_id: 43090494003 },
      ...{
        description: '<div>Is it tight?</div>',
        description_text: 'Is it tight?',
        created_at: '2026-03-02T08:00:00Z',
      },
    });
    expect(ticket).toMatchObject({ status: 3, agentId: '43090494001', customFields: { cf_order: '1042' } });
  });

  test('what does not fit is told field by field, and nothing is changed', async () => {
    const { call, ticket } = open({ statuses: { 9: 'Bei der Werkstatt' } });
    const refused = await call('PUT', '/tickets/5158', {
      ...{ status: 99, priority: 'high', responder_id: 1, group_id: 1, tags: 'late', nonsense: true, subject: ' ' },
    });
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({
      description: 'Validation failed',
      errors: [
        { field: 'status', message: "It should be one of these values: '2,3,4,5,6,7,9'", code: 'invalid_value' },
        {
          field: 'priority',
          message: 'Value set is of type String.It should be a/an Integer',
          code: 'datatype_mismatch',
        },
        expect.objectContaining({ field: 'responder_id', code: 'invalid_value' }),
        expect.objectContaining({ field: 'group_id', code: 'invalid_value' }),
        expect.objectContaining({ field: 'tags', code: 'datatype_mismatch' }),
        { field: 'nonsense', message: 'Unexpected/invalid field in request', code: 'invalid_field' },
        expect.objectContaining({ field: 'subject', code: 'invalid_value' }),
      ],
    });
    expect(ticket.status).toBe(2);
    expect((await call('PUT', '/tickets/5158', { status: 9 })).status).toBe(200);
  });

  test('are listed by when they last changed, page by page', async () => {
    const { desk, call, time } = open();
    for (let count = 0; count < 4; count++) {
      await time.advance(1000);
      desk.customerWrites({ text: `No. ${count}` });
    }
    await time.advance(1000);
    desk.changeTicket('5158', { status: 3 });
    const first = await call(
      'GET',
      '/tickets?updated_since=2026-03-02T08:00:02Z&order_by=updated_at&order_type=asc&per_page=3',
    );
    expect(first.body.map(({ id }: { id: number }) => id)).toEqual([5160, 5161, 5162]);
    expect(first.body[0]).not.toHaveProperty('description');
    const link = first.headers.get('link') ?? '';
    expect(link).toMatch(/^<https:\/\/fernhill\.freshdesk\.example\/api\/v2\/tickets\?.*page=2>; rel="next"$/);
    const second = await call('GET', new URL(link.slice(1, link.indexOf('>'))).href.replace(`${desk.url}/api/v2`, ''));
    expect(second.body.map(({ id }: { id: number }) => id)).toEqual([5158]);
    expect(second.headers.has('link')).toBe(false);
  });

  test('the list says nothing of old ones or of the trash unless asked', async () => {
    const { desk, call, time } = open();
    await time.advance(31 * 86_400_000);
    const { id } = desk.customerWrites({ text: 'New' });
    const idsOf = async (query: string) =>
      (await call('GET', `/tickets${query}`)).body.map((one: { id: number }) => one.id);
    expect(await idsOf('')).toEqual([5159]);
    expect(await idsOf('?updated_since=2026-01-01T00:00:00Z')).toEqual([5159, 5158]);
    desk.deleteTicket(id);
    expect(await idsOf('')).toEqual([]);
    expect(await idsOf('?filter=deleted&include=description,requester')).toEqual([5159]);
    const refused = await call('GET', '/tickets?updated_since=yesterday&order_by=mood');
    expect(refused.body.errors.map(({ field }: { field: string }) => field)).toEqual(['order_by', 'updated_since']);
  });

  test('in the trash one is read, but not changed', async () => {
    const { call } = open();
    expect(await call('DELETE', '/tickets/5158')).toMatchObject({ status: 204, text: '' });
    expect((await call('GET', '/tickets/5158')).body.deleted).toBe(true);
    expect(await call('PUT', '/tickets/5158', { status: 3 })).toMatchObject({ status: 404, text: '' });
    expect((await call('PUT', '/tickets/5158/restore')).status).toBe(204);
    expect((await call('GET', '/tickets/5158')).body).not.toHaveProperty('deleted');
  });
});

describe('conversations', () => {
  test('a reply is public and comes back in a div; a note is private unless it says otherwise', async () => {
    const { call, ticket } = open();
    const reply = await call('POST', '/tickets/5158/reply', { body: 'It is.<script>x</script>', cc_emails: [] });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      ...{ id: 43184309101, ticket_id: 5158, user_id: 43090494002, body: '<div>It is.</div>', body_text: 'It is.' },
      replied_to: ['robin@customer.example.com'],
    });
    expect((await call('POST', '/tickets/5158/notes', { body: 'Psst.' })).body).toMatchObject({ private: true });
    expect((await call('POST', '/tickets/5158/notes', { body: 'Hey.', private: false })).body.private).toBe(false);
    expect(ticket.conversations.map((one) => one.private)).toEqual([false, true, false]);
    expect((await call('GET', '/tickets/5158?include=conversations')).body.conversations).toHaveLength(3);
  });

  test('are listed 30 a page, 100 at most', async () => {
    const { desk, call } = open();
    for (let count = 0; count < 35; count++) desk.agentWrites({ ticket: '5158', text: `No. ${count}`, public: false });
    const first = await call('GET', '/tickets/5158/conversations');
    expect(first.body).toHaveLength(30);
    expect(first.body[0]).toMatchObject({ source: 2, private: true, incoming: false, body_text: 'No. 0' });
    expect(first.headers.get('link')).toContain('page=2');
    expect((await call('GET', '/tickets/5158/conversations?page=2')).body).toHaveLength(5);
    expect((await call('GET', '/tickets/5158/conversations?per_page=100')).body).toHaveLength(35);
    expect((await call('GET', '/tickets/5158/conversations?per_page=35')).headers.has('link')).toBe(false);
    expect((await call('GET', '/tickets/5158/conversations?per_page=101')).body.errors[0].field).toBe('per_page');
  });

  test('with attachments they come as a form', async () => {
    const { desk, ticket } = open();
    const form = new FormData();
    form.set('body', 'See the picture.');
    form.append('attachments[]', new File(['x'], 'tent.png', { type: 'image/png' }));
    const authorization = `Basic ${btoa(`${desk.key}:X`)}`;
    const url = `${desk.url}/api/v2/tickets/5158/reply`;
    expect((await desk.fetch(url, { method: 'POST', headers: { authorization }, body: form })).status).toBe(201);
    expect(ticket.conversations[0]?.body).toBe('<div>See the picture.</div>');
  });

  test.each([
    ['/tickets/5158/reply', {}, 'body', 'missing_field'],
    ['/tickets/5158/reply', { body: '' }, 'body', 'invalid_value'],
    ['/tickets/5158/reply', { body: 'Hey', private: true }, 'private', 'invalid_field'],
    ['/tickets/5158/notes', { body: 'Hey', private: 'no' }, 'private', 'datatype_mismatch'],
    ['/tickets/5158/notes', { body: 'Hey', user_id: 5 }, 'user_id', 'invalid_value'],
  ])('%s refuses %j', async (path, body, field, code) => {
    const { call, ticket } = open();
    const refused = await call('POST', path, body);
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([expect.objectContaining({ field, code })]);
    expect(ticket.conversations).toHaveLength(0);
  });
});

test('people and fields', async () => {
  const { call } = open({ statuses: { 2: ['Offen', 'In Arbeit'] } });
  expect((await call('GET', '/agents/me')).body.contact).toMatchObject({ email: 'integration@fernhill.example.com' });
  expect((await call('GET', '/agents/43090494001')).body).toMatchObject({
    id: 43090494001,
    contact: { name: 'Fern Agent' },
  });
  expect((await call('GET', '/contacts/43090494003')).body).toMatchObject({ email: 'robin@customer.example.com' });
  expect((await call('GET', '/agents/43090494003')).status).toBe(404);
  expect((await call('GET', '/contacts/43090494001')).status).toBe(404);
  const fields: { name: string; choices: unknown }[] = (await call('GET', '/ticket_fields')).body;
  expect(fields.find(({ name }) => name === 'status')?.choices).toMatchObject({
    ...{ 2: ['Offen', 'In Arbeit'], 6: ['Waiting on Customer', 'Awaiting your Reply'] },
  });
});

describe('refusals', () => {
  test.each([
    ['no key', 'GET', '/tickets/5158', undefined, { authorization: '' }, 401, 'invalid_credentials'],
    [
      'a wrong key',
      'GET',
      '/tickets/5158',
      undefined,
      { authorization: `Basic ${btoa('x:X')}` },
      401,
      'invalid_credentials',
    ],
    [
      'a bearer',
      'GET',
      '/tickets/5158',
      undefined,
      { authorization: 'Bearer emulated-api-key' },
      401,
      'invalid_credentials',
    ],
    ['no such ticket', 'GET', '/tickets/1', undefined, {}, 404, /^$/],
    ['no such path', 'GET', '/nonsense', undefined, {}, 404, /^$/],
    ['another method', 'POST', '/tickets/5158', {}, {}, 405, 'It should be one of these method(s): GET, PUT, DELETE'],
    ['text', 'PUT', '/tickets/5158', 'status=3', { 'content-type': 'text/plain' }, 415, 'application/json'],
    ['no JSON', 'PUT', '/tickets/5158', '{"status":', {}, 400, 'invalid_json'],
    ['too large', 'PUT', '/tickets/5158', 'x'.repeat(1_100_000), {}, 413, 'too large'],
  ])('%s', async (_name, method, path, body, headers, status, words) => {
    const { call } = open();
    const refused = await call(method, path, body, headers as Record<string, string>);
    expect(refused.status).toBe(status);
    expect(refused.text).toMatch(typeof words === 'string' ? new RegExp(words.replace(/[()]/g, '\\$&')) : words);
    expect(refused.headers.get('x-ratelimit-total')).toBe('700');
  });
});

describe('limits', () => {
  test('a minute’s calls, by the plan; what is included costs more', async () => {
    const { call, time } = open({ plan: 'trial' });
    const read = await call('GET', '/tickets/5158?include=conversations');
    expect(read.headers.get('x-ratelimit-used-currentrequest')).toBe('2');
    expect(read.headers.get('x-ratelimit-remaining')).toBe('48');
    for (let count = 0; count < 48; count++) expect((await call('GET', '/nonsense')).status).toBe(404);
    const refused = await call('GET', '/tickets/5158');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    await time.advance(60_000);
    expect((await call('GET', '/tickets/5158')).status).toBe(200);
  });

  test('updates and lists have limits of their own; a 429 may say little', async () => {
    const { call } = open({
      rateLimit: { updatesPerMinute: 1, listsPerMinute: 1, retryAfter: false, plainText: true },
    });
    expect((await call('PUT', '/tickets/5158', { status: 3 })).status).toBe(200);
    const refused = await call('PUT', '/tickets/5158', { status: 4 });
    expect(refused).toMatchObject({ status: 429, text: 'Too many requests' });
    expect(refused.headers.get('content-type')).toBe('text/plain');
    expect(refused.headers.has('retry-after')).toBe(false);
    expect((await call('GET', '/tickets')).status).toBe(200);
    expect((await call('GET', '/tickets')).status).toBe(429);
    expect((await call('POST', '/tickets/5158/reply', { body: 'Yes.' })).status).toBe(201);
  });
});

describe('faults', () => {
  test('what the next calls get', async () => {
    const { desk, call, ticket } = open();
    desk.failNext({ status: 429, retryAfterSeconds: 7, plainText: true });
    expect((await call('GET', '/agents/me')).headers.get('retry-after')).toBe('7');
    desk.failNext({ status: 404 });
    expect(await call('GET', '/tickets/5158')).toMatchObject({ status: 404, text: '' });
    desk.failNext({ status: 409 });
    expect((await call('PUT', '/tickets/5158', {})).body.errors[0].code).toBe('duplicate_value');
    desk.failNext({ status: 'connection-lost', afterEffect: true, method: 'POST' });
    await expect(call('POST', '/tickets/5158/reply', { body: 'Sent, and nobody told.' })).rejects.toThrow(TypeError);
    expect(ticket.conversations).toHaveLength(1);
    expect(desk.calls.map(({ status }) => status)).toEqual([429, 404, 409, 0]);
  });

  test('a time-out, with and without effect', async () => {
    const { desk, ticket } = open();
    const url = `${desk.url}/api/v2/tickets/5158/notes`;
    const headers = { authorization: `Basic ${btoa(`${desk.key}:X`)}`, 'content-type': 'application/json' };
    const write = () =>
      desk.fetch(url, { method: 'POST', headers, body: '{"body":"Hey"}', signal: AbortSignal.timeout(20) });
    desk.failNext({ status: 'time-out' });
    await expect(write()).rejects.toThrow();
    expect(ticket.conversations).toHaveLength(0);
    desk.failNext({ status: 'time-out', afterEffect: true });
    await expect(write()).rejects.toThrow();
    expect(ticket.conversations).toHaveLength(1);
  });

  test('closed, it answers 503', async () => {
    const { desk, call } = open();
    await desk.close();
    expect((await call('GET', '/agents/me')).status).toBe(503);
  });
});
