import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { eventsOf } from '../event.js';
import { operational, personal, pseudonymous } from '../privacy.js';

const decision = eventsOf('decisions');

const recommendationId = operational(z.string().min(1).max(128));
const rec = 'rec_0123456789abcdef0123456789abcdef';

export const routedReasons = ['assigned', 'taken', 'delegated', 'queue', 'aged'] as const;

/** An open recommendation went to another queue or person. */
export const recommendationRouted = decision({
  type: 'recommendation.routed.v1',
  data: z.strictObject({
    recommendationId,
    queue: operational(z.string().min(1).max(256).optional(), 'Absent: it stays in its queue.'),
    assignee: personal(
      z.string().max(512).nullable().optional(),
      'An actor; null: nobody any more. Absent: as before.',
    ),
    why: operational(
      z.enum(routedReasons),
      'assigned: by role, skill and load. taken: by themselves. delegated: by a person. queue: by a person. aged: nobody decided.',
    ),
    dueAt: operational(z.string().max(64).optional(), 'The new queue’s time.'),
  }),
  examples: [{ recommendationId: rec, queue: 'seniors', assignee: null, why: 'aged' }],
});

/** It waited long, and whoever it waits for was told again. */
export const recommendationReminded = decision({
  type: 'recommendation.reminded.v1',
  data: z.strictObject({
    recommendationId,
    queue: operational(z.string().min(1).max(256)),
    assignee: personal(z.string().max(512).optional()),
    waitedSeconds: operational(z.number().nonnegative()),
    time: operational(z.number().int().positive(), 'The how-manieth reminder.'),
  }),
  examples: [{ recommendationId: rec, queue: 'review', waitedSeconds: 3600, time: 1 }],
});

/** A limit was reached: what a rule would have sent, shown or spent waits for a person. */
export const limitReached = decision({
  type: 'limit.reached.v1',
  data: z.strictObject({
    limit: operational(z.string().max(128), 'Its id in the policy.'),
    counts: operational(z.enum(['replies', 'spend'])),
    per: operational(z.enum(['conversation', 'customer', 'tenant'])),
    used: operational(z.number().nonnegative()),
    most: operational(z.number().nonnegative()),
    withinSeconds: operational(z.number().positive()),
    recommendationId: recommendationId.optional(),
  }),
  examples: [
    {
      limit: 'bot-loop',
      counts: 'replies',
      per: 'conversation',
      used: 5,
      most: 5,
      withinSeconds: 3600,
      recommendationId: rec,
    },
  ],
});

/** From here on nothing is sent by a rule in this conversation: people have it. */
export const automationHeld = decision({
  type: 'automation.held.v1',
  data: z.strictObject({
    conversation: pseudonymous(z.string().max(1024)),
    why: operational(z.enum(['limit', 'person']), 'limit: the bot-loop guard. person: somebody took it over.'),
  }),
  examples: [{ conversation: 'conversation:zendesk:5158', why: 'limit' }],
});

/** A person handed the conversation back to the bot; limits count anew from here. */
export const automationReleased = decision({
  type: 'automation.released.v1',
  data: z.strictObject({ conversation: pseudonymous(z.string().max(1024)) }),
  examples: [{ conversation: 'conversation:zendesk:5158' }],
});

/** All automatic actions of the tenant stop, those that were approved and not started too; or they go on being stopped for another reason. */
export const policyPaused = decision({
  type: 'policy.paused.v1',
  data: z.strictObject({
    reason: operational(z.string().max(512).optional()),
    stopped: z
      .strictObject({ since: operational(timestamp), by: personal(z.string().max(512), 'An actor.') })
      .optional()
      .describe('Where they were stopped already, and only the reason is another: since when, and by whom.'),
  }),
  examples: [{ reason: 'A wrong macro is out.' }],
});

export const policyResumed = decision({
  type: 'policy.resumed.v1',
  data: z.strictObject({}),
  examples: [{}],
});

export const reviewCourseEvents = [
  recommendationRouted,
  recommendationReminded,
  limitReached,
  automationHeld,
  automationReleased,
  policyPaused,
  policyResumed,
] as const;
