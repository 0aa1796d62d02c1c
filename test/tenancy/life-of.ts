import type { Action, Decision, EventByType, Fact } from '@deskrail/contracts';

/** What is in every text and name of B's, and nowhere else. */
export const marker = 'SECRET-OF-B';

export const tenants = ['a', 'b'] as const;
export type Tenant = (typeof tenants)[number];

/** Of both tenants, under one name. */
export const shared = { conversation: 'conversation:desk:1', recommendation: 'rec_both', action: 'act_both' };
/** Of B alone. */
export const ofB = {
  conversation: 'conversation:desk:b-only',
  recommendation: 'rec_of_b',
  action: 'act_of_b',
  deadLetter: 'dead-letter/of-b',
  connection: 'desk-b',
  person: 'person_of_b',
};

const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
const hash = (tenant: Tenant) => `sha256:${(tenant === 'a' ? '1' : '2').repeat(64)}`;

const envelope = (tenant: Tenant, id: string, subject: string, minutesAgo: number) => ({
  specversion: '1.0' as const,
  id: `${tenant}/${id}`,
  source: '/test',
  subject,
  time: at(minutesAgo),
  datacontenttype: 'application/json' as const,
  tenant,
  connection: 'desk',
  correlationid: subject,
});

const textOf = (tenant: Tenant, what: string) => (tenant === 'b' ? `${marker} ${what}` : `${what} of a`);

export const said = (tenant: Tenant, id: string, subject: string): Fact => ({
  // So old that nothing is suggested for it.
  ...envelope(tenant, `message/${id}`, subject, 3 * 1440),
  ...{ type: 'message.received.v1', actor: 'customer/7', authenticity: 'signed', identity: 'exact' },
  data: {
    messageId: id,
    author: { kind: 'customer', id: '7', name: textOf(tenant, 'Robin') },
    visibility: 'public',
    text: textOf(tenant, 'Where is my tent?'),
    origin: { vendor: 'desk', by: 'event', raw: textOf(tenant, '{}') },
  },
});

export const suggested = (tenant: Tenant, id: string, conversation: string): EventByType<'reply.suggested.v1'> => ({
  ...envelope(tenant, `suggested/${id}`, conversation, 10),
  ...{ type: 'reply.suggested.v1', actor: 'model/test' },
  data: {
    recommendationId: id,
    about: { conversation },
    hash: hash(tenant),
    seen: [],
    evidence: [],
    confidence: 0.8,
    flags: [],
    outcome: 'review',
    pipeline: 'test/1',
    model: { name: 'test', version: '1' },
    proposal: {
      ...{ kind: 'reply', visibility: 'public', text: textOf(tenant, 'On its way.') },
      sentences: [{ text: textOf(tenant, 'On its way.'), evidence: [] }],
    },
  },
});

/** A decided recommendation and its action, of which nobody knows whether it happened. */
export function acted(tenant: Tenant, action: string, conversation: string): (Decision | Action)[] {
  const on = { ...suggested(tenant, `${action}_why`, conversation), type: 'reply.suggested.v1' as const };
  const { recommendationId, proposal } = on.data;
  const verdictId = `ver_${action}`;
  const place = (id: string, minutesAgo: number) => ({
    ...envelope(tenant, id, conversation, minutesAgo),
    actor: 'reviewer/anna',
  });
  return [
    on,
    {
      ...place(`verdict/${action}`, 9),
      type: 'verdict.given.v1',
      data: {
        ...{ verdictId, recommendationId, hash: hash(tenant), kind: 'approve', reviewer: 'reviewer/anna' },
        ...{ decides: true, final: proposal, finalHash: hash(tenant), comment: textOf(tenant, 'Fine.') },
      },
    },
    {
      ...place(`approved/${action}`, 9),
      type: 'action.approved.v1',
      data: {
        ...{ actionId: action, verdictId, recommendationId, conversation, parameters: { kind: 'post-reply' } },
        ...{ proposalDigest: hash(tenant), index: 0, of: 1, automatic: false },
      },
    },
    {
      ...place(`started/${action}`, 8),
      type: 'action.started.v1',
      data: { actionId: action, executor: textOf(tenant, 'host'), token: 1 },
    },
    {
      ...place(`uncertain/${action}`, 7),
      type: 'action.uncertain.v1',
      data: { actionId: action, why: 'timed-out' },
    },
  ] as (Decision | Action)[];
}

export const letter = (tenant: Tenant, id: string): EventByType<'dead-letter.recorded.v1'> =>
  ({
    ...envelope(tenant, 'unused', 'conversation:desk:1', 5),
    id,
    ...{ type: 'dead-letter.recorded.v1', actor: 'system/test' },
    data: {
      ...{ reason: 'handler-failed', code: 'internal', message: textOf(tenant, 'It failed.'), attempts: 3 },
      from: { kind: 'stream', stream: 'facts', position: '1', group: 'projection', eventId: `${tenant}/message/1` },
      body: textOf(tenant, '{}'),
    },
  }) as EventByType<'dead-letter.recorded.v1'>;
