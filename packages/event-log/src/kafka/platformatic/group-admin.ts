import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, deleteGroupsV1, listGroupsV2, offsetCommitV7, offsetFetchV5 } from '@platformatic/kafka';
import { DriverError } from '../driver.js';
import { ask, type Cluster } from './cluster.js';
import { failOn } from './translate-failure.js';

const coordinatorAttempts = 20;
const coordinatorWaitMs = 250;

/** Ids of all groups that this client may see. */
export async function listGroups(cluster: Cluster): Promise<readonly string[]> {
  const answers = await Promise.all(
    (await cluster.brokers()).map(async ({ id }) => ask(await cluster.broker(id), listGroupsV2, [[], []])),
  );
  for (const { errorCode } of answers) failOn(errorCode, { operation: 'Describe' });
  return [...new Set(answers.flatMap(({ groups }) => groups.map(({ groupId }) => groupId)))].toSorted();
}

export async function groupOffsets(
  cluster: Cluster,
  group: string,
  topic: string,
): Promise<ReadonlyMap<number, bigint>> {
  const partitionIndexes = (await cluster.partitions(topic)).map(({ partition }) => partition);
  return withCoordinator(cluster, group, 'Describe', (coordinator) =>
    committed(coordinator, { group, topic, operation: 'Describe' }, partitionIndexes),
  );
}

/** Offsets of the next records to be done; partitions without any are left out. */
export async function committed(
  coordinator: Connection,
  about: { readonly group: string; readonly topic: string; readonly operation: string },
  partitionIndexes: readonly number[],
): Promise<Map<number, bigint>> {
  const { group, topic } = about;
  if (partitionIndexes.length === 0) return new Map();
  const asked = { groupId: group, topics: [{ name: topic, partitionIndexes: [...partitionIndexes] }] };
  const { errorCode, topics } = await ask(coordinator, offsetFetchV5, [[asked], false], about);
  failOn(errorCode, about);
  const offsets = new Map<number, bigint>();
  for (const found of topics.flatMap(({ partitions }) => partitions)) {
    failOn(found.errorCode, { ...about, partition: found.partitionIndex });
    if (found.committedOffset >= 0n) offsets.set(found.partitionIndex, found.committedOffset);
  }
  return offsets;
}

/** `member` is nobody where the commit comes from outside the group. */
export async function commitTo(
  coordinator: Connection,
  about: { readonly group: string; readonly topic: string },
  member: { readonly memberId: string; readonly generation: number },
  offsets: ReadonlyMap<number, bigint>,
): Promise<void> {
  const { group, topic } = about;
  const partitions = [...offsets].map(([partitionIndex, committedOffset]) => ({
    ...{ partitionIndex, committedOffset },
    committedLeaderEpoch: -1,
    committedMetadata: '',
  }));
  const { topics } = await ask(
    coordinator,
    offsetCommitV7,
    [group, member.generation, member.memberId, null, [{ name: topic, partitions }]],
    { ...about, operation: 'Read' },
  );
  for (const { partitionIndex, errorCode } of topics.flatMap((each) => each.partitions)) {
    failOn(errorCode, { ...about, partition: partitionIndex, operation: 'Read' });
  }
}

/** A commit from outside the group: the coordinator takes it only while nobody is in it. */
export async function setGroupOffsets(
  cluster: Cluster,
  of: { readonly group: string; readonly topic: string; readonly offsets: ReadonlyMap<number, bigint> },
): Promise<void> {
  await withCoordinator(cluster, of.group, 'Read', (coordinator) =>
    commitTo(coordinator, of, { memberId: '', generation: -1 }, of.offsets),
  );
}

export async function deleteGroup(cluster: Cluster, group: string): Promise<void> {
  await withCoordinator(cluster, group, 'Delete', async (coordinator) => {
    const { results } = await ask(coordinator, deleteGroupsV1, [[group]], { group, operation: 'Delete' });
    for (const { errorCode } of results) failOn(errorCode, { group, operation: 'Delete' });
  });
}

/** The coordinator's own topic is made when the first group asks, and read when a broker takes it over. */
async function withCoordinator<Answer>(
  cluster: Cluster,
  group: string,
  operation: string,
  work: (coordinator: Connection) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(await cluster.connect(await cluster.coordinator(group, operation)));
    } catch (error) {
      const waits = error instanceof DriverError && error.protocol !== undefined && error.kind === 'unavailable';
      if (!waits || attempt >= coordinatorAttempts) throw error;
    }
    await sleep(coordinatorWaitMs);
  }
}
