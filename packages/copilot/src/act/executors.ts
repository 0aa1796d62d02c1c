import { type Connections, DeskrailError, type Executor, type ExecutorOptions } from '@deskrail/contracts';

const openAtMost = 1_000;

/**
 * The executors of connections, each opened when first needed and kept. A conversation's name says which connection it
 * is at, and an API key's facts may name any: only the tenant that a connection is bound to acts through it.
 */
export function createExecutors(
  connections: Connections,
  options: ExecutorOptions,
): { of(owner: { readonly tenant: string; readonly connection: string }): Promise<Executor> } {
  const open = new Map<string, Promise<Executor>>();

  async function openOne(tenant: string, id: string): Promise<Executor> {
    const connection =
      typeof connections === 'function' ? await connections(id) : connections.find((known) => known.id === id);
    if (connection === undefined || connection.tenant !== tenant) {
      throw new DeskrailError(
        'connection-unknown',
        `No connection of the tenant ${tenant} is called ${id}; its actions wait until there is one.`,
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
    of({ tenant, connection }) {
      const key = JSON.stringify([tenant, connection]);
      const known = open.get(key);
      if (known !== undefined) return known;
      const [oldest] = open.keys();
      if (open.size >= openAtMost && oldest !== undefined) open.delete(oldest);
      const opening = openOne(tenant, connection);
      open.set(key, opening);
      // What could not be opened is tried again the next time.
      opening.catch(() => open.delete(key));
      return opening;
    },
  };
}
