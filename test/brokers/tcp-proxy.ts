import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Connections open now, from clients. */
  readonly connections: number;
  /**
   * Nothing passes any more. Connections hang, old and new, as when a cable is pulled;
   * with `reset` the old ones break and new ones are closed at once.
   */
  cut(how?: { readonly reset?: boolean }): void;
  /** What hung is reset (its time is lost, not its meaning), and new connections pass. */
  heal(): void;
  close(): Promise<void>;
}

/** Stands between a client and a server on this machine, and can cut them off from each other. */
export async function startProxy({ to }: { readonly to: number }): Promise<TcpProxy> {
  let state: 'open' | 'hanging' | 'resetting' = 'open';
  const clients = new Map<Socket, Socket | undefined>();

  const end = (client: Socket) => {
    clients.get(client)?.destroy();
    clients.delete(client);
    client.resetAndDestroy();
  };
  const endAll = () => {
    for (const client of [...clients.keys()]) end(client);
  };

  const server = createServer({ noDelay: true }, (client) => {
    client.on('error', () => {});
    if (state === 'resetting') return void client.resetAndDestroy();
    clients.set(client, undefined);
    client.once('close', () => end(client));
    // What a client sends into a cut stays unread; it is gone when that heals.
    if (state === 'hanging') return void client.pause();
    const upstream = connect({ port: to, host: '127.0.0.1', noDelay: true });
    clients.set(client, upstream);
    upstream.on('error', () => {});
    upstream.once('close', () => state === 'open' && end(client));
    client.pipe(upstream, { end: false });
    upstream.pipe(client, { end: false });
    client.once('end', () => state === 'open' && upstream.end());
    upstream.once('end', () => state === 'open' && client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    endAll();
    await closed;
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return clients.size;
    },
    cut({ reset = false } = {}) {
      state = reset ? 'resetting' : 'hanging';
      if (reset) return endAll();
      for (const [client, upstream] of clients) {
        client.unpipe();
        upstream?.unpipe();
        client.pause();
        upstream?.pause();
      }
    },
    heal() {
      if (state === 'open') return;
      state = 'open';
      endAll();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
