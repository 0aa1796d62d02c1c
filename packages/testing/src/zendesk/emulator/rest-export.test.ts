import { describe, expect, test } from 'vitest';
import { manualTime } from '../../time.js';
import { type EmulateZendeskOptions, emulateZendesk } from './emulate-zendesk.js';

function open(options: EmulateZendeskOptions = {}) {
  const time = manualTime({ startAt: '2026-03-02T08:00:00Z' });
  const desk = emulateZendesk({ time, ...options });
  const headers = { authorization: `Basic ${btoa(desk.token)}` };
  const get = async (path: string) => {
    const response = await desk.fetch(path.startsWith('http') ? path : `${desk.url}/api/v2${path}`, { headers });
    return { status: response.status, headers: response.headers, json: JSON.parse(await response.text()) };
  };
  const startTime = Date.parse('2026-03-02T07:00:00Z') / 1000;
  const read = (query = '') => get(`/incremental/tickets/cursor.json?start_time=${startTime}${query}`);
  return { desk, time, get, read };
}

const idsOf = ({ json }: { json: { tickets: { id: number }[] } }) => json.tickets.map(({ id }) => String(id));

describe('GET /api/v2/incremental/tickets/cursor', () => {
  test('leaves out what changed in the last minute, and has it later', async () => {
    const { desk, time, read } = open();
    const ticket = desk.customerWrites({ text: 'Is it tight?' });
    expect(idsOf(await read())).toEqual([]);
    await time.advance(61_000);
    const later = await read();
    expect(idsOf(later)).toEqual([ticket.id]);
    expect(later.json.end_of_stream).toBe(true);
  });

  test('goes on from a cursor, in the order of the last change, deleted tickets among them', async () => {
    const { desk, time, get, read } = open();
    const [one, two, three] = ['One', 'Two', 'Three'].map((text) => desk.customerWrites({ text }).id);
    await time.advance(5_000);
    desk.softDelete(one as string);
    await time.advance(61_000);
    const first = await read('&per_page=2&include=users');
    expect(idsOf(first)).toEqual([two, three]);
    expect(first.json).toMatchObject({ end_of_stream: false, users: [{ role: 'end-user' }] });
    const second = await get(first.json.after_url);
    expect(second.json.tickets).toMatchObject([{ id: Number(one), status: 'deleted' }]);
    expect(second.json.end_of_stream).toBe(true);
    const nothing = await get(`/incremental/tickets/cursor.json?cursor=${second.json.after_cursor}`);
    expect(nothing.json).toMatchObject({ tickets: [], end_of_stream: true, after_cursor: second.json.after_cursor });
  });

  test('takes ten calls a minute, apart from the account’s limit', async () => {
    const { read, get, time } = open();
    for (let call = 0; call < 10; call += 1) expect((await read()).status).toBe(200);
    const refused = await read();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await get('/users/me.json')).status).toBe(200);
    await time.advance(60_000);
    expect((await read()).status).toBe(200);
  });

  test('refuses a start that is too recent, one that is none, and a token that is no administrator’s', async () => {
    const { get, time } = open();
    const path = (start: number) => `/incremental/tickets/cursor.json?start_time=${start}`;
    expect((await get(path(Math.floor(time.now() / 1000) - 30))).json.error).toBe('StartTimeTooRecent');
    expect((await get(path(Number.NaN))).status).toBe(400);
    expect((await get('/incremental/tickets/cursor.json?cursor=*')).status).toBe(400);
    const email = 'agent@fernhill.example';
    const agents = open({ credentials: [{ email, token: 'abc', kind: 'basic' }] });
    expect((await agents.read()).status).toBe(403);
  });
});

test('an audit tells that a comment was redacted or made private', async () => {
  const { desk, get } = open();
  const ticket = desk.customerWrites({ text: 'My number is 12345' });
  const [comment] = ticket.comments;
  desk.redact({ ticket: ticket.id, comment: comment?.id as string });
  desk.makePrivate({ ticket: ticket.id, comment: comment?.id as string });
  const { json } = await get(`/tickets/${ticket.id}/audits.json`);
  expect(json.audits.slice(1).map(({ events }: { events: object[] }) => events[0])).toMatchObject([
    { type: 'CommentRedactionEvent', comment_id: Number(comment?.id) },
    { type: 'CommentPrivacyChange', comment_id: Number(comment?.id), public: false },
  ]);
});
