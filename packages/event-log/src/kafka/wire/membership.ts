import { DriverError } from '../driver.js';
import { assignPartitions, type GroupMember } from './assign-partitions.js';
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './consumer-protocol.js';
import type { Coordinator, Joined, Member } from './wire.js';

/** A member's part in one generation of its group. */
export interface Membership extends Member {
  readonly isLeader: boolean;
  readonly partitions: readonly number[];
}

/** The same for every driver, so that members on one and on another share a group while they are exchanged. */
const protocol = 'deskrail-sticky';

/** `last` is the member's part in the generation before, or what is known of itself since. */
export interface JoinOptions {
  readonly topic: string;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly last: { readonly memberId: string; readonly owned: readonly number[]; readonly generation: number };
  partitions(): Promise<readonly number[]>;
  /** The coordinator knows this member by this id from now on, even if what follows fails. */
  onMemberId(memberId: string): void;
}

/** Join, and wait until the leader has dealt the partitions; the leader may be this member. */
export async function joinGroup(coordinator: Coordinator, options: JoinOptions): Promise<Membership> {
  const { topic, group } = options;
  const joined = await join(coordinator, options, options.last.memberId).catch((error: unknown) => {
    if (!(error instanceof DriverError) || error.protocol !== 'INCONSISTENT_GROUP_PROTOCOL') throw error;
    const message = `Members of the group ${group} deal its partitions in another way: end those of another client first.`;
    throw new DriverError('unavailable', message, { group, protocol: error.protocol, cause: error });
  });
  const { memberId, generation, leaderId, members } = joined;
  const isLeader = memberId === leaderId;
  const assignments = isLeader ? deal(members, await options.partitions(), topic) : [];
  const assigned = decodeAssignment(await coordinator.sync(joined, assignments));
  const partitions = (assigned[topic] ?? []).toSorted((a, b) => a - b);
  return { memberId, generation, isLeader, partitions };
}

async function join(coordinator: Coordinator, options: JoinOptions, memberId: string): Promise<Joined> {
  const { topic, sessionTimeoutMs, rebalanceTimeoutMs, last } = options;
  const userData = Buffer.from(JSON.stringify({ owned: last.owned, generation: last.generation }));
  const joined = await coordinator.join({
    ...{ memberId, sessionTimeoutMs, rebalanceTimeoutMs, protocol },
    metadata: encodeSubscription({ topics: [topic], userData }),
  });
  options.onMemberId(joined.memberId);
  return joined.again && memberId === '' ? join(coordinator, options, joined.memberId) : joined;
}

function deal(members: Joined['members'], partitions: readonly number[], topic: string) {
  const dealt = assignPartitions(members.map(memberOf), partitions);
  return [...dealt].map(([memberId, own]) => ({ memberId, assignment: encodeAssignment({ [topic]: own }) }));
}

function memberOf({ memberId, metadata }: Joined['members'][number]): GroupMember {
  try {
    const { owned, generation } = JSON.parse(decodeSubscription(metadata).userData.toString());
    if (Array.isArray(owned) && owned.every(Number.isInteger) && Number.isInteger(generation)) {
      return { id: memberId, owned, generation };
    }
  } catch {
    // Another version's: it holds nothing that we know of.
  }
  return { id: memberId, owned: [], generation: -1 };
}
