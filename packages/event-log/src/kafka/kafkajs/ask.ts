import { DriverError } from '../driver.js';
import { kindOfProtocolError } from '../protocol-errors.js';
import { type Api, apiKeys, errorOfCode, type KafkajsBroker, type ProtocolRequest, requests } from './internals.js';
import { translateFailure } from './translate-failure.js';

/** One request, its answer decoded and its errors left to the caller: kafkajs throws the first and drops the rest. */
export async function ask<Answer>(
  broker: KafkajsBroker,
  api: Api,
  args: object,
  /** Of one that the broker may hold back. */
  timeoutMs?: number,
): Promise<Answer> {
  const request = broker.lookupRequest(apiKeys[api], requests[api])(args);
  return send(broker, timeoutMs === undefined ? request : { ...request, requestTimeout: timeoutMs });
}

export async function send<Answer>(
  broker: Pick<KafkajsBroker, 'connectionPool'>,
  asked: Pick<ProtocolRequest, 'request' | 'requestTimeout'> & {
    response: Pick<ProtocolRequest['response'], 'decode'>;
  },
): Promise<Answer> {
  const { request, response, requestTimeout } = asked;
  const lenient = { decode: response.decode, parse: async (decoded: unknown) => decoded };
  const { host, port } = broker.connectionPool;
  try {
    return (await broker.connectionPool.send({
      ...{ request, response: lenient },
      ...(requestTimeout !== undefined && { requestTimeout }),
    })) as Answer;
  } catch (error) {
    throw translateFailure(error, { brokers: [`${host}:${port}`] });
  }
}

/** Throws where an answer carries an error. `about` names what was asked for. */
export function failOn(
  code: number,
  about: ConstructorParameters<typeof DriverError>[2] & { readonly message?: string | null | undefined },
): void {
  if (code === 0) return;
  const { type } = errorOfCode(code);
  const { message, ...details } = about;
  const protocol = type === 'KAFKAJS_UNKNOWN_ERROR_CODE' ? `error ${code}` : type;
  const what = [protocol, details.topic ?? details.group, message].filter(Boolean).join(': ');
  throw new DriverError(kindOfProtocolError(type), what, { ...details, protocol });
}
