import { zendeskFixtures } from '@deskrail/testing';
import { describe, expect, it } from 'vitest';
import { checkZendeskTemplate, zendeskTemplate } from '../index.js';

const render = (values: Record<string, unknown> = {}, template = zendeskTemplate, escapes = true) =>
  zendeskFixtures.triggerBody({ template, values, escapes });
const fieldsOf = (body: string | Uint8Array) => checkZendeskTemplate(body).map(({ field }) => field);
const first = (body: string | Uint8Array) => checkZendeskTemplate(body)[0];

describe('checkZendeskTemplate', () => {
  it('has nothing to say of the shipped template, rendered, as text or bytes', () => {
    expect(checkZendeskTemplate(render())).toEqual([]);
    expect(checkZendeskTemplate(new TextEncoder().encode(render()))).toEqual([]);
    expect(checkZendeskTemplate(render({ 'ticket.latest_comment.value': 'Do I write {{ticket.id}} here?' }))).toEqual(
      [],
    );
  });

  it('names each field that is missing, and the line it needs', () => {
    const template = zendeskTemplate.replace(/.*comment_public.*\n/, '').replace(/.*requester_email.*\n/, '');
    expect(checkZendeskTemplate(render({}, template))).toEqual([
      {
        field: 'comment_public',
        problem: 'Missing. Its line is: "comment_public": "{{ticket.latest_comment.is_public}}"',
      },
      { field: 'requester_email', problem: 'Missing. Its line is: "requester_email": "{{ticket.requester.email}}"' },
    ]);
  });

  it('names what Zendesk did not render, and the template itself pasted as it is', () => {
    expect(fieldsOf(render({ 'ticket.latest_comment.id': '{{ticket.latest_comment.id}}' }))).toEqual(['comment_id']);
    expect(checkZendeskTemplate(zendeskTemplate).every(({ problem }) => problem.startsWith('Not rendered'))).toBe(true);
    expect(checkZendeskTemplate(zendeskTemplate)).toHaveLength(21);
  });

  it('tells a missing marker from one of another version', () => {
    expect(first(render({}, zendeskTemplate.replace(/.*deskrail.*\n/, '')))?.problem).toContain('marker is missing');
    expect(first(render({}, zendeskTemplate.replace('zendesk/1', 'zendesk/0')))?.problem).toContain('another version');
  });

  it.each([
    ['A quotation mark', { 'ticket.title': 'A "tent"' }, 'title', 'read all the same'],
    ['A line break', { 'ticket.latest_comment.value': 'One\nTwo' }, 'text', 'read all the same'],
  ])('%s that was not escaped: says where, and that it is read all the same', (_what, values, field, words) => {
    const body = render(values, zendeskTemplate, false);
    const problem = first(body);
    expect(problem?.field).toBe(field);
    expect(problem?.problem).toContain(words);
    const [, line] = /line (\d+), column \d+/.exec(problem?.problem ?? '') ?? [];
    expect(body.split('\n')[Number(line) - 1]).toContain(`"${field}"`);
    expect(problem?.problem).not.toContain('tent');
  });

  it('says of a body cut short where it ends', () => {
    expect(first(render().slice(0, 60))).toMatchObject({
      field: expect.any(String),
      problem: expect.stringContaining('line'),
    });
    expect(first('')?.problem).toContain('GET');
    expect(first(new Uint8Array([0x7b, 0xff]))?.problem).toContain('UTF-8');
  });

  it.each([
    ['ticket.latest_comment.id', '', 'comment_id'],
    ['ticket.latest_comment.is_public', 'oui', 'comment_public'],
    ['ticket.updated_at_with_timestamp', 'March 2, 2026', 'updated_at'],
    ['ticket.status', 'Offen', 'status'],
    ['ticket.id', '#5158', 'ticket_id'],
  ])('%s rendered as %j is told of', (placeholder, value, field) => {
    expect(fieldsOf(render({ [placeholder]: value }))).toEqual([field]);
  });

  it('tells what is not read, what is out of order, and what is no trigger’s body', () => {
    const more = zendeskTemplate.replace('{\n', '{\n  "mood": "x",\n');
    expect(checkZendeskTemplate(render({}, more))).toEqual([
      { field: 'mood', problem: 'Not in the template: it is not read.' },
    ]);
    const body = JSON.parse(render());
    const { status, ...rest } = body;
    expect(fieldsOf(JSON.stringify({ ...rest, status }))).toEqual(['status']);
    expect(first(JSON.stringify(zendeskFixtures.ticketEvent('created')))?.problem).toContain('needs no template');
    expect(first('[]')?.problem).toContain('no JSON object');
  });
});
