import { type Decision, type EventDefinition, privacyOf, vocabulary } from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { noticeOf, notices } from './messages.js';

const envelope = {
  ...{ specversion: '1.0', id: 'e1', source: '/t', subject: 'conversation:zendesk:5158', time: '2026-01-31T09:30:00Z' },
  ...{ datacontenttype: 'application/json', tenant: 'acme', actor: 'reviewer/anna' },
} as const;

const examples = (vocabulary.decisions as readonly EventDefinition[]).flatMap(({ type, data, examples: given }) =>
  given.map((example) => ({ type, event: { ...envelope, type, data: data.parse(example) } as unknown as Decision })),
);

/** Every text of class `content` in an example. */
function texts(schema: { shape?: Record<string, unknown> }, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const field = schema.shape?.[name] as Parameters<typeof privacyOf>[0] | undefined;
    if (field !== undefined && privacyOf(field) === 'content') return [JSON.stringify(member)];
    return field === undefined ? [] : texts(field as { shape?: Record<string, unknown> }, member);
  });
}

describe('a notice', () => {
  test.each(examples)('of $type says nothing that somebody wrote', ({ type, event }) => {
    const notice = noticeOf(event);
    const definition = (vocabulary.decisions as readonly EventDefinition[]).find((one) => one.type === type);
    const told = JSON.stringify(notice ?? {});
    for (const text of texts(definition?.data as never, event.data)) expect(told).not.toContain(text);
    expect(told).not.toContain('Orders within the country');
    if (notice !== undefined) expect(notices).toContain(notice.type);
  });

  test('of what waits says where, for whom and until when', () => {
    const event = examples.find(({ type }) => type === 'tool-call.suggested.v1')?.event as Decision;
    const need = { role: 'senior', queue: 'refunds', reviewers: 2, fourEyes: true, dueAt: '2026-01-31T10:30:00Z' };
    const notice = noticeOf({ ...event, data: { ...event.data, need } } as Decision);
    expect(notice).toMatchObject({
      type: 'review.pending',
      timestamp: '2026-01-31T09:30:00Z',
      data: { tenant: 'acme', kind: 'tool-call', tool: 'refund', queue: 'refunds', role: 'senior', reviewers: 2 },
    });
  });

  test('is not given of what a rule let go, or of a comment', () => {
    const suggested = examples.find(({ type }) => type === 'reply.suggested.v1')?.event as Decision;
    const auto = { ...suggested, data: { ...suggested.data, outcome: 'auto' } } as Decision;
    const verdict = examples.find(({ type }) => type === 'verdict.given.v1')?.event as Decision;
    const comment = { ...verdict, data: { ...verdict.data, kind: 'comment', decides: false } } as Decision;
    expect([noticeOf(auto), noticeOf(comment)]).toEqual([undefined, undefined]);
  });
});
