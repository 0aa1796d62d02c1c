import { backoffMs, pause } from '../../delivery/backoff.js';
import { type DriverConsumer, type DriverConsumerOptions, DriverError } from '../driver.js';
import { asDriverError } from './failure.js';
import { createFetchLoops, type FetchLoops } from './fetch-loops.js';
import { type HeartbeatOptions, keepSession, keepSessionWhile, type Session } from './heartbeats.js';
import { joinGroup } from './membership.js';
import { createTroubles, type Troubles } from './troubles.js';
import type { Wire } from './wire.js';

const backoff = { baseDelayMs: 100, maxDelayMs: 5_000 };

/** A member of a group on its way from one session to the next. */
interface Member {
  readonly options: DriverConsumerOptions;
  readonly wire: Wire;
  readonly troubles: Troubles;
  readonly fetching: FetchLoops;
  readonly heartbeats: HeartbeatOptions;
  readonly closing: AbortController;
  /** What it was when the partitions were last dealt. */
  last: { readonly memberId: string; readonly owned: readonly number[]; readonly generation: number };
  /** How many partitions there were when it last dealt them. */
  dealt: number;
  /** What it is now; `undefined` while partitions are dealt. */
  session: Session | undefined;
}

/**
 * A member of a group, over a client's connections and requests and in the place of its consumer: kafkajs' ends for good
 * where it takes an error for a final one, gives nobody a chance to commit before it hands partitions over, and sends
 * its heartbeats only between fetches. Resolves once the member has its partitions for the first time.
 */
export async function openGroupConsumer(
  openWire: () => Promise<Wire>,
  options: DriverConsumerOptions,
): Promise<DriverConsumer> {
  const member = createMember(await openWire(), options);
  const { wire, fetching, closing } = member;
  const first = await takePartFirst(member).catch(async (error: unknown) => {
    closing.abort();
    await wire.close();
    throw asDriverError(error, aboutOf(options));
  });
  const running = run(member, first);
  return {
    pause: fetching.pause,
    resume: fetching.resume,
    commit: (offsets) => commit(member, offsets),
    async close() {
      if (closing.signal.aborted) return running;
      closing.abort();
      const { session } = member;
      if (session !== undefined) await session.coordinator.leave(session.membership.memberId).catch(() => {});
      await wire.close();
      await running;
    },
  };
}

const aboutOf = ({ topic, group }: DriverConsumerOptions) => ({ topic, group, operation: 'Read' });

function createMember(wire: Wire, options: DriverConsumerOptions): Member {
  const { topic, group, sessionTimeoutMs } = options;
  const closing = new AbortController();
  const troubles = createTroubles(options);
  const heartbeats = {
    ...{ group, sessionTimeoutMs, troubles },
    findCoordinator: () => wire.coordinator(group),
    async hasGrown() {
      wire.refresh();
      return (await wire.partitions(topic)).length > member.dealt;
    },
  };
  const member: Member = {
    ...{ options, wire, troubles, heartbeats, closing },
    fetching: createFetchLoops({ ...options, wire, troubles, closing: closing.signal }),
    last: { memberId: '', owned: [], generation: -1 },
    dealt: Number.POSITIVE_INFINITY,
    session: undefined,
  };
  return member;
}

/** Join the group and begin with the partitions that are dealt to this member. */
async function takePart(member: Member): Promise<Session> {
  const { wire, options, fetching } = member;
  const { topic, group } = options;
  await wire.partitions(topic);
  const coordinator = await wire.coordinator(group);
  const membership = await joinGroup(coordinator, {
    ...{ ...options, last: member.last },
    onMemberId(memberId) {
      // Joining again without it would leave a member behind that the group waits for.
      member.last = { ...member.last, memberId };
    },
    async partitions() {
      wire.refresh();
      const partitions = await wire.partitions(topic);
      member.dealt = partitions.length;
      return partitions;
    },
  }).catch((error: unknown) => {
    const failure = asDriverError(error, aboutOf(options));
    if (failure.protocol === 'UNKNOWN_MEMBER_ID') member.last = { ...member.last, memberId: '' };
    throw failure;
  });
  const { memberId, generation, partitions } = membership;
  member.last = { memberId, generation, owned: partitions };
  const session = { membership, coordinator };
  member.session = session;
  const offsets = await placesOf(session, options);
  options.onAssigned(offsets);
  fetching.assign(offsets);
  return session;
}

/** Where the member's partitions go on. Those that the group was never in begin where they are told to. */
async function placesOf({ membership, coordinator }: Session, options: DriverConsumerOptions) {
  const { topic } = options;
  const offsets = await coordinator.committed(topic, membership.partitions);
  const placeless = membership.partitions.filter((partition) => !offsets.has(partition));
  if (placeless.length === 0) return offsets;
  const begin = await options.begin(placeless);
  // Kept at once, so that `end` still means this end after a restart that had nothing to do.
  await coordinator.commit(membership, topic, begin);
  return new Map([...offsets, ...begin].toSorted(([a], [b]) => a - b));
}

/** Until the partitions are dealt anew. */
async function serve(member: Member, session: Session): Promise<void> {
  const { options, heartbeats, fetching } = member;
  const closing = member.closing.signal;
  const { partitions } = session.membership;
  const ending = await keepSession(session, heartbeats, closing);
  if (ending === 'told') return;
  fetching.assign(new Map());
  let isLost = ending === 'lost';
  if (isLost) member.session = undefined;
  const handingOver = options.onRevoked(partitions, isLost);
  if (isLost) await handingOver;
  else isLost = await keepSessionWhile(handingOver, session, heartbeats, closing);
  if (isLost) member.last = { ...member.last, memberId: '' };
  member.session = undefined;
}

/** Never ends but by `close`: what fails is tried again, and told. */
async function run(member: Member, first: Session): Promise<void> {
  const { options, wire, troubles } = member;
  const closing = member.closing.signal;
  let session: Session | undefined = first;
  while (!closing.aborted) {
    try {
      if (session !== undefined) await serve(member, session);
      session = undefined;
      if (closing.aborted) return;
      session = await takePart(member);
      troubles.worked('group');
    } catch (error) {
      if (closing.aborted) return;
      const failure = asDriverError(error, aboutOf(options));
      // The group is dealt once more while it is being dealt: nothing is wrong, and there is nothing to wait for.
      const attempt = failure.kind === 'rebalanced' ? 1 : troubles.failed('group', failure);
      wire.refresh();
      await pause(backoffMs(attempt, backoff, Math.random), closing);
    }
  }
}

const firstTries = 40;

/** Somebody waits for it: what no trying mends is thrown at once, the rest after some tries. */
async function takePartFirst(member: Member): Promise<Session> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await takePart(member);
    } catch (error) {
      const failure = asDriverError(error, aboutOf(member.options));
      const passes = failure.kind === 'rebalanced' || failure.kind === 'unavailable';
      if (!passes || attempt >= firstTries) throw failure;
      member.wire.refresh();
      await pause(backoffMs(Math.min(attempt, 4), backoff, Math.random), member.closing.signal);
    }
  }
}

/** Of partitions that are the member's in this generation: the coordinator refuses those of another one. */
async function commit({ session, options }: Member, offsets: ReadonlyMap<number, bigint>): Promise<void> {
  const mine = new Set(session?.membership.partitions);
  if (session === undefined || [...offsets.keys()].some((partition) => !mine.has(partition))) {
    throw new DriverError('rebalanced', 'The partition is another member’s.', aboutOf(options));
  }
  try {
    await session.coordinator.commit(session.membership, options.topic, offsets);
  } catch (error) {
    throw asDriverError(error, aboutOf(options));
  }
}
