import { checkEvent } from '@deskrail/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zendeskReceive } from '../receive.js';
import { observationOf } from './observe.js';
import { peopleIn } from './people.js';

const connection = zendeskReceive({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'], botIds: ['900'] });
const seen = (over: object) => ({
  ...{ connection, ticket: { id: 5158 }, ticketId: '5158', comments: [], audits: [], people: new Map() },
  ...{ by: 'export' as const, nowMs: Date.parse('2026-03-02T08:00:00Z') },
  ...over,
});

it('gives valid facts of whatever the REST API says', async () => {
  const odd = fc.oneof(
    fc.json().map((text) => JSON.parse(text)),
    fc.string(),
    fc.constantFrom(null, 7, '7', 900, -1),
  );
  const record = (keys: readonly string[]) =>
    fc.record(Object.fromEntries(keys.map((key) => [key, odd])), { requiredKeys: [] });
  const ticket = record([
    ...['id', 'subject', 'status', 'priority', 'tags', 'via', 'requester_id', 'assignee_id', 'group_id'],
    ...['organization_id', 'external_id', 'created_at', 'updated_at', 'description'],
  ]);
  const comment = record(['id', 'author_id', 'body', 'html_body', 'public', 'via', 'created_at', 'attachments']);
  const event = record(['id', 'type', 'comment_id', 'attachment_id', 'public']);
  const erasing = fc.constantFrom(
    'CommentRedactionEvent',
    'AttachmentRedactionEvent',
    'CommentPrivacyChange',
    'Comment',
  );
  const audit = fc.record({
    id: odd,
    author_id: odd,
    created_at: odd,
    metadata: odd,
    events: fc.oneof(fc.array(fc.tuple(event, erasing).map(([given, type]) => ({ ...given, type }))), odd),
  });
  const users = fc.record({ users: fc.oneof(fc.array(record(['id', 'name', 'email', 'phone', 'role'])), odd) });
  await fc.assert(
    fc.asyncProperty(ticket, fc.array(comment), fc.array(audit), users, async (given, comments, audits, people) => {
      const { facts, state } = await observationOf(seen({ ticket: given, comments, audits, people: peopleIn(people) }));
      for (const fact of state === undefined ? facts : [...facts, state]) checkEvent('facts', fact);
    }),
    { numRuns: 500 },
  );
});

it('takes who the user records say they are, and a comment that does not say so for private', async () => {
  const people = peopleIn({
    users: [
      { id: 1, role: 'end-user', name: 'Robin', email: 'robin@customer.example' },
      { id: 2, role: 'admin', name: 'Fern', email: 'fern@fernhill.example' },
    ],
  });
  const comments = [1, 2, 900, -1, 3].map((author, index) => ({ id: index + 1, author_id: author, body: 'Hello' }));
  const { facts } = await observationOf(seen({ comments, people }));
  expect(facts.map(({ type, data }) => [type, (data as { author: object }).author])).toEqual([
    ['message.received.v1', { kind: 'customer', id: '1', name: 'Robin', address: 'robin@customer.example' }],
    ['message.sent.v1', { kind: 'agent', id: '2', name: 'Fern' }],
    ['message.sent.v1', { kind: 'bot', id: '900' }],
    ['message.sent.v1', { kind: 'system', id: '-1' }],
    ['message.sent.v1', { kind: 'unknown', id: '3' }],
  ]);
  expect(facts.every(({ data }) => (data as { visibility: string }).visibility === 'private')).toBe(true);
});

it('says that a ticket is gone for good only where its text is overwritten', async () => {
  const gone = async (text: string) =>
    (await observationOf(seen({ ticket: { id: 5158, status: 'deleted', subject: text, description: text } }))).facts;
  expect(await gone('SCRUBBED')).toMatchObject([{ data: { mode: 'permanent' } }]);
  expect(await gone('A tent')).toMatchObject([{ data: { mode: 'soft' } }]);
});
