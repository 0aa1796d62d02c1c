import { type Connection, heartbeatV3, joinGroupV5, leaveGroupV3, syncGroupV3 } from '@platformatic/kafka';
import type { Coordinator } from '../wire/wire.js';
import { ask } from './cluster.js';
import { commitTo, committed } from './group-admin.js';
import { failOn } from './translate-failure.js';

const memberIdRequired = 79;

/**
 * Requests to the broker that deals a group. Joining waits for the slowest member, and a broker answers a connection's
 * requests one by one: it has a connection of its own.
 */
export function platformaticCoordinator(
  group: string,
  { connect, connectToJoin }: { connect(): Promise<Connection>; connectToJoin(): Promise<Connection> },
): Coordinator {
  const about = { group, operation: 'Read' };
  return {
    async join({ memberId, sessionTimeoutMs, rebalanceTimeoutMs, protocol, metadata }) {
      const answer = await ask(
        await connectToJoin(),
        joinGroupV5,
        [group, sessionTimeoutMs, rebalanceTimeoutMs, memberId, null, 'consumer', [{ name: protocol, metadata }]],
        about,
      );
      const again = answer.errorCode === memberIdRequired;
      if (!again) failOn(answer.errorCode, about);
      const { memberId: given, generationId, leader, members } = answer;
      return { memberId: given, generation: generationId, leaderId: leader, members, again };
    },
    async sync({ memberId, generation }, assignments) {
      const { errorCode, assignment } = await ask(
        await connectToJoin(),
        syncGroupV3,
        [group, generation, memberId, null, null, null, [...assignments]],
        about,
      );
      failOn(errorCode, about);
      return assignment;
    },
    async heartbeat({ memberId, generation }) {
      const { errorCode } = await ask(await connect(), heartbeatV3, [group, generation, memberId, null], about);
      failOn(errorCode, about);
    },
    async leave(memberId) {
      await ask(await connect(), leaveGroupV3, [group, [{ memberId }]], about);
    },
    committed: async (topic, partitions) => committed(await connect(), { ...about, topic }, partitions),
    commit: async (member, topic, offsets) => commitTo(await connect(), { group, topic }, member, offsets),
  };
}
