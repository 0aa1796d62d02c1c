import { setTimeout as sleep } from 'node:timers/promises';
import { DriverError } from '../driver.js';
import type { AdminCluster } from './admin-cluster.js';
import { ask, failOn } from './ask.js';
import type { KafkajsBroker } from './internals.js';

interface Partitions<Partition> {
  readonly responses: readonly { readonly partitions: readonly (Partition & { readonly errorCode: number })[] }[];
}

const coordinatorAttempts = 20;
const coordinatorWaitMs = 250;
/** The coordinator's own topic is made when the first group asks. */
const notYet: readonly number[] = [14, 15, 16];

/** Ids of all groups that this client may see. */
export async function listGroups(cluster: AdminCluster): Promise<readonly string[]> {
  const answers = await Promise.all(
    (await cluster.brokerIds()).map(async (id) =>
      ask<{ readonly errorCode: number; readonly groups: readonly { readonly groupId: string }[] }>(
        await cluster.broker(id),
        'ListGroups',
        {},
      ),
    ),
  );
  for (const { errorCode } of answers) failOn(errorCode, { operation: 'Describe' });
  return [...new Set(answers.flatMap(({ groups }) => groups.map(({ groupId }) => groupId)))].toSorted();
}

export async function groupOffsets(
  cluster: AdminCluster,
  of: { readonly group: string; readonly topic: string; readonly partitions: readonly number[] },
): Promise<ReadonlyMap<number, bigint>> {
  const { group, topic, partitions } = of;
  const answer = await withCoordinator(cluster, group, 'Describe', (coordinator) =>
    ask<Partitions<{ readonly partition: number; readonly offset: string }> & { readonly errorCode?: number }>(
      coordinator,
      'OffsetFetch',
      { groupId: group, topics: [{ topic, partitions: partitions.map((partition) => ({ partition })) }] },
    ),
  );
  failOn(answer.errorCode ?? 0, { group, operation: 'Describe' });
  const offsets = new Map<number, bigint>();
  for (const { partition, offset, errorCode } of answer.responses.flatMap((response) => response.partitions)) {
    failOn(errorCode, { topic, group, partition, operation: 'Describe' });
    if (BigInt(offset) >= 0n) offsets.set(partition, BigInt(offset));
  }
  return offsets;
}

/** A commit from outside the group: the coordinator takes it only while nobody is in it. */
export async function setGroupOffsets(
  cluster: AdminCluster,
  of: { readonly group: string; readonly topic: string; readonly offsets: ReadonlyMap<number, bigint> },
): Promise<void> {
  const { group, topic, offsets } = of;
  const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset), metadata: '' }));
  const answer = await withCoordinator(cluster, group, 'Read', (coordinator) =>
    ask<Partitions<{ readonly partition: number }>>(coordinator, 'OffsetCommit', {
      ...{ groupId: group, groupGenerationId: -1, memberId: '' },
      topics: [{ topic, partitions }],
    }),
  );
  for (const { partition, errorCode } of answer.responses.flatMap((response) => response.partitions)) {
    failOn(errorCode, { topic, group, partition, operation: 'Read' });
  }
}

export async function deleteGroup(cluster: AdminCluster, group: string): Promise<void> {
  const answer = await withCoordinator(cluster, group, 'Delete', (coordinator) =>
    ask<{ readonly results: readonly { readonly errorCode: number }[] }>(coordinator, 'DeleteGroups', [group]),
  );
  for (const { errorCode } of answer.results) failOn(errorCode, { group, operation: 'Delete' });
}

async function withCoordinator<Answer>(
  cluster: AdminCluster,
  group: string,
  operation: string,
  work: (coordinator: KafkajsBroker) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; attempt <= coordinatorAttempts; attempt += 1) {
    const found = await ask<{ readonly errorCode: number; readonly coordinator: { readonly nodeId: number } }>(
      await cluster.any(),
      'GroupCoordinator',
      { groupId: group },
    );
    if (!notYet.includes(found.errorCode)) {
      failOn(found.errorCode, { group, operation });
      const answer = await work(await cluster.broker(found.coordinator.nodeId));
      if (!isLoading(answer)) return answer;
    }
    await sleep(coordinatorWaitMs);
  }
  throw new DriverError('unavailable', `No broker coordinates the group ${group}.`, { group });
}

function isLoading(answer: unknown): boolean {
  const { errorCode, responses, results } = answer as {
    readonly errorCode?: number;
    readonly responses?: readonly { readonly partitions: readonly { readonly errorCode: number }[] }[];
    readonly results?: readonly { readonly errorCode: number }[];
  };
  const codes = [errorCode, results?.[0]?.errorCode, responses?.[0]?.partitions[0]?.errorCode];
  return codes.some((code) => code !== undefined && notYet.includes(code));
}
