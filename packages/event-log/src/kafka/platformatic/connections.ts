import { Connection, type ConnectionOptions } from '@platformatic/kafka';
import { DriverError, type DriverSettings } from '../driver.js';
import { translateFailure } from './translate-failure.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One connection to each broker, made again when it is needed and gone. */
export interface Connections {
  to(address: Address): Promise<Connection>;
  /** The first that answers, beginning with one that is connected. */
  any(addresses: readonly Address[]): Promise<Connection>;
  close(): Promise<void>;
}

/**
 * The client's own pool is not used: it hears one error of a connection, and the next one that nobody hears ends the
 * process.
 */
export function createConnections(settings: DriverSettings, requestTimeoutMs: number): Connections {
  const options = connectionOptions(settings, requestTimeoutMs);
  const open = new Map<string, Promise<Connection>>();
  let closed = false;

  async function connect(key: string, { host, port }: Address): Promise<Connection> {
    const connection = new Connection(settings.clientId, options);
    const forget = () => {
      if (open.get(key) === connecting) open.delete(key);
    };
    connection.on('error', forget);
    connection.once('close', forget);
    const connecting = reach(connection, host, port);
    open.set(key, connecting);
    try {
      return await connecting;
    } catch (error) {
      forget();
      throw error;
    }
  }

  const connections: Connections = {
    async to(address) {
      if (closed) throw new DriverError('closed', 'The Kafka client has been closed.');
      const key = `${address.host}:${address.port}`;
      const known = await open.get(key);
      return known?.isConnected() ? known : connect(key, address);
    },
    async any(addresses) {
      const connected = addresses.toSorted((a, b) => rank(open, a) - rank(open, b));
      let failure: unknown = new DriverError('unavailable', 'No broker is known.');
      for (const address of connected) {
        try {
          return await connections.to(address);
        } catch (error) {
          failure = error;
          if (error instanceof DriverError && error.kind === 'not-authenticated') break;
        }
      }
      throw failure;
    },
    async close() {
      closed = true;
      const all = await Promise.allSettled([...open.values()]);
      await Promise.allSettled(all.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)));
      open.clear();
    },
  };
  return connections;
}

async function reach(connection: Connection, host: string, port: number): Promise<Connection> {
  try {
    await connection.connect(host, port);
    return connection;
  } catch (error) {
    await Promise.resolve(connection.close()).catch(() => {});
    throw translateFailure(error, { broker: `${host}:${port}` });
  }
}

const rank = (open: ReadonlyMap<string, unknown>, { host, port }: Address) => (open.has(`${host}:${port}`) ? 0 : 1);

const mechanisms = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const;

function connectionOptions(settings: DriverSettings, requestTimeout: number): ConnectionOptions {
  const { tls, sasl, connectTimeoutMs, brokers } = settings;
  const { serverName, ...pem } = tls === undefined || tls === true ? { serverName: undefined } : tls;
  // An address is no name that could be asked for in a handshake.
  const named = brokers.some((broker) => !/^(\[|[\d.]+:)/.test(broker));
  return {
    connectTimeout: connectTimeoutMs,
    requestTimeout,
    ...(tls && { tls: pem, tlsServerName: serverName ?? named }),
    ...(sasl && {
      sasl: { mechanism: mechanisms[sasl.mechanism], username: sasl.username, password: sasl.password },
    }),
  };
}

export function parseAddress(broker: string): Address {
  const at = broker.lastIndexOf(':');
  return { host: broker.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(broker.slice(at + 1)) };
}
