import { type Connection, type Connections, DeskrailError, isDeskrailError } from '@deskrail/contracts';

export interface LookupOptions {
  readonly timeoutMs: number;
  /** How long a connection that was looked up is used again; 0: never. */
  readonly cacheMs: number;
  readonly now: () => number;
}

export type ConnectionLookup = (id: string) => Connection | undefined | Promise<Connection | undefined>;

const maxCached = 1_000;

/**
 * Find connections by id. A list is checked at once (throws what `checkConnection` throws, and `config-invalid` for an
 * id that is there twice). A look-up has a time limit; what it finds is checked, and kept for a short while.
 */
export function createLookup(connections: Connections, options: LookupOptions): ConnectionLookup {
  if (typeof connections === 'function') return lookUpAtRunTime(connections, options);
  const byId = new Map<string, Connection>();
  for (const connection of connections) {
    if (byId.has(connection.id)) {
      throw new DeskrailError(
        'config-invalid',
        `Two connections are called ${JSON.stringify(connection.id)}. Rename one.`,
      );
    }
    connection.adapter.checkConnection(connection);
    byId.set(connection.id, connection);
  }
  return (id) => byId.get(id);
}

function lookUpAtRunTime(
  lookUp: (id: string) => Promise<Connection | undefined>,
  { timeoutMs, cacheMs, now }: LookupOptions,
): ConnectionLookup {
  const cached = new Map<string, { found: Promise<Connection | undefined>; until: number }>();

  const fresh = async (id: string): Promise<Connection | undefined> => {
    const connection = await withinTime(lookUp(id), timeoutMs);
    if (connection === undefined) return undefined;
    if (connection.id !== id) {
      throw new DeskrailError(
        'config-invalid',
        'The connection look-up answered with another id than it was asked for.',
      );
    }
    connection.adapter.checkConnection(connection);
    return connection;
  };

  return (id) => {
    const known = cached.get(id);
    if (known !== undefined && known.until > now()) return known.found;
    if (cached.size >= maxCached) cached.clear();
    const found = fresh(id);
    const entry = { found, until: now() + cacheMs };
    cached.set(id, entry);
    const forget = () => {
      if (cached.get(id) === entry) cached.delete(id);
    };
    // Only what exists is kept: a connection that is added is known at once.
    found.then((connection) => {
      if (connection === undefined || cacheMs <= 0) forget();
    }, forget);
    return found;
  };
}

async function withinTime<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new DeskrailError('dependency-unavailable', `The connection look-up did not answer within ${timeoutMs} ms.`, {
          retryable: true,
        }),
      );
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    if (isDeskrailError(error)) throw error;
    throw new DeskrailError('dependency-unavailable', 'The connection look-up failed.', {
      cause: error,
      retryable: true,
    });
  } finally {
    clearTimeout(timer);
  }
}
