import { z } from 'zod';
import { useCounts } from './decisions/review-need.js';
import { type EventOf, eventsOf } from './event.js';
import { casePriorities, caseStatuses } from './party.js';
import { operational, personal, pseudonymous } from './privacy.js';

const action = eventsOf('actions');

const actionId = operational(z.string().min(1).max(128), 'Also the marker at the vendor and the idempotency key.');
const tags = operational(z.array(z.string().max(256)).max(50));

/** One action is one vendor call. Free text is not here: it is read from the verdict by `proposalDigest`. */
export const actionParameters = z.discriminatedUnion('kind', [
  z.strictObject({ kind: operational(z.literal('post-reply')) }),
  z.strictObject({ kind: operational(z.literal('post-note')) }),
  z.strictObject({ kind: operational(z.literal('set-tags')), add: tags, remove: tags }),
  z.strictObject({ kind: operational(z.literal('set-priority')), priority: operational(z.enum(casePriorities)) }),
  z.strictObject({ kind: operational(z.literal('set-status')), status: operational(z.enum(caseStatuses)) }),
  z.strictObject({
    kind: operational(z.literal('assign')),
    assignee: pseudonymous(z.string().max(256).optional()),
    group: operational(z.string().max(256).optional()),
  }),
  z.strictObject({ kind: operational(z.literal('call-tool')), tool: operational(z.string().max(128)) }),
]);

export type ActionParameters = z.output<typeof actionParameters>;
export type ActionKind = ActionParameters['kind'];

export const actionApproved = action({
  type: 'action.approved.v1',
  data: z.strictObject({
    actionId,
    verdictId: operational(z.string().min(1).max(128)),
    recommendationId: operational(z.string().min(1).max(128)),
    conversation: pseudonymous(z.string().max(1024)),
    parameters: actionParameters,
    proposalDigest: operational(z.string().max(80), 'The verdict’s finalHash.'),
    index: operational(z.number().int().nonnegative(), 'Place in the verdict’s ordered list, from 0.'),
    of: operational(z.number().int().positive()),
    automatic: operational(z.boolean(), 'Approved by a rule, not by a person.'),
    retryOf: operational(z.string().max(128).optional(), 'The uncertain action that a person said to try again.'),
    undoes: operational(z.string().max(128).optional(), 'The executed action that this one takes back.'),
    rule: operational(z.string().max(128).optional(), 'The rule of the policy that applied.'),
    counts: useCounts
      .optional()
      .describe('Of one that is tried again: what that counts toward, beside what its verdict counts already.'),
  }),
  examples: [
    {
      actionId: 'act_0123456789abcdef0123456789abcdef',
      verdictId: 'ver_0123456789abcdef0123456789abcdef',
      recommendationId: 'rec_0123456789abcdef0123456789abcdef',
      conversation: 'conversation:zendesk:5158',
      parameters: { kind: 'post-reply' },
      proposalDigest: `sha256:${'0'.repeat(64)}`,
      index: 0,
      of: 1,
      automatic: false,
    },
  ],
});

/** In the log before the vendor is called: from here on, a crash leaves the action uncertain. */
export const actionStarted = action({
  type: 'action.started.v1',
  data: z.strictObject({
    actionId,
    executor: operational(z.string().max(128)),
    token: operational(z.number().int(), 'Fencing token of the claim.'),
    rule: operational(z.string().max(128).optional(), 'Of an automatic one: the rule in force at the start.'),
    before: z
      .strictObject({
        tags: tags.optional(),
        priority: operational(z.enum(casePriorities).nullable().optional()),
        status: operational(z.enum(caseStatuses).optional()),
      })
      .optional()
      .describe('What the case had of what the action changes, so that it can be taken back.'),
  }),
  examples: [{ actionId: 'act_0123456789abcdef0123456789abcdef', executor: 'host-1', token: 1 }],
});

export const actionExecuted = action({
  type: 'action.executed.v1',
  data: z.strictObject({
    actionId,
    vendorId: pseudonymous(z.string().max(512).optional(), 'The desk’s id of what was made, such as a comment.'),
    found: operational(
      z.enum(['answer', 'marker', 'person']),
      'How we know: the vendor’s answer, its marker, a person’s word.',
    ),
  }),
  examples: [{ actionId: 'act_0123456789abcdef0123456789abcdef', vendorId: '9876543211', found: 'answer' }],
});

export const actionFailed = action({
  type: 'action.failed.v1',
  data: z.strictObject({
    actionId,
    code: operational(z.string().max(64)),
    status: operational(z.number().int().optional(), 'The vendor’s HTTP status.'),
    permanent: operational(z.boolean(), 'Trying again cannot help.'),
  }),
  examples: [{ actionId: 'act_0123456789abcdef0123456789abcdef', code: 'ticket-closed', status: 422, permanent: true }],
});

/** Nobody knows whether the vendor did it; a person decides. */
export const actionUncertain = action({
  type: 'action.uncertain.v1',
  data: z.strictObject({ actionId, why: operational(z.enum(['crashed', 'timed-out', 'rebuilt', 'look-up-failed'])) }),
  examples: [{ actionId: 'act_0123456789abcdef0123456789abcdef', why: 'timed-out' }],
});

export const actionCancelled = action({
  type: 'action.cancelled.v1',
  data: z.strictObject({
    actionId,
    why: operational(z.enum(['stale', 'person', 'earlier-failed', 'erased', 'policy', 'opted-out', 'case-closed'])),
    by: personal(z.string().max(512).optional(), 'The person who cancelled it: an actor.'),
  }),
  examples: [{ actionId: 'act_0123456789abcdef0123456789abcdef', why: 'stale' }],
});

/**
 * A link of the tenant’s chain over its decisions and actions, in the order that the log got them. `hash` is the digest of
 * the rest of the link, so that none can be taken out, put in or changed without every later link saying so.
 */
export const auditLinked = action({
  type: 'audit.linked.v1',
  data: z.strictObject({
    sequence: operational(z.number().int().positive(), 'Of the first entry; entries count from 1 for each tenant.'),
    entries: z
      .array(
        z.strictObject({
          id: pseudonymous(z.string().max(1024), 'Of the event.'),
          type: operational(z.string().max(128)),
          digest: operational(
            z.string().max(80),
            'See sealEvent: over the event with salted digests in the place of texts.',
          ),
        }),
      )
      .min(1)
      .max(500),
    previous: operational(z.string().max(80).nullable(), 'Hash of the link before; null for the first.'),
    hash: operational(z.string().max(80)),
  }),
  examples: [
    {
      sequence: 1,
      entries: [
        { id: 'ver_0123456789abcdef0123456789abcdef', type: 'verdict.given.v1', digest: `sha256:${'3'.repeat(64)}` },
      ],
      previous: null,
      hash: `sha256:${'4'.repeat(64)}`,
    },
  ],
});

export const actionEvents = [
  actionApproved,
  actionStarted,
  actionExecuted,
  actionFailed,
  actionUncertain,
  actionCancelled,
  auditLinked,
] as const;

export type ActionApproved = EventOf<typeof actionApproved>;
