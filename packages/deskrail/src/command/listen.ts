import { DeskrailError } from '@deskrail/contracts';
import { type NodeServer, type ServeNodeOptions, serveNode } from '@deskrail/server';

const firstPort = 3000;
const portsTried = 20;
const closeTimeoutMs = 3_000;

/** Listen on the port that was asked for; where none was, on 3000 or the next one that is free. */
export async function listen(options: {
  readonly fetch: ServeNodeOptions['fetch'];
  readonly host: string;
  readonly port: number | undefined;
}): Promise<NodeServer> {
  const { fetch, host } = options;
  if (options.port !== undefined) return serveNode({ fetch, host, port: options.port, closeTimeoutMs });
  for (let port = firstPort; port < firstPort + portsTried; port++) {
    try {
      return await serveNode({ fetch, host, port, closeTimeoutMs });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new DeskrailError(
    'config-invalid',
    `Ports ${firstPort} to ${firstPort + portsTried - 1} are all taken. Set PORT.`,
  );
}

/** `serveNode` says what was wrong in words; the system's own code is its cause. */
const isTaken = (error: unknown): boolean =>
  ((error as { readonly cause?: { readonly code?: unknown } } | null)?.cause?.code ?? '') === 'EADDRINUSE';

/** The address that a person on this machine opens. */
export function addressOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const shown = everywhere ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}
