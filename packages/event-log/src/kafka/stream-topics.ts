import { DeskrailError, type StreamName } from '@deskrail/contracts';
import type { DriverAdmin } from './driver.js';
import type { CatalogueTopic } from './topics/catalogue.js';
import { observeTopics } from './topics/observe.js';

/** A stream's topic as it stands on the brokers. */
export interface StreamTopic {
  readonly stream: StreamName;
  readonly topic: string;
  /** Keys are placed by this number, so it never changes. */
  readonly partitions: number;
  /** `max.message.bytes`: of a whole batch, as it is stored. */
  readonly maxMessageBytes: number;
  /** `min.insync.replicas`: with fewer than these nothing is acknowledged. */
  readonly minInSync: number;
}

export type StreamTopics = Readonly<Record<StreamName, StreamTopic>>;

/** Throws `config-invalid` where a topic is missing. */
export async function readStreamTopics(
  admin: DriverAdmin,
  catalogue: readonly CatalogueTopic[],
): Promise<StreamTopics> {
  const { topics } = await observeTopics(admin, catalogue);
  const found = catalogue.map(({ stream, name }): [StreamName, StreamTopic] => {
    const observed = topics.get(name);
    if (observed === undefined) {
      throw new DeskrailError('config-invalid', `There is no topic ${name}. Run \`deskrail topics apply\`.`);
    }
    const { state, settings } = observed;
    const maxMessageBytes = Number(settings['max.message.bytes'] ?? 1_048_588);
    const minInSync = Number(settings['min.insync.replicas'] ?? 1);
    return [stream, { stream, topic: name, partitions: state.partitions.length, maxMessageBytes, minInSync }];
  });
  return Object.fromEntries(found) as unknown as StreamTopics;
}
