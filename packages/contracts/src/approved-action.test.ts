import { expect, test } from 'vitest';
import type { ActionApproved } from './actions.js';
import { approveAction } from './approved-action.js';
import type { VerdictGiven } from './decisions/verdict.js';

const envelope = {
  specversion: '1.0',
  source: '/deskrail',
  subject: 'conversation:zendesk:5158',
  time: '2026-01-31T09:30:00Z',
  datacontenttype: 'application/json',
  tenant: 'acme',
  connection: 'zendesk',
  actor: 'reviewer/anna',
} as const;

const verdict: VerdictGiven = {
  ...envelope,
  id: 'ver_1',
  type: 'verdict.given.v1',
  data: {
    verdictId: 'ver_1',
    recommendationId: 'rec_1',
    hash: 'sha256:seen',
    kind: 'approve',
    reviewer: 'reviewer/anna',
    decides: true,
    final: { kind: 'reply', text: 'Hello.', visibility: 'public', sentences: [] },
    finalHash: 'sha256:seen',
  },
};

const action: ActionApproved = {
  ...envelope,
  id: 'act_1/approved',
  type: 'action.approved.v1',
  data: {
    actionId: 'act_1',
    verdictId: 'ver_1',
    recommendationId: 'rec_1',
    conversation: 'conversation:zendesk:5158',
    parameters: { kind: 'post-reply' },
    proposalDigest: 'sha256:seen',
    index: 0,
    of: 1,
    automatic: false,
  },
};

test('an action and the verdict that approved it make what act takes', () => {
  expect(approveAction(action, verdict)).toMatchObject({ id: 'act_1', proposal: { text: 'Hello.' }, verdict });
});

const with_ = (data: Partial<VerdictGiven['data']>): VerdictGiven => ({
  ...verdict,
  data: { ...verdict.data, ...data },
});

test.each([
  ['rejects', with_({ kind: 'reject' })],
  ['comments', with_({ kind: 'comment', decides: false })],
  ['is another', with_({ verdictId: 'ver_2' })],
  ['is of another recommendation', with_({ recommendationId: 'rec_2' })],
  ['approved another text', with_({ finalHash: 'sha256:other' })],
  ['has lost its text to erasure', { ...verdict, data: { ...verdict.data, final: undefined } }],
  ['is of another tenant', { ...verdict, tenant: 'globex' }],
])('a verdict that %s makes none', (_why, other) => {
  expect(() => approveAction(action, other)).toThrow(expect.objectContaining({ code: 'action-not-approved' }));
});
