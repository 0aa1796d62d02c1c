import { brokerKilled, brokerReplaced, kafkaGone, leaderMoved, postgresRestarted } from './brokers.ts';
import type { Fault } from './fault.ts';
import { killCopilot, killExecutor, killReceiver, killServer, killTwice, killWitness, tornWrite } from './kills.ts';
import { clockMoved, deskFails, diskFull, duplicateStorm, lateBurst, networkCut, nothing } from './surroundings.ts';

/** All that can be broken. `nothing` is done only when it is asked for. */
export const allFaults: readonly Fault[] = [
  killServer,
  killReceiver,
  killCopilot,
  killExecutor,
  killWitness,
  killTwice,
  tornWrite,
  brokerKilled,
  brokerReplaced,
  leaderMoved,
  kafkaGone,
  postgresRestarted,
  diskFull,
  networkCut,
  clockMoved,
  duplicateStorm,
  lateBurst,
  deskFails,
  nothing,
];
