import { type Connection, type Connections, DeskrailError } from '@deskrail/contracts';
import { freshdesk } from '@deskrail/freshdesk';
import { twilio } from '@deskrail/twilio';
import { zendesk } from '@deskrail/zendesk';

export interface ConnectionAsked {
  readonly desk: string | undefined;
  /** In the place of what is configured. */
  readonly secrets: readonly string[] | undefined;
  /** As the desk was told it, in the place of what is configured. */
  readonly url: string | undefined;
  /** In the request's path. */
  readonly id: string | undefined;
}

interface Made {
  readonly id: string;
  readonly tenant: string;
  readonly secrets: readonly string[];
}

const desks: Readonly<Record<string, (made: Made) => Connection>> = { zendesk, freshdesk, twilio };

export const deskNames = Object.keys(desks);

/**
 * The connection that a captured request is for, and why that one: by the path's id, else the only one of its desk; or
 * one made of a secret that was given. Throws `connection-unknown`.
 */
export async function connectionOf(
  connections: Connections,
  asked: ConnectionAsked,
): Promise<{ readonly connection: Connection; readonly why: string }> {
  const configured = await findConfigured(connections, asked);
  if (asked.secrets === undefined) {
    if (configured === undefined) throw unknown(asked);
    return { connection: withUrl(configured.connection, asked.url), why: configured.why };
  }
  const { secrets, desk, id } = asked;
  if (configured !== undefined) {
    const connection = { ...configured.connection, secrets };
    return { connection: withUrl(connection, asked.url), why: `${configured.why}, with the secret that was given` };
  }
  const make = desks[desk ?? ''];
  if (make === undefined) throw unknown(asked);
  const connection = make({ id: id ?? desk ?? '', tenant: 'default', secrets });
  return { connection: withUrl(connection, asked.url), why: 'made of the secret that was given' };
}

/** Twilio signs the URL it was told; the others’ does not matter to them. */
function withUrl(connection: Connection, url: string | undefined): Connection {
  if (url === undefined || connection.desk !== 'twilio') return connection;
  const { publicUrl: _, ...rest } = connection as Connection & { readonly publicUrl?: string };
  return { ...rest, publicUrl: url.replace(/[?#].*$/s, '') } as Connection;
}

async function findConfigured(connections: Connections, { desk, id }: ConnectionAsked) {
  if (typeof connections === 'function') {
    const found = id === undefined ? undefined : await connections(id);
    return found && (desk === undefined || found.desk === desk) ? byPath(found) : undefined;
  }
  const fits = connections.filter((connection) => desk === undefined || connection.desk === desk);
  const named = fits.find((connection) => connection.id === id);
  if (named !== undefined) return byPath(named);
  const [only, ...others] = desk === undefined ? [] : fits;
  if (only === undefined) return undefined;
  if (others.length === 0) return { connection: only, why: `the only one of ${only.desk}; the path names none` };
  const ids = fits.map((connection) => connection.id).join(', ');
  throw new DeskrailError(
    'connection-unknown',
    `The path names none of ${ids}: give --url with the connection’s path.`,
  );
}

const byPath = (connection: Connection) => ({ connection, why: 'by the path' });

function unknown({ desk, id }: ConnectionAsked): DeskrailError {
  const what =
    desk === undefined
      ? `The path names ${id === undefined ? 'no connection' : 'none that is configured'}`
      : `No connection of ${desk} is configured`;
  const advice = desk === undefined ? `Give --desk ${deskNames.join(', ')}, ` : 'Give ';
  return new DeskrailError('connection-unknown', `${what}. ${advice}--secret, or set the environment as for serve.`);
}
