// @ts-expect-error kafkajs' inner modules have no types
import Decoder from 'kafkajs/src/protocol/decoder.js';
// @ts-expect-error
import Encoder from 'kafkajs/src/protocol/encoder.js';
import { failOn, send } from './ask.js';
import type { KafkajsBroker } from './internals.js';

const incrementalAlterConfigs = 44;
const topicResource = 2;
const set = 0;

interface Outcome {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/**
 * IncrementalAlterConfigs, which kafkajs does not speak: its older AlterConfigs would reset every other setting that
 * somebody has made on the topic.
 */
export async function alterTopicSettings(
  controller: KafkajsBroker,
  topic: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const request = {
    apiKey: incrementalAlterConfigs,
    apiVersion: 0,
    apiName: 'IncrementalAlterConfigs',
    encode: async () =>
      new Encoder()
        .writeArray([
          new Encoder()
            .writeInt8(topicResource)
            .writeString(topic)
            .writeArray(
              Object.entries(settings).map(([name, value]) =>
                new Encoder().writeString(name).writeInt8(set).writeString(value),
              ),
            ),
        ])
        .writeBoolean(false),
  };
  const decode = async (raw: Buffer): Promise<readonly Outcome[]> => {
    const decoder = new Decoder(raw);
    decoder.readInt32();
    return decoder.readArray((entry: { readInt16(): number; readString(): string; readInt8(): number }) => {
      const outcome = { errorCode: entry.readInt16(), errorMessage: entry.readString() };
      entry.readInt8();
      entry.readString();
      return outcome;
    });
  };
  for (const { errorCode, errorMessage } of await send<readonly Outcome[]>(controller, {
    request,
    response: { decode },
  })) {
    failOn(errorCode, { topic, operation: 'AlterConfigs', message: errorMessage });
  }
}
