import type { SeededRandom } from '@deskrail/testing';
import { seconds } from '../wait.ts';
import type { Fault } from './fault.ts';
import { inSync, moveLeaders } from './kafka-admin.ts';

const kafkaOnly = ['kafka'] as const;
const brokerCount = 3;
const nodeOf = (random: SeededRandom): number => random.below(brokerCount);

export const brokerKilled: Fault = {
  name: 'broker-killed',
  about: 'a broker is killed with `kill -9` and brought back',
  logs: kafkaOnly,
  draw(random) {
    const index = nodeOf(random);
    const length = 2 + random.below(14);
    return {
      detail: `broker ${index + 1}, back after ${length} s`,
      async run({ rail, signal }) {
        const node = rail.kafka?.nodes[index];
        await node?.kill();
        await seconds(length, signal);
        await node?.start();
        await inSync(rail, signal);
      },
    };
  },
};

export const brokerReplaced: Fault = {
  name: 'broker-replaced',
  about: 'a broker is killed and replaced by an empty one',
  logs: kafkaOnly,
  draw(random) {
    const index = nodeOf(random);
    // A new machine takes its time; and one that led the controllers may not be back, without its memory, before
    // another leads them.
    const length = 10 + random.below(6);
    return {
      detail: `broker ${index + 1}, by another after ${length} s`,
      async run({ rail, signal }) {
        const node = rail.kafka?.nodes[index];
        await node?.kill();
        await seconds(length, signal);
        await node?.replaceEmpty();
        await inSync(rail, signal);
      },
    };
  },
};

export const leaderMoved: Fault = {
  name: 'leader-moved',
  about: 'the leaders of all partitions of one broker are moved to others, and back',
  logs: kafkaOnly,
  draw(random) {
    const index = nodeOf(random);
    return {
      detail: `from broker ${index + 1}`,
      run: ({ rail, signal }) => moveLeaders(rail, index + 1, signal),
    };
  },
};

export const kafkaGone: Fault = {
  name: 'kafka-gone',
  about: 'all brokers are killed, and away for a minute',
  logs: kafkaOnly,
  draw: () => ({
    detail: 'for 60 s',
    async run({ rail, signal }) {
      const nodes = rail.kafka?.nodes ?? [];
      await Promise.all(nodes.map((node) => node.kill()));
      await seconds(60, signal);
      await Promise.all(nodes.map((node) => node.start()));
      await inSync(rail, signal);
    },
  }),
};

export const postgresRestarted: Fault = {
  name: 'postgres-restarted',
  about: 'PostgreSQL is stopped or killed, and started again',
  logs: kafkaOnly,
  draw(random) {
    const killed = random.next() < 0.5;
    const length = random.below(9);
    return {
      detail: `${killed ? 'killed' : 'stopped'}, back after ${length} s`,
      async run({ rail, signal }) {
        await (killed ? rail.postgres?.kill() : rail.postgres?.stop());
        await seconds(length, signal);
        await rail.postgres?.start();
        await rail.up(signal);
      },
    };
  },
};
