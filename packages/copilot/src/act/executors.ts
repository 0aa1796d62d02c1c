import { type Connections, DeskrailError, type Executor, type ExecutorOptions } from '@deskrail/contracts';

const openAtMost = 1_000;

/** The executors of connections, each opened when first needed and kept. */
export function createExecutors(
  connections: Connections,
  options: ExecutorOptions,
): { of(connection: string): Promise<Executor> } {
  const open = new Map<string, Promise<Executor>>();

  async function openOne(id: string): Promise<Executor> {
    const connection =
      typeof connections === 'function' ? await connections(id) : connections.find((known) => known.id === id);
    if (connection === undefined) {
      throw new DeskrailError(
        'connection-unknown',
        `No connection is called ${id}; its actions wait until there is one.`,
      );
    }
    if (connection.openExecutor === undefined) {
      throw new DeskrailError(
        'config-invalid',
        `The connection ${id} only receives; give it access to the desk's API.`,
      );
    }
    return connection.openExecutor(options);
  }

  return {
    of(connection) {
      const known = open.get(connection);
      if (known !== undefined) return known;
      const [oldest] = open.keys();
      if (open.size >= openAtMost && oldest !== undefined) open.delete(oldest);
      const opening = openOne(connection);
      open.set(connection, opening);
      // What could not be opened is tried again the next time.
      opening.catch(() => open.delete(connection));
      return opening;
    },
  };
}
