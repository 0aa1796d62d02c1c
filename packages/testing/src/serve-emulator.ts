import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Anything that answers requests, as an emulated desk does. */
export interface Emulator {
  handle(request: Request): Promise<Response>;
}

export interface ServedEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  /** Ends the connections as well; the emulator stays as it is. */
  close(): Promise<void>;
}

const maxBodyBytes = 2_097_152;

/**
 * Puts an emulated desk's REST API on a port, for a program that cannot be handed a `fetch`. A broken connection is a
 * broken connection here too, and a caller who hangs up ends what waited for it.
 */
export async function serveEmulator(
  emulator: Emulator,
  options: { readonly port?: number; readonly host?: string } = {},
): Promise<ServedEmulator> {
  const { port = 0, host = '127.0.0.1' } = options;
  const server = createServer((incoming, outgoing) => {
    answer(emulator, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.requestTimeout = 120_000;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  return { url: `http://${host}:${bound}`, port: bound, close, [Symbol.asyncDispose]: close };
}

async function answer(emulator: Emulator, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const response = await emulator.handle(await requestOf(incoming, gone.signal));
  if (response.type === 'error') {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body !== null && response.headers.get('content-type')?.startsWith('text/event-stream')) {
    for await (const chunk of response.body) outgoing.write(chunk);
    outgoing.end();
    return;
  }
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function requestOf(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const { method = 'GET', headers, url } = incoming;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    // The emulator says 413 to what is over its own limit; this one only bounds what is kept.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  const given = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return new Request(`http://${headers.host ?? 'localhost'}${url}`, {
    method,
    headers: Object.fromEntries(given),
    signal,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(chunks) }),
  });
}
