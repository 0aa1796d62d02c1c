import type { PolicyAnswer, PolicyLimit, RecommendationView, ReviewRole, VerdictKind } from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { decideVerdict, type VerdictCommand, type VerdictDecision, type VerdictState } from './decide-verdict.js';

const now = '2026-01-31T10:00:00Z';
const hash = 'sha256:seen';
const later = '2026-01-31T11:00:00Z';
const call = { kind: 'tool-call', tool: 'refund', arguments: { amount: 10 } } as const;

/** A refund that waits, such as it is unless a test says otherwise. */
const waiting = (changes: Partial<RecommendationView> = {}): RecommendationView =>
  ({
    recommendationId: 'rec_1',
    tenant: 'acme',
    about: { question: 'A refund?' },
    kind: 'tool-call',
    status: 'open',
    outcome: 'review',
    proposal: call,
    hash,
    seen: [],
    verdicts: [],
    actions: [],
    pipeline: 'p',
    expiresAt: later,
    createdAt: now,
    updatedAt: now,
    ...changes,
  }) as RecommendationView;

const need = (changes: Partial<NonNullable<RecommendationView['need']>>) => ({
  need: { role: 'reviewer' as const, queue: 'review', reviewers: 1, fourEyes: false, ...changes },
});

const answer = (
  changes: Partial<PolicyAnswer['review']> & { outcome?: PolicyAnswer['outcome'] } = {},
): PolicyAnswer => {
  const { outcome = 'review', ...review } = changes;
  return {
    outcome,
    rule: 'r1',
    review: { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false, withinSeconds: 60, ...review },
  };
};

const agreed = (name: string, role: ReviewRole = 'reviewer') => ({
  agreement: { reviewer: `reviewer/${name}`, verdictId: `ver_${name}`, at: now },
  verdict: {
    ...{ verdictId: `ver_${name}`, recommendationId: 'rec_1', hash, kind: 'approve', reviewer: `reviewer/${name}` },
    ...{ decides: false, role, at: now },
  } as RecommendationView['verdicts'][number],
});
const agreements = (...ones: ReturnType<typeof agreed>[]): Partial<RecommendationView> => ({
  agreements: ones.map(({ agreement }) => agreement),
  verdicts: ones.map(({ verdict }) => verdict),
});

interface By {
  readonly name?: string;
  readonly role?: ReviewRole;
  readonly queues?: readonly string[];
  readonly claim?: number;
  readonly saw?: string;
  readonly id?: string;
}

const roles = ['agent', 'reviewer', 'senior', 'admin'] as const;

function command(kind: VerdictKind, { name = 'anna', role = 'reviewer', queues, claim, saw = hash, id }: By = {}) {
  const actor = `reviewer/${name}`;
  const lets = kind === 'approve' || kind === 'edit' || kind === 'respond';
  const data = {
    ...{ verdictId: id ?? `ver_${name}_${kind}`, recommendationId: 'rec_1', hash: saw, kind, reviewer: actor },
    decides: kind !== 'comment' && kind !== 'escalate',
    ...(lets && { final: call, finalHash: kind === 'approve' ? saw : 'sha256:edited' }),
    ...(lets && { counts: [{ counts: 'spend' as const, per: 'tenant' as const, of: 'acme', amount: 10 }] }),
    ...(kind === 'reject' && { reason: { code: 'wrong' as const } }),
    ...(kind === 'escalate' && { escalateTo: 'seniors' }),
  };
  const rights = {
    ...{ roles: roles.slice(0, roles.indexOf(role) + 1), credential: `key/${name}` },
    ...(queues && { queues }),
  };
  const prepared = { data, actor, automatic: false, actions: [] };
  const place = { tenant: 'acme', subject: 'conversation:api:rec_1' };
  return { prepared, place, rights, claim } satisfies VerdictCommand;
}

const given = (recommendation: RecommendationView | undefined, more: Partial<VerdictState> = {}) => ({
  when: (kind: VerdictKind, by?: By): VerdictDecision =>
    decideVerdict(
      { now, conversation: undefined, remembered: undefined, recommendation, answer: answer(), ...more },
      command(kind, by),
    ),
});

const verdictOf = (decision: VerdictDecision) => {
  const event = decision.outcome === 'given' ? decision.events[0] : undefined;
  return event?.type === 'verdict.given.v1' ? event.data : decision;
};
const refusal = (code: string, details?: object) => ({
  outcome: 'refused',
  error: expect.objectContaining({ code, ...(details && { details: expect.objectContaining(details) }) }),
});

describe('one reviewer', () => {
  test.each(['approve', 'edit', 'respond', 'reject'] as const)('%s decides, and says who it was', (kind) => {
    expect(verdictOf(given(waiting()).when(kind))).toMatchObject({
      ...{ decides: true, role: 'reviewer', credential: 'key/anna', reviewer: 'reviewer/anna' },
    });
  });

  test.each(['approve', 'edit', 'respond'] as const)(
    '%s counts what it spends and names the rule; a rejection spends nothing',
    (kind) => {
      expect(verdictOf(given(waiting()).when(kind))).toMatchObject({ rule: 'r1', counts: [{ amount: 10 }] });
      expect(verdictOf(given(waiting()).when('reject'))).not.toHaveProperty('counts');
      expect(verdictOf(given(waiting()).when('reject'))).not.toHaveProperty('rule');
    },
  );

  test.each(['comment', 'escalate'] as const)('%s decides nothing, and an agent may', (kind) => {
    expect(verdictOf(given(waiting(need({ role: 'senior' }))).when(kind, { role: 'agent' }))).toMatchObject({
      decides: false,
    });
  });
});

describe('who may', () => {
  const seniors = waiting(need({ role: 'senior', queue: 'money' }));

  test.each(['approve', 'edit', 'respond', 'reject'] as const)('%s takes the role of the item', (kind) => {
    expect(given(seniors).when(kind)).toMatchObject(refusal('forbidden', { role: 'senior', queue: 'money' }));
    expect(verdictOf(given(seniors).when(kind, { role: 'senior' }))).toMatchObject({ decides: true });
    expect(verdictOf(given(seniors).when(kind, { role: 'admin' }))).toMatchObject({ decides: true });
  });

  test.each(['approve', 'reject', 'escalate'] as const)(
    '%s takes the queue, where the credential is for some alone',
    (kind) => {
      const by = { role: 'senior', queues: ['review'] } as const;
      expect(given(seniors).when(kind, by)).toMatchObject(refusal('forbidden', { queue: 'money' }));
      const moved = waiting({ ...need({ role: 'senior', queue: 'money' }), queue: 'review' });
      expect(given(moved).when(kind, by)).toMatchObject({ outcome: 'given' });
    },
  );

  test('an agent decides what policy lets an agent decide', () => {
    const agents = waiting(need({ role: 'agent' }));
    const lenient = { answer: answer({ role: 'agent' }) };
    expect(verdictOf(given(agents, lenient).when('approve', { role: 'agent' }))).toMatchObject({ decides: true });
    expect(given(waiting(), lenient).when('approve', { role: 'agent' })).toMatchObject(refusal('forbidden'));
  });

  test('a credential without any role of a reviewer says nothing, not even a comment', () => {
    const { rights: _, ...rest } = command('comment');
    const state = { now, recommendation: waiting(), conversation: undefined, remembered: undefined };
    expect(decideVerdict(state, { ...rest, rights: { roles: [] } })).toMatchObject(refusal('forbidden'));
  });
});

describe('the policy in force', () => {
  test('is asked of what is finally proposed: the stricter of it and the item counts', () => {
    const stricter = { answer: answer({ role: 'senior', queue: 'money' }) };
    expect(given(waiting(), stricter).when('edit')).toMatchObject(refusal('forbidden', { role: 'senior' }));
    expect(given(waiting(), stricter).when('edit', { role: 'senior', queues: ['review'] })).toMatchObject(
      refusal('forbidden', { queue: 'money' }),
    );
    expect(verdictOf(given(waiting(), stricter).when('edit', { role: 'senior' }))).toMatchObject({ decides: true });
  });

  test('never makes less of what the item takes', () => {
    const lenient = { answer: answer({ role: 'agent', outcome: 'auto' }) };
    expect(given(waiting(need({ role: 'senior' })), lenient).when('edit')).toMatchObject(refusal('forbidden'));
    expect(verdictOf(given(waiting(need({ reviewers: 2 })), lenient).when('approve'))).toMatchObject({
      decides: false,
    });
  });

  test('asks for more people than the item did', () => {
    expect(verdictOf(given(waiting(), { answer: answer({ reviewers: 2 }) }).when('approve'))).toMatchObject({
      decides: false,
    });
  });

  test('was asked about what is let go, or nothing is', () => {
    for (const kind of ['approve', 'edit', 'respond'] as const) {
      expect(given(waiting(), { answer: undefined }).when(kind)).toMatchObject(refusal('conflict'));
    }
    expect(given(waiting(), { answer: undefined }).when('reject')).toMatchObject({ outcome: 'given' });
  });

  test('blocks whoever it is, and lets them reject', () => {
    const blocks = { answer: answer({ outcome: 'block' }) };
    expect(given(waiting(), blocks).when('approve', { role: 'admin' })).toMatchObject(
      refusal('forbidden', { rule: 'r1' }),
    );
    expect(verdictOf(given(waiting(), blocks).when('reject'))).toMatchObject({ decides: true });
  });

  test('has limits that only a role goes beyond', () => {
    const { review } = answer({ role: 'senior' });
    const overLimit: PolicyLimit = {
      id: 'day',
      counts: 'spend',
      per: 'tenant',
      most: 5,
      withinSeconds: 60,
      beyond: review,
    };
    expect(given(waiting(), { overLimit }).when('approve')).toMatchObject(
      refusal('limit-reached', { limit: 'day', role: 'senior' }),
    );
    expect(verdictOf(given(waiting(), { overLimit }).when('approve', { role: 'senior' }))).toMatchObject({
      decides: true,
    });
    expect(verdictOf(given(waiting(), { overLimit }).when('reject'))).toMatchObject({ decides: true });
  });
});

describe('where several must agree', () => {
  const two = need({ reviewers: 2 });

  test('the first agrees, the second decides and names the first', () => {
    expect(verdictOf(given(waiting(two)).when('approve'))).toMatchObject({ decides: false });
    const second = given(waiting({ ...two, ...agreements(agreed('anna')) })).when('approve', { name: 'ben' });
    expect(verdictOf(second)).toMatchObject({ decides: true, agreed: ['ver_anna'] });
  });

  test('what does not decide lets nothing happen and counts nothing', () => {
    const first = given(waiting(two)).when('approve');
    expect(first.outcome === 'given' && first.events.map(({ type }) => type)).toEqual(['verdict.given.v1']);
    expect(verdictOf(first)).not.toHaveProperty('counts');
  });

  test('one person counts once, however their name is written', () => {
    const once = waiting({ ...two, ...agreements(agreed('anna')) });
    expect(verdictOf(given(once).when('approve', { id: 'ver_again' }))).toMatchObject({ decides: false });
    expect(verdictOf(given(once).when('approve', { name: 'ＡＮＮＡ' }))).toMatchObject({ decides: false });
  });

  test('who completes it is not named among those before them', () => {
    // It took three when they agreed, and takes two now.
    const before = waiting({ ...two, ...agreements(agreed('anna'), agreed('ben')) });
    expect(verdictOf(given(before).when('approve', { id: 'ver_again' }))).toMatchObject({ agreed: ['ver_ben'] });
  });

  test('who agreed in a role that is not enough any more does not count', () => {
    const stricter = { answer: answer({ role: 'senior' }) };
    const before = waiting({ ...two, ...agreements(agreed('anna')) });
    expect(verdictOf(given(before, stricter).when('approve', { name: 'ben', role: 'senior' }))).toMatchObject({
      decides: false,
    });
  });

  test.each(['edit', 'respond'] as const)('%s begins anew, and does not decide', (kind) => {
    const before = waiting({ ...two, ...agreements(agreed('anna')) });
    expect(verdictOf(given(before).when(kind, { name: 'ben' }))).toMatchObject({
      ...{ decides: false, finalHash: 'sha256:edited' },
    });
  });

  test('an approval of the words before the edit is stale', () => {
    const edited = waiting({ ...two, hash: 'sha256:edited', suggestedHash: hash });
    expect(given(edited).when('approve')).toMatchObject(refusal('stale-hash', { hash: 'sha256:edited' }));
  });

  test('a rejection decides at once', () => {
    expect(verdictOf(given(waiting(need({ reviewers: 3 }))).when('reject'))).toMatchObject({ decides: true });
  });
});

describe('four eyes', () => {
  const four = { ...need({ fourEyes: true }), requestedBy: 'system/anna' };

  test('are two people at least', () => {
    expect(verdictOf(given(waiting(four)).when('approve', { name: 'ben' }))).toMatchObject({ decides: false });
    const second = given(waiting({ ...four, ...agreements(agreed('ben')) })).when('approve', { name: 'cleo' });
    expect(verdictOf(second)).toMatchObject({ decides: true, agreed: ['ver_ben'] });
  });

  test.each(['approve', 'edit', 'respond'] as const)('who asked for it cannot %s it', (kind) => {
    expect(given(waiting(four)).when(kind)).toMatchObject(refusal('forbidden', { fourEyes: true }));
  });

  test('who asked for it may take it back', () => {
    expect(verdictOf(given(waiting(four)).when('reject'))).toMatchObject({ decides: true });
  });

  test('what they agreed to before it took four eyes does not count', () => {
    const before = waiting({ ...four, ...agreements(agreed('anna')) });
    expect(verdictOf(given(before).when('approve', { name: 'ben' }))).toMatchObject({ decides: false });
  });

  test('who wrote it anew does not approve it', () => {
    const own = agreed('ben');
    const edited = { ...own.verdict, kind: 'edit' as const, finalHash: 'sha256:edited' };
    const before = { ...four, hash: 'sha256:edited', agreements: [own.agreement], verdicts: [edited] };
    const saw = 'sha256:edited';
    expect(verdictOf(given(waiting(before)).when('approve', { name: 'ben', saw }))).toMatchObject({ decides: false });
    expect(verdictOf(given(waiting(before)).when('approve', { name: 'cleo', saw }))).toMatchObject({ decides: true });
  });
});

describe('a claim', () => {
  const claim = { holder: 'reviewer/ben', token: 7, expiresAt: later };

  test.each(['approve', 'edit', 'respond', 'reject', 'escalate'] as const)('of somebody else keeps out %s', (kind) => {
    expect(given(waiting(), { claim }).when(kind)).toMatchObject(
      refusal('claimed', { holder: 'reviewer/ben', expiresAt: later }),
    );
  });

  test('of somebody else keeps out no comment', () => {
    expect(given(waiting(), { claim }).when('comment')).toMatchObject({ outcome: 'given' });
  });

  test('of one’s own is named on the verdict', () => {
    expect(verdictOf(given(waiting(), { claim }).when('approve', { name: 'ben' }))).toMatchObject({ claim: 7 });
    expect(verdictOf(given(waiting(), { claim }).when('approve', { name: 'ben', claim: 7 }))).toMatchObject({
      claim: 7,
    });
  });

  test.each([
    ['taken over by another', claim, 'anna', 6],
    ['followed by a newer one of theirs', claim, 'ben', 6],
    ['over', undefined, 'ben', 7],
  ] as const)('that is %s says nothing any more', (_, live, name, token) => {
    expect(given(waiting(), { claim: live }).when('approve', { name, claim: token })).toMatchObject(
      refusal('claim-lost'),
    );
  });
});

describe('too late', () => {
  const winner = agreed('ben').verdict;
  test.each<[string, Partial<RecommendationView>, string, object]>([
    ['decided', { status: 'approved', verdict: winner }, 'already-decided', { winner }],
    ['rejected', { status: 'rejected', verdict: winner }, 'already-decided', { winner }],
    ['shown', { status: 'shown' }, 'already-decided', {}],
    [
      'superseded',
      { status: 'superseded', superseded: { reason: 'newer-message', by: 'f2' } },
      'superseded',
      { by: 'f2', reason: 'newer-message' },
    ],
    ['expired', { status: 'expired' }, 'expired', {}],
    ['withheld', { status: 'withheld' }, 'conflict', {}],
  ])('it is %s', (_, state, code, details) => {
    expect(given(waiting(state)).when('approve')).toMatchObject(refusal(code, details));
  });

  test('its time is over by the store’s clock, which is told', () => {
    const decision = given(waiting({ expiresAt: now })).when('approve');
    expect(decision).toMatchObject(refusal('expired'));
    expect(decision).toMatchObject({ events: [{ type: 'recommendation.expired.v1' }] });
  });

  test('there is none', () => {
    expect(given(undefined).when('approve')).toMatchObject(refusal('not-found'));
  });
});

describe('the same again', () => {
  test('is the first answer, whatever has happened since', () => {
    const first = { ...agreed('anna').verdict, verdictId: 'ver_anna_approve' };
    for (const status of ['open', 'approved', 'superseded'] as const) {
      expect(given(waiting({ status, verdicts: [first] })).when('approve')).toEqual({
        ...{ outcome: 'repeated', verdictId: 'ver_anna_approve' },
      });
    }
  });

  test('under one key is the same; something else under it is refused', () => {
    const remembered = 'ver_anna_approve';
    expect(given(waiting(), { remembered }).when('approve')).toMatchObject({ outcome: 'repeated' });
    expect(given(waiting(), { remembered }).when('reject')).toMatchObject(refusal('idempotency-mismatch'));
  });
});
