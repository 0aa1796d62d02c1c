import { z } from 'zod';
import { type EventOf, eventsOf } from '../event.js';
import { content, operational, personal } from '../privacy.js';
import { evidenceStates } from './evidence.js';
import { proposal } from './proposal.js';
import { useCounts } from './review-need.js';

const decision = eventsOf('decisions');

/** `approve`, `edit`, `respond` and `reject` decide; `escalate` moves the item and leaves it open; `comment` never decides. */
export const verdictKinds = ['approve', 'edit', 'respond', 'reject', 'escalate', 'comment'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

export const decidingKinds = ['approve', 'edit', 'respond', 'reject'] as const;

export const rejectCodes = ['wrong', 'incomplete', 'unsafe', 'tone', 'outdated-source', 'not-needed', 'other'] as const;

/** How an edit differs from what was recommended. */
export const editMade = z.strictObject({
  diff: z
    .array(z.strictObject({ op: operational(z.enum(['keep', 'remove', 'add'])), text: content(z.string()) }))
    .max(2000)
    .describe(
      'By words, in order; keeps and removes together are what was recommended, keeps and adds what was written.',
    ),
  distance: operational(
    z.number().min(0).max(1),
    'Normalised edit distance by words, or by characters where a script has no spaces: 0 the same, 1 nothing kept.',
  ),
});

export type EditMade = z.output<typeof editMade>;

/** What the evidence was found to be at the moment of approval. */
export const evidenceAtApproval = z.strictObject({
  states: operational(z.partialRecord(z.enum(evidenceStates), z.number().int().nonnegative())),
  confirmed: operational(z.boolean(), 'Something had changed, was shown, and the reviewer approved all the same.'),
});

/** An HMAC over what was seen and decided. */
export const signature = z.strictObject({
  keyId: operational(z.string().min(1).max(128)),
  mac: operational(z.string().max(128), '`hmac-sha256:<hex>`; see docs/how-to/audit.md for what it is over.'),
});

export type Signature = z.output<typeof signature>;

/** A person's, or a rule's, word on a recommendation, bound to the hash that they saw. */
export const verdictGiven = decision({
  type: 'verdict.given.v1',
  data: z.strictObject({
    verdictId: operational(z.string().min(1).max(128)),
    recommendationId: operational(z.string().min(1).max(128)),
    hash: operational(z.string().max(80), 'The hash the reviewer saw.'),
    kind: operational(z.enum(verdictKinds)),
    reviewer: personal(z.string().max(512), 'The actor, such as reviewer/anna or rule/greetings.'),
    decides: operational(z.boolean(), 'False for a comment, an escalation, and an approval that waits for others’.'),
    role: operational(z.string().max(64).optional(), 'The highest role that the reviewer held.'),
    credential: personal(
      z.string().max(256).optional(),
      'Which of their keys, such as key/anna-phone or jwt/<issuer>.',
    ),
    claim: operational(z.number().int().optional(), 'Fencing token of the claim that it was given under.'),
    agreed: operational(
      z.array(z.string().max(128)).max(20).optional(),
      'The verdicts that agreed before, where this one completes the quorum.',
    ),
    rule: operational(
      z.string().max(128).optional(),
      'The rule of the policy in force that applied to what was approved.',
    ),
    edit: editMade.optional(),
    evidence: evidenceAtApproval.optional(),
    counts: useCounts.optional(),
    salt: content(
      z.string().max(64).optional(),
      'Of the digests that stand for texts in proofs; erased with the texts.',
    ),
    signature: signature.optional(),
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
