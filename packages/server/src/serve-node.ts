import { randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeskrailError, type Logger, silentLogger } from '@deskrail/contracts';
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server';
import { problemResponse } from './http/problem.js';
import type { FetchContext } from './server.js';

export interface ServeNodeOptions {
  readonly fetch: (request: Request, context: FetchContext) => Promise<Response>;
  /** Default: 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** Closes the server. */
  readonly signal?: AbortSignal | undefined;
  /** How long open requests may take when closing. Default: 10 000. */
  readonly closeTimeoutMs?: number | undefined;
  /** For a `fetch` that rejects. Default: silent. */
  readonly logger?: Logger | undefined;
}

export interface NodeServer extends AsyncDisposable {
  readonly port: number;
  /** Takes no more connections, ends event streams, lets the other requests end, and breaks off what takes too long. */
  close(): Promise<void>;
}

/** Serve over `node:http`. Throws `config-invalid` where the port or the host cannot be had. */
export async function serveNode(options: ServeNodeOptions): Promise<NodeServer> {
  const { fetch, host = '127.0.0.1', port, signal, closeTimeoutMs = 10_000, logger = silentLogger } = options;
  const streams = new Set<ServerResponse>();

  const listener = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = env as HttpBindings;
      const response = await fetch(request, { address: incoming.socket.remoteAddress });
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
        streams.add(outgoing);
        outgoing.once('close', () => streams.delete(outgoing));
      }
      return response;
    },
    // The embedder's own Request and Response stay as they are.
    { hostname: host, overrideGlobalObjects: false, errorHandler: (error) => answerError(error, logger) },
  );
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 }, listener);
  await listen(server, { host, port });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeServer(server, streams, closeTimeoutMs);
    return closing;
  };
  const onAbort = () => void close();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) await close();
  return { port: (server.address() as AddressInfo | null)?.port ?? port, close, [Symbol.asyncDispose]: close };
}

/** What never became a `Request`, as no URL can hold its host or address; or a `fetch` that rejects. */
function answerError(error: unknown, logger: Logger): Response {
  const told =
    error instanceof RequestError
      ? new DeskrailError('request-invalid', 'The address or the Host header cannot be read.')
      : error;
  return problemResponse(told, { logger, newErrorId: randomUUID, method: '(none)', route: '(none)' });
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen({ host, port }, resolve);
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  const why: Record<string, string> = {
    EADDRINUSE: `${where} is in use. Stop what listens there, or set another port (0 takes a free one).`,
    EACCES: `This user may not listen on ${where}. Take a port of 1024 or above.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Listen on 127.0.0.1, or on 0.0.0.0 for all.`,
    ENOTFOUND: `${host} is not a host that can be found. Listen on 127.0.0.1, or on 0.0.0.0 for all.`,
  };
  const message = why[cause.code ?? ''] ?? `${where} cannot be listened on (${cause.code}).`;
  return new DeskrailError('config-invalid', message, { cause });
}

async function closeServer(server: Server, streams: ReadonlySet<ServerResponse>, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const stream of streams) stream.end();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  // A connection that was busy when the server closed stays open for its next request, unless it is told.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(timer);
  clearInterval(idle);
}
