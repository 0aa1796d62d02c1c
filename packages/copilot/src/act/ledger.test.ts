import type {
  ActionParameters,
  Conversation,
  LedgerEntry,
  RecommendationView,
  VerdictGiven,
} from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { at, received, sent } from '../../test/facts.js';
import { conversationSubject, memoryStore } from '../../test/memory-store.js';
import { replyProposal } from '../../test/recommended.js';
import { decideEnding, decideRetry, decideStart, type StartState } from './ledger.js';

const question = received('1', 'How long?');
const command = { executor: 'host-1', token: 7, policyVersion: 'sha256:now' };

const envelope = {
  specversion: '1.0' as const,
  source: '/copilot/review',
  subject: conversationSubject,
  time: at(0),
  datacontenttype: 'application/json' as const,
  tenant: 'acme',
  connection: 'zendesk',
  actor: 'reviewer/anna',
};

const entry = (
  change: Partial<LedgerEntry['view']> = {},
  parameters: ActionParameters = { kind: 'post-reply' },
): LedgerEntry => {
  const view: LedgerEntry['view'] = {
    id: 'act_1',
    tenant: 'acme',
    connection: 'zendesk',
    conversation: conversationSubject,
    recommendationId: 'rec_1',
    verdictId: 'ver_1',
    parameters,
    status: 'approved',
    index: 0,
    of: 1,
    automatic: false,
    attempts: 0,
    approvedAt: at(0),
    updatedAt: at(0),
    ...change,
  };
  const { index, of, automatic } = view;
  return {
    view,
    event: {
      ...envelope,
      id: view.id,
      type: 'action.approved.v1',
      data: {
        actionId: view.id,
        verdictId: 'ver_1',
        recommendationId: 'rec_1',
        conversation: conversationSubject,
        parameters,
        proposalDigest: 'sha256:0',
        index,
        of,
        automatic,
      },
    },
    verdict: { ...envelope, id: 'ver_1', type: 'verdict.given.v1', data: { final: replyProposal } } as VerdictGiven,
    lease: { holder: 'host-1', token: 7, expiresAt: at(1) },
    startedAt: undefined,
  };
};

async function conversationAfter(
  ...facts: Parameters<ReturnType<typeof memoryStore>['receive']>
): Promise<Conversation> {
  const store = memoryStore();
  store.receive(question, ...facts);
  return (await store.conversation('acme', conversationSubject)) as Conversation;
}

const given = async (change: Partial<StartState> = {}): Promise<StartState> => ({
  now: at(1),
  entry: entry(),
  siblings: [],
  conversation: await conversationAfter(),
  recommendation: { seen: [question.id] } as unknown as RecommendationView,
  customer: undefined,
  answer: undefined,
  ...change,
});

const terms = { role: 'reviewer' as const, queue: 'review', reviewers: 1, fourEyes: false, withinSeconds: 60 };

describe('a claimed action', () => {
  test('starts, with the token of its claim and the policy in force', async () => {
    expect(decideStart(await given(), command)).toMatchObject({
      outcome: 'start',
      started: {
        id: 'act_1/started/1',
        policyversion: 'sha256:now',
        data: { actionId: 'act_1', executor: 'host-1', token: 7 },
      },
    });
  });

  test('is left to whoever holds its lease now, and as it ended', async () => {
    const other = { ...entry(), lease: { holder: 'host-2', token: 8, expiresAt: at(1) } };
    expect(decideStart(await given({ entry: other }), command)).toEqual({ outcome: 'leave' });
    for (const status of ['executed', 'failed', 'uncertain', 'cancelled'] as const) {
      expect(decideStart(await given({ entry: entry({ status }) }), command)).toEqual({ outcome: 'leave' });
    }
  });

  test.each([
    ['the customer wrote again', { conversation: conversationAfter(received('2', 'Wait!')) }, 'stale'],
    ['somebody answered', { conversation: conversationAfter(sent('2', 'Done.')) }, 'stale'],
    ['its words were erased', { entry: { ...entry(), verdict: undefined } }, 'erased'],
    ['its recommendation is gone', { recommendation: undefined }, 'erased'],
    ['its case is gone', { conversation: undefined }, 'erased'],
    [
      'a rule approved it and no longer would',
      { entry: entry({ automatic: true }), answer: { outcome: 'review' } },
      'policy',
    ],
  ] as const)('is cancelled where %s', async (_what, change, why) => {
    const conversation = 'conversation' in change ? { conversation: await change.conversation } : {};
    const state = await given({ ...(change as Partial<StartState>), ...conversation });
    expect(decideStart(state, command)).toMatchObject({
      outcome: 'cancel',
      events: [{ data: { actionId: 'act_1', why } }],
    });
  });

  test('is cancelled where the customer opted out of the channel, or the case is closed', async () => {
    const conversation = await conversationAfter();
    const customer = { consent: { mail: 'opted-out' } } as unknown as StartState['customer'];
    expect(decideStart(await given({ customer }), command)).toMatchObject({ outcome: 'cancel', why: 'opted-out' });
    const closed = { conversation: { ...conversation, status: 'closed' as const } };
    expect(decideStart(await given(closed), command)).toMatchObject({ outcome: 'cancel', why: 'case-closed' });
  });

  test('that only tags does not mind a newer message', async () => {
    const tags = entry({}, { kind: 'set-tags', add: ['vip'], remove: [] });
    const conversation = await conversationAfter(received('2', 'Wait!'));
    expect(decideStart(await given({ entry: tags, conversation }), command)).toMatchObject({ outcome: 'start' });
  });

  test('that a rule approved starts while the policy says so still', async () => {
    const automatic = { entry: entry({ automatic: true }), answer: { outcome: 'auto' as const, review: terms } };
    expect(decideStart(await given(automatic), command)).toMatchObject({ outcome: 'start' });
  });
});

describe('a started action', () => {
  const started = entry({ status: 'started', attempts: 1, of: 2 });
  const later = entry({ id: 'act_2', index: 1, of: 2 });
  const state = { now: at(2), entry: started, siblings: [started, later] };
  const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

  test('that failed takes what was to follow with it', () => {
    expect(
      decideEnding(state, { kind: 'failed', code: 'ticket-closed', status: 422, permanent: true }, command),
    ).toMatchObject([
      { type: 'action.failed.v1', data: { actionId: 'act_1', code: 'ticket-closed', permanent: true } },
      { type: 'action.cancelled.v1', data: { actionId: 'act_2', why: 'earlier-failed' } },
    ]);
  });

  test('that was done is recorded whoever holds the lease, even once uncertain', () => {
    const done = { kind: 'executed', found: 'answer' } as const;
    expect(types(decideEnding(state, done, { ...command, token: 6 }))).toEqual(['action.executed.v1']);
    const uncertain = { ...state, entry: entry({ status: 'uncertain' }) };
    expect(types(decideEnding(uncertain, done, command))).toEqual(['action.executed.v1']);
  });

  test('is not called failed or uncertain by one who lost the lease, or after it ended', () => {
    const failed = { kind: 'failed', code: 'x', permanent: true } as const;
    expect(decideEnding(state, failed, { ...command, token: 6 })).toEqual([]);
    expect(decideEnding(state, { kind: 'uncertain', why: 'crashed' }, { ...command, token: 6 })).toEqual([]);
    const executed = { ...state, entry: entry({ status: 'executed' }) };
    expect(decideEnding(executed, failed, command)).toEqual([]);
  });
});

describe('a failure without effect', () => {
  const failure = { outcome: 'failed', code: 'desk-unavailable', status: 500, permanent: false } as const;
  const budget = { attempts: 1, maxAttempts: 5, limited: 0, limitedSinceMs: 0, limitedForMs: 3_600_000 };

  test('is tried again no sooner than the vendor says, ever later, and not for ever', () => {
    expect(decideRetry({ ...failure, retryAfterMs: 7_000 }, budget)).toEqual({ againInMs: 7_000 });
    expect(decideRetry(failure, budget)).toEqual({ againInMs: 1_000 });
    expect(decideRetry(failure, { ...budget, attempts: 4 })).toEqual({ againInMs: 8_000 });
    expect(decideRetry(failure, { ...budget, attempts: 5 })).toMatchObject({ kind: 'failed', permanent: false });
  });

  test.each([429, 503])('for the desk’s limits (%i) pauses the connection; age ends it, not tries', (status) => {
    const limit = { ...failure, status, retryAfterMs: 7_000 };
    expect(decideRetry(limit, { ...budget, attempts: 9 })).toEqual({ againInMs: 7_000, pauseMs: 7_000 });
    expect(decideRetry(limit, { ...budget, limited: 6 })).toEqual({ againInMs: 64_000, pauseMs: 7_000 });
    expect(decideRetry(limit, { ...budget, limited: 60 })).toEqual({ againInMs: 600_000, pauseMs: 7_000 });
    expect(decideRetry(limit, { ...budget, limitedSinceMs: 3_600_000 })).toMatchObject({ pauseMs: 7_000 });
    expect(decideRetry(limit, { ...budget, limitedSinceMs: 3_600_001 })).toEqual({
      ...{ kind: 'failed', code: 'desk-unavailable', status, permanent: false },
    });
  });

  test('that is permanent is the end; a conflict is looked at again, then given up as stale', () => {
    expect(decideRetry({ ...failure, code: 'gone', permanent: true }, budget)).toMatchObject({
      kind: 'failed',
      permanent: true,
    });
    const conflict = { ...failure, code: 'conflict', status: 409 };
    expect(decideRetry(conflict, budget)).toEqual({ againInMs: 2_000 });
    expect(decideRetry(conflict, { ...budget, attempts: 3 })).toEqual({ kind: 'cancelled', why: 'stale' });
  });
});
