import type { Coordinator } from '../wire/wire.js';
import { ask, failOn } from './ask.js';
import type { Api, KafkajsBroker } from './internals.js';

interface JoinAnswer {
  readonly errorCode: number;
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
}

interface Responses<Partition> {
  readonly errorCode?: number;
  readonly responses: readonly { readonly partitions: readonly (Partition & { readonly errorCode: number })[] }[];
}

const memberIdRequired = 79;
/** Members wait for the leader's assignments. */
const leadersDealMs = 30_000;

/** Requests to the broker that deals a group, in kafkajs' words. */
export function kafkajsCoordinator(
  broker: KafkajsBroker,
  group: string,
  talk: <Result>(work: () => Promise<Result>) => Promise<Result>,
): Coordinator {
  const about = { group, operation: 'Read' };
  const groupId = group;
  const asked = <Answer>(api: Api, args: object, timeoutMs?: number) =>
    talk(() => ask<Answer>(broker, api, args, timeoutMs));
  return {
    async join({ memberId, sessionTimeoutMs, rebalanceTimeoutMs, protocol, metadata }) {
      const answer = await asked<JoinAnswer>('JoinGroup', {
        ...{ groupId, memberId, protocolType: 'consumer' },
        ...{ sessionTimeout: sessionTimeoutMs, rebalanceTimeout: rebalanceTimeoutMs },
        groupProtocols: [{ name: protocol, metadata }],
      });
      const again = answer.errorCode === memberIdRequired;
      if (!again) failOn(answer.errorCode, about);
      const members = answer.members.map((member) => ({ memberId: member.memberId, metadata: member.memberMetadata }));
      return { ...answer, generation: answer.generationId, members, again };
    },
    async sync({ memberId, generation }, assignments) {
      const groupAssignment = assignments.map((each) => ({
        memberId: each.memberId,
        memberAssignment: each.assignment,
      }));
      const { errorCode, memberAssignment } = await asked<{ errorCode: number; memberAssignment: Buffer }>(
        ...(['SyncGroup', { groupId, memberId, generationId: generation, groupAssignment }, leadersDealMs] as const),
      );
      failOn(errorCode, about);
      return memberAssignment;
    },
    async heartbeat({ memberId, generation }) {
      const { errorCode } = await asked<{ readonly errorCode: number }>('Heartbeat', {
        ...{ groupId, memberId, groupGenerationId: generation },
      });
      failOn(errorCode, about);
    },
    async leave(memberId) {
      await asked('LeaveGroup', { groupId, memberId });
    },
    async committed(topic, partitions) {
      const offsets = new Map<number, bigint>();
      if (partitions.length === 0) return offsets;
      const topics = [{ topic, partitions: partitions.map((partition) => ({ partition })) }];
      const { errorCode, responses } = await asked<Responses<{ readonly partition: number; readonly offset: string }>>(
        ...(['OffsetFetch', { groupId, topics }] as const),
      );
      failOn(errorCode ?? 0, about);
      for (const found of responses.flatMap((response) => response.partitions)) {
        failOn(found.errorCode, { ...about, topic, partition: found.partition });
        if (BigInt(found.offset) >= 0n) offsets.set(found.partition, BigInt(found.offset));
      }
      return offsets;
    },
    async commit({ memberId, generation }, topic, offsets) {
      const partitions = [...offsets].map(([partition, offset]) => ({
        partition,
        offset: String(offset),
        metadata: '',
      }));
      const { responses } = await asked<Responses<{ readonly partition: number }>>('OffsetCommit', {
        ...{ groupId, memberId, groupGenerationId: generation },
        topics: [{ topic, partitions }],
      });
      for (const { partition, errorCode } of responses.flatMap((response) => response.partitions)) {
        failOn(errorCode, { ...about, topic, partition });
      }
    },
  };
}
