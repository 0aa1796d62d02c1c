import type { ReviewDesk, SubmitVerdict } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { received, sent, statusChanged } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { quote, recommended, replyProposal } from '../../test/recommended.js';
import { vendor } from '../../test/vendor.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from './review-desk.js';

const question = received('1', 'How long does delivery take?');

let store: MemoryStore;
let desk: ReviewDesk;
let id: string;
let hash: string;

beforeEach(async () => {
  store = memoryStore();
  store.receive(
    question,
    sent('n', 'Tell them nothing about the strike in the harbour, please, at all.', { visibility: 'private' }),
  );
  desk = createReviewDesk({ store, policy: await definePolicy([]) });
  ({ recommendationId: id, hash } = await recommended(store, { seen: [question.id] }));
});

const give = (
  request: Partial<SubmitVerdict> & Pick<SubmitVerdict, 'kind'>,
  { actor = 'reviewer/anna', key, of = id }: { actor?: string; key?: string; of?: string } = {},
) => desk.give({ tenant: 'acme', actor, recommendationId: of, request: { hash, ...request }, idempotencyKey: key });

const approvedActions = async () => (await store.actions('acme', {})).items;

describe('a verdict', () => {
  test('approve puts the proposal in force and approves one action, in one go', async () => {
    const { verdict, recommendation, repeated } = await give({ kind: 'approve' });
    expect(repeated).toBe(false);
    expect(verdict).toMatchObject({ decides: true, final: replyProposal, finalHash: hash, reviewer: 'reviewer/anna' });
    expect(recommendation).toMatchObject({ status: 'approved', actions: [{ parameters: { kind: 'post-reply' } }] });
    expect(store.types().slice(-2)).toEqual(['verdict.given.v1', 'action.approved.v1']);
  });

  test('edit keeps the evidence of what still stands, and hashes anew', async () => {
    const { verdict } = await give({ kind: 'edit', text: `${quote} Sorry for the wait.` });
    expect(verdict.final).toMatchObject({
      text: `${quote} Sorry for the wait.`,
      sentences: [
        { text: quote, evidence: ['e1'] },
        { text: 'Sorry for the wait.', evidence: [] },
      ],
    });
    expect(verdict.finalHash).not.toBe(hash);
    const approval = store.emitted.at(-1)?.data;
    expect(approval).toMatchObject({ proposalDigest: verdict.finalHash });
  });

  test('respond sends the reviewer’s own words', async () => {
    const { verdict, recommendation } = await give({ kind: 'respond', text: 'It is on its way.' });
    expect(verdict.final).toMatchObject({ kind: 'reply', sentences: [{ text: 'It is on its way.', evidence: [] }] });
    expect(recommendation.actions).toHaveLength(1);
  });

  test('reject decides without an action; comment and escalate leave it open', async () => {
    await give({ kind: 'comment', comment: 'Looks right.' });
    const escalated = await give({ kind: 'escalate', escalateTo: 'seniors' });
    expect(escalated.recommendation).toMatchObject({ status: 'open', queue: 'seniors' });
    const { recommendation } = await give({ kind: 'reject', reason: { code: 'tone' } });
    expect(recommendation).toMatchObject({ status: 'rejected', actions: [] });
    expect(recommendation.verdicts.map(({ kind }) => kind)).toEqual(['comment', 'escalate', 'reject']);
  });

  test('on what a chatbot asked brings no action: the chatbot shows it', async () => {
    const bare = await recommended(store, { bare: true, id: 'b' });
    const { recommendation } = await give({ kind: 'approve', hash: bare.hash }, { of: bare.recommendationId });
    expect(recommendation).toMatchObject({ status: 'approved', actions: [] });
  });

  test('on a classification makes an ordered list, the status last', async () => {
    const proposal = {
      kind: 'classification',
      addTags: ['vip'],
      priority: 'high',
      status: 'solved',
      group: '7',
    } as const;
    const made = await recommended(store, { proposal: { ...proposal, addTags: ['vip'] }, id: 'c' });
    await give({ kind: 'approve', hash: made.hash }, { of: made.recommendationId });
    const actions = await approvedActions();
    expect(actions.map(({ parameters, index, of }) => [parameters.kind, index, of])).toEqual([
      ['set-tags', 0, 4],
      ['set-priority', 1, 4],
      ['assign', 2, 4],
      ['set-status', 3, 4],
    ]);
  });
});

describe('the same again', () => {
  test('is the same answer, and one action', async () => {
    const [first, second] = await Promise.all([give({ kind: 'approve' }), give({ kind: 'approve' })]);
    expect([first.repeated, second.repeated].sort()).toEqual([false, true]);
    expect(second.verdict).toEqual(first.verdict);
    expect(await approvedActions()).toHaveLength(1);
  });

  test('another person, or other content, meets the winner', async () => {
    const { verdict } = await give({ kind: 'approve' });
    for (const other of [
      () => give({ kind: 'approve' }, { actor: 'reviewer/ben' }),
      () => give({ kind: 'edit', text: 'No.' }),
      () => give({ kind: 'reject', reason: { code: 'wrong' } }),
    ]) {
      await expect(other()).rejects.toMatchObject({
        code: 'already-decided',
        details: { winner: { verdictId: verdict.verdictId } },
      });
    }
    expect(await approvedActions()).toHaveLength(1);
  });

  test('by key is remembered for a day; the key with other content is refused', async () => {
    await give({ kind: 'comment', comment: 'One' }, { key: 'k' });
    expect(await give({ kind: 'comment', comment: 'One' }, { key: 'k' })).toMatchObject({ repeated: true });
    await expect(give({ kind: 'approve' }, { key: 'k' })).rejects.toMatchObject({ code: 'idempotency-mismatch' });
    // Also where the verdict that it first came with had been given without it.
    await give({ kind: 'comment', comment: 'Two' });
    expect(await give({ kind: 'comment', comment: 'Two' }, { key: 'late' })).toMatchObject({ repeated: true });
    await expect(give({ kind: 'approve' }, { key: 'late' })).rejects.toMatchObject({ code: 'idempotency-mismatch' });
    // Another person's key is another key.
    await give({ kind: 'approve' }, { key: 'k', actor: 'reviewer/ben' });
  });
});

describe('too late', () => {
  test('another hash: what is there now, and what came since', async () => {
    const note = sent('2', 'A note', { visibility: 'private' });
    store.receive(note);
    await expect(give({ kind: 'approve', hash: 'sha256:old' })).rejects.toMatchObject({
      code: 'stale-hash',
      details: { hash, recommendation: { recommendationId: id }, facts: expect.arrayContaining([note.id]) },
    });
  });

  test('the customer wrote again: superseded, and kept so', async () => {
    const newer = received('2', 'Cancel it instead!', { minutes: 1 });
    store.receive(newer);
    for (const kind of ['approve', 'approve'] as const) {
      await expect(give({ kind })).rejects.toMatchObject({
        code: 'superseded',
        details: { reason: 'newer-message', by: newer.id },
      });
    }
    expect(store.types().filter((type) => type === 'recommendation.superseded.v1')).toHaveLength(1);
    expect(await approvedActions()).toEqual([]);
  });

  test('somebody answered, or the case is over: superseded', async () => {
    store.receive(statusChanged('closed', { minutes: 1 }));
    await expect(give({ kind: 'approve' })).rejects.toMatchObject({ details: { reason: 'case-closed' } });
  });

  test('our own reply coming back is nobody else’s', async () => {
    store.receive(sent('2', 'Ours', { actionId: 'act_0' }));
    expect(await give({ kind: 'approve' })).toMatchObject({ recommendation: { status: 'approved' } });
  });

  test('its time is over by the store’s clock', async () => {
    store.nowMs += 3_600_000;
    await expect(give({ kind: 'approve' })).rejects.toMatchObject({ code: 'expired' });
    expect(store.types().at(-1)).toBe('recommendation.expired.v1');
  });
});

describe('refused', () => {
  test.each([
    [{ kind: 'reject' }, /reason/],
    [{ kind: 'edit' }, /text/],
    [{ kind: 'edit', proposal: { kind: 'escalation', to: 'x', why: 'y' } }, /reply/],
    [{ kind: 'respond' }, /text/],
    [{ kind: 'escalate' }, /queue/],
    [{ kind: 'comment' }, /comment/],
    [{ kind: 'approve', text: 'My own words.' }, /edit/],
    [{ kind: 'approve', proposal: replyProposal }, /edit/],
    [{ kind: 'comment', comment: 'No.', reason: { code: 'tone' } }, /reason/],
    [{ kind: 'edit', text: 'Nothing about the strike in the harbour, please, at all.' }, /private-note-quoted/],
    [{ kind: 'adopt' as 'approve' }, /kind/],
  ] as const)('%j', async (request, message) => {
    await expect(give(request)).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringMatching(message),
    });
    expect(store.types()).not.toContain('verdict.given.v1');
  });

  test('what policy blocks, whoever proposes it', async () => {
    desk = createReviewDesk({
      store,
      policy: await definePolicy([{ id: 'no', when: { kind: 'reply' }, outcome: 'block' }]),
    });
    await expect(give({ kind: 'edit', text: 'Mine.' })).rejects.toMatchObject({ details: { rule: 'no' } });
  });

  test('what another tenant has', async () => {
    const request = { kind: 'approve', hash } as const;
    await expect(
      desk.give({ tenant: 'other', actor: 'reviewer/anna', recommendationId: id, request }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('at a desk of messages alone', () => {
  const escalation = { kind: 'escalation', to: 'legal', why: 'A lawyer.' } as const;
  beforeEach(async () => {
    const connection = { ...vendor().connection, actionKinds: ['post-reply'] } as const;
    desk = createReviewDesk({ store, policy: await definePolicy([]), connections: [connection], groupOf: () => '7' });
  });

  test('an edit that proposes what it cannot carry out is refused, and says what', async () => {
    const made = await recommended(store, { proposal: escalation, id: 'e' });
    const proposal = { ...escalation, note: 'Look.', priority: 'high' } as const;
    await expect(
      give({ kind: 'edit', proposal, hash: made.hash }, { of: made.recommendationId }),
    ).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringContaining('post-note, set-priority'),
      details: { unsupported: ['post-note', 'set-priority'] },
    });
    expect(await approvedActions()).toEqual([]);
  });

  test('an escalation is approved without an action, though a group is known; a reply is sent', async () => {
    const made = await recommended(store, { proposal: escalation, id: 'e' });
    const { recommendation } = await give({ kind: 'approve', hash: made.hash }, { of: made.recommendationId });
    expect(recommendation).toMatchObject({ status: 'approved', actions: [] });
    await give({ kind: 'edit', text: 'Mine.' });
    expect(await approvedActions()).toMatchObject([{ parameters: { kind: 'post-reply' } }]);
  });
});

describe('an uncertain action', () => {
  async function uncertain() {
    await give({ kind: 'approve' });
    const [action] = await approvedActions();
    if (action === undefined) throw new Error('no action');
    await store.transact({ tenant: 'acme', conversation: conversationSubject }, (unit) =>
      unit.emit({
        specversion: '1.0',
        id: `${action.id}/uncertain`,
        source: '/copilot/act',
        type: 'action.uncertain.v1',
        subject: conversationSubject,
        time: unit.now,
        datacontenttype: 'application/json',
        tenant: 'acme',
        connection: 'zendesk',
        actor: 'system/host-1',
        data: { actionId: action.id, why: 'crashed' },
      }),
    );
    return action.id;
  }
  const resolve = (actionId: string, outcome: 'executed' | 'retry' | 'cancel') =>
    desk.resolve({ tenant: 'acme', actor: 'reviewer/anna', actionId, request: { outcome } });

  test('was executed, says a person', async () => {
    expect(await resolve(await uncertain(), 'executed')).toMatchObject({ status: 'executed', found: 'person' });
  });

  test('is cancelled, and then there is nothing left to say', async () => {
    const actionId = await uncertain();
    expect(await resolve(actionId, 'cancel')).toMatchObject({ status: 'cancelled', code: 'person' });
    await expect(resolve(actionId, 'retry')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is tried again as a new action of that person’s, once', async () => {
    const actionId = await uncertain();
    const retry = await resolve(actionId, 'retry');
    expect(retry).toMatchObject({ status: 'approved', automatic: false, parameters: { kind: 'post-reply' } });
    expect(retry.id).not.toBe(actionId);
    expect(store.emitted.at(-1)).toMatchObject({ actor: 'reviewer/anna', data: { retryOf: actionId } });
    await expect(resolve(actionId, 'retry')).rejects.toMatchObject({ code: 'conflict' });
    expect(await approvedActions()).toHaveLength(2);
  });

  test('only an uncertain one, and only a known one', async () => {
    await give({ kind: 'approve' });
    const [action] = await approvedActions();
    await expect(resolve(action?.id ?? '', 'executed')).rejects.toMatchObject({ code: 'conflict' });
    await expect(resolve('act_none', 'executed')).rejects.toMatchObject({ code: 'not-found' });
  });
});
