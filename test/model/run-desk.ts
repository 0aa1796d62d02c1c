import { setTimeout as sleep } from 'node:timers/promises';
import type { EventByType, Fact, Policy, PolicyDesk, ReviewDesk, ReviewQueue } from '@deskrail/contracts';
import {
  createKnownQueues,
  createPolicyDesk,
  createReviewDesk,
  createReviewQueue,
  createSigner,
  createVerifier,
  type Executing,
  requireSignature,
  startExecuting,
} from '@deskrail/copilot';
import { type Course, queues } from './course.ts';
import { connectionId, createModelDesk, type ModelDesk } from './desk.ts';
import { mortalStore } from './mortal-store.ts';
import type { Place } from './place.ts';
import { policiesFor, refund } from './rules.ts';

/** What one instance does its work with, under one policy. */
export interface Desks {
  readonly review: ReviewDesk;
  readonly queue: ReviewQueue;
  readonly policy: PolicyDesk;
}

/** One run's instances at work. */
export interface Running {
  readonly tenant: string;
  readonly desk: ModelDesk;
  readonly policies: readonly Policy[];
  /** As they are set up at instance `at` now. */
  desks(at: number): Desks;
  /** From now on an instance has another policy in force. */
  turnTo(at: number, variant: number): void;
  /** The instance's executor ends as if its power was cut; another takes its place. */
  crash(at: number): Promise<void>;
  /** Something happened at the desk. */
  tell(fact: Fact): Promise<void>;
  conversation(number: number): string;
  /**
   * Time passes for all at once, as for processes that were suspended, whatever they are in the middle of; but a call that
   * the desk is busy with is not to last as long.
   */
  pass(minutes: number): Promise<void>;
  stop(): Promise<void>;
}

const tools = [refund];
const callsEndWithinMs = 30_000;

export async function startRun(place: Place, course: Course, tenant: string): Promise<Running> {
  const { instances, clock, signing, log } = place;
  const policies = await policiesFor(course.setting);
  const desk = createModelDesk(tenant, course.setting.answers);
  const connections = [desk.connection];
  const sign = createSigner(signing);
  const made = new Map<string, Desks>();
  const inForce = instances.map(() => 0);
  const executing: { die(): void; readonly running: Executing }[] = [];
  let executors = 0;
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `${tenant}-${ids}`;
  };

  function desksOf(at: number, variant: number): Desks {
    const store = instances[at % instances.length] ?? instances[0];
    const policy = policies[variant] as Policy;
    const knownQueues = createKnownQueues({ store, policy, keys: [{ tenant, queues }] });
    const of = { store, policy, tools, connections, sign, clock, knownQueues };
    return {
      review: createReviewDesk(of),
      queue: createReviewQueue({ ...of, newId }),
      policy: createPolicyDesk({ store, policy, tools }),
    };
  }

  async function begin(at: number): Promise<void> {
    executors += 1;
    const mortal = mortalStore(instances[at] ?? instances[0]);
    const running = await startExecuting({
      ...{ store: mortal.store, connections, executor: `executor-${executors}`, pollMs: 10, tools, clock },
      monotonicMs: clock.now,
      policy: policies[inForce[at] ?? 0] as Policy,
      verify: requireSignature(createVerifier([signing])),
      relay: { flushed: (id, options) => mortal.store.outbox.relayed(id, options) },
      ...{ log: log.log, closeTimeoutMs: 5_000 },
    });
    executing[at] = { die: mortal.die, running };
  }

  async function apply(fact: Fact): Promise<void> {
    const [{ position = '' } = {}] = await log.log.append('facts', [fact]);
    const appendedAt = new Date(clock.now()).toISOString();
    const stored = { stream: 'facts' as const, event: fact, position, cursor: position, appendedAt };
    await instances[0].apply([stored], { group: 'projection' });
  }

  let telling = Promise.resolve();
  for (const at of instances.keys()) await begin(at);
  return {
    ...{ tenant, desk, policies },
    conversation: (number) => `conversation:${connectionId}:${1 + (number % course.setting.conversations)}`,
    desks(at) {
      const variant = inForce[at % instances.length] ?? 0;
      const key = `${at % instances.length}/${variant}`;
      const known = made.get(key) ?? desksOf(at, variant);
      made.set(key, known);
      return known;
    },
    turnTo(at, variant) {
      inForce[at % instances.length] = variant;
    },
    async crash(at) {
      executing[at % instances.length]?.die();
      await begin(at % instances.length);
    },
    // One after the other, as the log has them: a projection takes a conversation's facts in order.
    tell(fact) {
      telling = telling.then(() => apply(fact));
      return telling;
    },
    async pass(minutes) {
      const until = performance.now() + callsEndWithinMs;
      do {
        if (performance.now() > until) throw new Error('A call to the desk does not end.');
        await sleep(0);
      } while (desk.busy > 0);
      clock.forward(minutes);
    },
    async stop() {
      await Promise.all(executing.map(({ running }) => running.close()));
    },
  };
}

interface About {
  readonly tenant: string;
  readonly conversation: string;
  readonly at: string;
}

const envelopeOf = (id: string, { tenant, conversation, at }: About, actor: string) => ({
  ...{ specversion: '1.0' as const, id, source: '/connections/desk', subject: conversation, time: at },
  ...{ datacontenttype: 'application/json' as const, tenant, connection: connectionId, correlationid: conversation },
  ...{ actor, authenticity: 'signed' as const, identity: 'exact' as const },
});

const origin = { vendor: 'model', by: 'event' as const };

export const written = (number: number, about: About): EventByType<'message.received.v1'> => ({
  ...envelopeOf(`${about.tenant}/${connectionId}/message/${number}`, about, 'customer/77'),
  type: 'message.received.v1',
  data: {
    ...{ messageId: `m${number}`, author: { kind: 'customer', id: '77' }, visibility: 'public', origin },
    text: `My order is late, for the ${number}th time.`,
  },
});

export const tagged = (
  number: number,
  about: About,
  tags: readonly string[],
): EventByType<'case.state-observed.v1'> => ({
  ...envelopeOf(`${about.tenant}/${connectionId}/seen/${number}`, about, 'system/desk'),
  authenticity: 'confirmed',
  type: 'case.state-observed.v1',
  data: { status: 'open', tags: [...tags], origin: { vendor: 'model', by: 'export' } },
});
