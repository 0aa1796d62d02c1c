import type { PoolClient } from 'pg';

interface Stream {
  cork(): void;
  uncork(): void;
}

const held = new WeakSet<Stream>();

/**
 * What is asked of a connection in one go, such as a transaction's begin and its first statements, leaves in one packet:
 * writing to a socket costs about as much as all else that the client does for a statement.
 */
export function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Stream } }).connection;
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  process.nextTick(() => {
    held.delete(stream);
    stream.uncork();
  });
}
