import { z } from 'zod';
import { type EventOf, eventsOf } from '../event.js';
import { content, operational, personal } from '../privacy.js';
import { proposal } from './proposal.js';

const decision = eventsOf('decisions');

/** `approve`, `edit`, `respond` and `reject` decide; `escalate` moves the item and leaves it open; `comment` never decides. */
export const verdictKinds = ['approve', 'edit', 'respond', 'reject', 'escalate', 'comment'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

export const decidingKinds = ['approve', 'edit', 'respond', 'reject'] as const;

export const rejectCodes = ['wrong', 'incomplete', 'unsafe', 'tone', 'outdated-source', 'not-needed', 'other'] as const;

/** A person's, or a rule's, word on a recommendation, bound to the hash that they saw. */
export const verdictGiven = decision({
  type: 'verdict.given.v1',
  data: z.strictObject({
    verdictId: operational(z.string().min(1).max(128)),
    recommendationId: operational(z.string().min(1).max(128)),
    hash: operational(z.string().max(80), 'The hash the reviewer saw.'),
    kind: operational(z.enum(verdictKinds)),
    reviewer: personal(z.string().max(512), 'The actor, such as reviewer/anna or rule/greetings.'),
    decides: operational(z.boolean()),
    reason: z
      .strictObject({
        code: operational(z.enum(rejectCodes)),
        text: content(z.string().max(8192).optional()),
      })
      .optional(),
    comment: content(z.string().max(8192).optional()),
    escalateTo: operational(z.string().max(256).optional()),
    final: proposal
      .optional()
      .describe('What was approved: the proposal as it stood, as edited, or the reviewer’s own words.'),
    finalHash: operational(z.string().max(80).optional()),
  }),
  examples: [
    {
      verdictId: 'ver_0123456789abcdef0123456789abcdef',
      recommendationId: 'rec_0123456789abcdef0123456789abcdef',
      hash: `sha256:${'0'.repeat(64)}`,
      kind: 'reject',
      reviewer: 'reviewer/anna',
      decides: true,
      reason: { code: 'outdated-source' },
    },
  ],
});

export const policyChanged = decision({
  type: 'policy.changed.v1',
  data: z.strictObject({
    version: operational(z.string().max(128)),
    previous: operational(z.string().max(128).nullable()),
    rules: operational(z.number().int().nonnegative()),
  }),
  examples: [{ version: `sha256:${'2'.repeat(64)}`, previous: null, rules: 0 }],
});

export type VerdictGiven = EventOf<typeof verdictGiven>;

/** A verdict that lets something happen: the only thing an approved action can be built from. */
export type ApprovingVerdict = VerdictGiven & {
  readonly data: { readonly kind: 'approve' | 'edit' | 'respond'; readonly decides: true };
};

export const verdictEvents = [verdictGiven, policyChanged] as const;
