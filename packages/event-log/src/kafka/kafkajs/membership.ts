// @ts-expect-error There are no types for it.
import assignerProtocol from 'kafkajs/src/consumer/assignerProtocol.js';
import { DriverError } from '../driver.js';
import { ask, failOn } from './admin-cluster.js';
import { assignPartitions, type GroupMember } from './assign-partitions.js';
import { errorOfCode, type KafkajsBroker } from './internals.js';

/** What makes a member of a group. */
export interface GroupSettings {
  readonly topic: string;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
}

/** A member's part in one generation of its group. */
export interface Membership {
  readonly memberId: string;
  readonly generation: number;
  readonly isLeader: boolean;
  readonly partitions: readonly number[];
}

interface JoinAnswer {
  readonly errorCode: number;
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
}

const { MemberMetadata, MemberAssignment } = assignerProtocol;
const protocolName = 'deskrail-sticky';
const memberIdRequired = 'MEMBER_ID_REQUIRED';

/** `last` is the member's part in the generation before, or what is known of itself since. */
export interface JoinOptions extends GroupSettings {
  readonly last: { readonly memberId: string; readonly owned: readonly number[]; readonly generation: number };
  partitions(): Promise<readonly number[]>;
}

/** Join, and wait until the leader has dealt the partitions; the leader may be this member. */
export async function joinGroup(coordinator: KafkajsBroker, options: JoinOptions): Promise<Membership> {
  const { group, topic } = options;
  const joined = await join(coordinator, options, options.last.memberId);
  const { memberId, generationId, leaderId, members } = joined;
  const isLeader = memberId === leaderId;
  const groupAssignment = isLeader ? deal(members, await options.partitions(), topic) : [];
  const { errorCode, memberAssignment } = await ask<{ readonly errorCode: number; readonly memberAssignment: Buffer }>(
    ...([coordinator, 'SyncGroup', { groupId: group, generationId, memberId, groupAssignment }] as const),
  );
  failOn(errorCode, { group, operation: 'Read' });
  const assigned = MemberAssignment.decode(memberAssignment)?.assignment as Record<string, number[]> | undefined;
  const partitions = (assigned?.[topic] ?? []).toSorted((a, b) => a - b);
  return { memberId, generation: generationId, isLeader, partitions };
}

async function join(coordinator: KafkajsBroker, options: JoinOptions, memberId: string): Promise<JoinAnswer> {
  const { topic, group, sessionTimeoutMs, rebalanceTimeoutMs, last } = options;
  const userData = Buffer.from(JSON.stringify({ owned: last.owned, generation: last.generation }));
  const answer = await ask<JoinAnswer>(coordinator, 'JoinGroup', {
    ...{ groupId: group, memberId, protocolType: 'consumer' },
    ...{ sessionTimeout: sessionTimeoutMs, rebalanceTimeout: rebalanceTimeoutMs },
    groupProtocols: [
      { name: protocolName, metadata: MemberMetadata.encode({ version: 0, topics: [topic], userData }) },
    ],
  });
  if (answer.errorCode !== 0 && errorOfCode(answer.errorCode).type === memberIdRequired && memberId === '') {
    return join(coordinator, options, answer.memberId);
  }
  if (answer.errorCode !== 0 && errorOfCode(answer.errorCode).type === 'INCONSISTENT_GROUP_PROTOCOL') {
    const message = `Members of the group ${group} deal its partitions in another way: end those of another client or driver first.`;
    throw new DriverError('unavailable', message, { group, protocol: 'INCONSISTENT_GROUP_PROTOCOL' });
  }
  failOn(answer.errorCode, { group, operation: 'Read' });
  return answer;
}

function deal(members: JoinAnswer['members'], partitions: readonly number[], topic: string) {
  const dealt = assignPartitions(members.map(memberOf), partitions);
  return [...dealt].map(([memberId, own]) => ({
    memberId,
    memberAssignment: MemberAssignment.encode({ version: 0, assignment: { [topic]: own } }),
  }));
}

function memberOf({ memberId, memberMetadata }: JoinAnswer['members'][number]): GroupMember {
  try {
    const { owned, generation } = JSON.parse(MemberMetadata.decode(memberMetadata).userData.toString());
    if (Array.isArray(owned) && owned.every(Number.isInteger) && Number.isInteger(generation)) {
      return { id: memberId, owned, generation };
    }
  } catch {
    // Another version's: it holds nothing that we know of.
  }
  return { id: memberId, owned: [], generation: -1 };
}

/** Offsets of the next records to be done; partitions without any are left out. */
export async function committedOffsets(
  coordinator: KafkajsBroker,
  { group, topic }: GroupSettings,
  partitions: readonly number[],
): Promise<Map<number, bigint>> {
  if (partitions.length === 0) return new Map();
  const { errorCode, responses } = await ask<{
    readonly errorCode?: number;
    readonly responses: readonly {
      readonly partitions: readonly {
        readonly partition: number;
        readonly offset: string;
        readonly errorCode: number;
      }[];
    }[];
  }>(coordinator, 'OffsetFetch', {
    groupId: group,
    topics: [{ topic, partitions: partitions.map((partition) => ({ partition })) }],
  });
  failOn(errorCode ?? 0, { group, operation: 'Read' });
  const offsets = new Map<number, bigint>();
  for (const found of responses.flatMap((response) => response.partitions)) {
    failOn(found.errorCode, { topic, group, partition: found.partition, operation: 'Read' });
    if (BigInt(found.offset) >= 0n) offsets.set(found.partition, BigInt(found.offset));
  }
  return offsets;
}

/** The coordinator takes it only from a member of the generation that it names. */
export async function commitOffsets(
  coordinator: KafkajsBroker,
  { group, topic }: GroupSettings,
  { memberId, generation }: Membership,
  offsets: ReadonlyMap<number, bigint>,
): Promise<void> {
  const { responses } = await ask<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
    }[];
  }>(coordinator, 'OffsetCommit', {
    ...{ groupId: group, memberId, groupGenerationId: generation },
    topics: [
      {
        topic,
        partitions: [...offsets].map(([partition, offset]) => ({ partition, offset: offset.toString(), metadata: '' })),
      },
    ],
  });
  for (const { partition, errorCode } of responses.flatMap((response) => response.partitions)) {
    failOn(errorCode, { topic, group, partition, operation: 'Read' });
  }
}

export async function beat(coordinator: KafkajsBroker, { group }: GroupSettings, member: Membership): Promise<void> {
  const { memberId, generation } = member;
  const { errorCode } = await ask<{ readonly errorCode: number }>(coordinator, 'Heartbeat', {
    ...{ groupId: group, memberId, groupGenerationId: generation },
  });
  failOn(errorCode, { group, operation: 'Read' });
}

export async function leaveGroup(
  coordinator: KafkajsBroker,
  { group }: GroupSettings,
  memberId: string,
): Promise<void> {
  await ask(coordinator, 'LeaveGroup', { groupId: group, memberId });
}
