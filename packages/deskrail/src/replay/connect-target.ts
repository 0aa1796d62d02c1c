/** Where a socket is to be connected: to a host's port, or to a path on this machine. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number | undefined;
  readonly path?: string | undefined;
}

export const addressName = ({ host, port, path }: ConnectTarget): string =>
  path === undefined ? `${host.toLowerCase()}:${port}` : `the path ${path}`;

/** What `net.Socket.connect` was asked: options, a port and a host, or a path; as it is called, or as `net.connect` passes it on. */
export function targetOf(given: readonly unknown[]): ConnectTarget {
  const [first, second] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: unknown; port?: unknown; path?: unknown };
    if (typeof path === 'string' && port === undefined) return { host: '', port: undefined, path };
    return { host: hostOf(host), port: Number(port) };
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { host: '', port: undefined, path: first };
  return { host: hostOf(second), port: Number(first) };
}

const hostOf = (host: unknown): string =>
  typeof host === 'string' && host !== '' ? host.replace(/^\[|\]$/g, '') : 'localhost';
