import {
  type Clock,
  type Connections,
  type PersonEntry,
  type Policy,
  type ReviewQueue,
  type Store,
  systemClock,
  type Tool,
} from '@deskrail/contracts';
import type { SignVerdict } from '../../audit/sign-verdict.js';
import { createDeskKinds } from '../../desk-kinds.js';
import type { LookAtEvidence } from '../../recommend/check-evidence.js';
import type { Check } from '../../validation/check.js';
import { defaultChecks } from '../../validation/default-checks.js';
import { createAutomate } from './automate.js';
import { createClaims } from './claims.js';
import { createKnownQueues, type KnownQueues } from './known-queues.js';
import { createNext } from './next.js';
import { createPropose } from './propose.js';
import { createRoute } from './route.js';

export interface ReviewQueueOptions {
  readonly store: Store;
  readonly policy: Policy;
  /** Who there is, each with a tenant, for skills and for names that work is passed to. Default: nobody knows. */
  readonly people?: readonly PersonEntry[] | undefined;
  /** As the review desk's. */
  readonly validators?: readonly Check[] | undefined;
  readonly tools?: readonly Tool[] | undefined;
  readonly allowedLinks?: readonly string[] | undefined;
  readonly connections?: Connections | undefined;
  /** The recommender's: what a proposal quotes is looked at where it says it is from. Default: it is not, and is flagged. */
  readonly lookAtEvidence?: LookAtEvidence | undefined;
  /** Signs what a rule approves of a proposal at once. */
  readonly sign?: SignVerdict | undefined;
  /** For which moment rules about time are asked of a proposal. Leases and times of the queue are the store's. */
  readonly clock?: Clock | undefined;
  /** What is passed on goes to one of these. Default: those that the policy, `people` or the store's keys name. */
  readonly knownQueues?: KnownQueues | undefined;
  /** Of what happens more than once to an item, such as its being passed on. Default: random. */
  readonly newId?: (() => string) | undefined;
}

/** Who works on what: claims, what is next, passing on, and drafts that somebody else proposes. Nothing here decides. */
export function createReviewQueue(options: ReviewQueueOptions): ReviewQueue {
  const { store, policy, people = [], validators = [], tools, allowedLinks = [], connections = [], sign } = options;
  const { clock = systemClock, newId = () => globalThis.crypto.randomUUID() } = options;
  const { lookAtEvidence, knownQueues = createKnownQueues({ store, policy, people }) } = options;
  const judging = { policy, checks: [...defaultChecks, ...validators], tools, allowedLinks, lookAtEvidence };
  const deskKinds = createDeskKinds(connections, { clock, tools });
  return {
    ...createClaims({ store, newId }),
    next: createNext({ store, people }),
    route: createRoute({ store, knownQueues, people, newId }),
    ...createAutomate({ store, newId }),
    propose: createPropose({ ...judging, store, deskKinds, sign, clock }),
  };
}
