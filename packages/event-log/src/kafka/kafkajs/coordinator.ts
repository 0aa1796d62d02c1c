import type { Coordinator } from '../wire/wire.js';
import { ask, failOn } from './ask.js';
import type { KafkajsBroker } from './internals.js';

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

/** Requests to the broker that deals a group, in kafkajs' words. */
export function kafkajsCoordinator(broker: KafkajsBroker, group: string): Coordinator {
  const about = { group, operation: 'Read' };
  const groupId = group;
  return {
    async join({ memberId, sessionTimeoutMs, rebalanceTimeoutMs, protocol, metadata }) {
      const answer = await ask<JoinAnswer>(broker, 'JoinGroup', {
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
      const { errorCode, memberAssignment } = await ask<{ errorCode: number; memberAssignment: Buffer }>(
        ...([
          broker,
          'SyncGroup',
          {
            ...{ groupId, memberId, generationId: generation },
            groupAssignment: assignments.map((each) => ({
              memberId: each.memberId,
              memberAssignment: each.assignment,
            })),
          },
        ] as const),
      );
      failOn(errorCode, about);
      return memberAssignment;
    },
    async heartbeat({ memberId, generation }) {
      const { errorCode } = await ask<{ readonly errorCode: number }>(broker, 'Heartbeat', {
        ...{ groupId, memberId, groupGenerationId: generation },
      });
      failOn(errorCode, about);
    },
    async leave(memberId) {
      await ask(broker, 'LeaveGroup', { groupId, memberId });
    },
    async committed(topic, partitions) {
      const offsets = new Map<number, bigint>();
      if (partitions.length === 0) return offsets;
      const asked = [{ topic, partitions: partitions.map((partition) => ({ partition })) }];
      const { errorCode, responses } = await ask<Responses<{ readonly partition: number; readonly offset: string }>>(
        ...([broker, 'OffsetFetch', { groupId, topics: asked }] as const),
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
      const { responses } = await ask<Responses<{ readonly partition: number }>>(broker, 'OffsetCommit', {
        ...{ groupId, memberId, groupGenerationId: generation },
        topics: [{ topic, partitions }],
      });
      for (const { partition, errorCode } of responses.flatMap((response) => response.partitions)) {
        failOn(errorCode, { ...about, topic, partition });
      }
    },
  };
}
