import type { KafkajsClient } from './client.js';
import { translateFailure } from './translate-failure.js';

/**
 * kafkajs' connections without its admin client, which swallows the errors of a coordinator look-up, resets other
 * settings of a topic when it alters one, and joins a group to set its offsets.
 */
export async function openAdminCluster(client: KafkajsClient) {
  const { brokers } = client.settings;
  const cluster = client.openCluster();
  const reach = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw translateFailure(error, { brokers });
    }
  };
  try {
    await reach(() => cluster.connect());
    await reach(() => cluster.refreshMetadata());
  } catch (error) {
    await cluster.disconnect().catch(() => {});
    throw error;
  }
  const nodeIds = () => Object.keys(cluster.brokerPool.brokers).map(Number);
  const any = () => reach(() => cluster.brokerPool.findConnectedBroker());
  const broker = (id: number) =>
    reach(async () => {
      if (!nodeIds().includes(id)) await cluster.refreshMetadata();
      return cluster.findBroker({ nodeId: id });
    });
  return {
    any,
    controller: () => reach(() => cluster.refreshMetadata().then(() => cluster.findControllerBroker())),
    broker,
    oneOf: (id: number | undefined) => (id === undefined ? any() : broker(id)),
    brokerIds: () => reach(() => cluster.refreshMetadata().then(nodeIds)),
    close: () => cluster.disconnect().catch(() => {}),
  };
}

export type AdminCluster = Awaited<ReturnType<typeof openAdminCluster>>;
