import { DeskrailError } from '@deskrail/contracts';
import pg from 'pg';
import type { Place } from './postgres-failure.js';
import { types } from './values.js';

export interface ConnectionOptions {
  readonly url: string;
  readonly schema: string;
  readonly ssl: boolean | TlsOptions | undefined;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/** As Node's `tls.connect` takes them. */
export interface TlsOptions {
  /** PEM of who signed the server's certificate. */
  readonly ca?: string;
  /** PEM of a certificate by which the client says who it is, and its key. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate is for, if the URL has another. */
  readonly servername?: string;
  /** False takes any certificate. Default: true. */
  readonly rejectUnauthorized?: boolean;
}

/** A statement that hangs at the client longer than this beyond the server's limit has lost its server. */
const hangMs = 5_000;
/** A job waits for nothing but its own SQL: who pauses this long between statements has gone, and its locks with it. */
const idleInTransactionMs = 10_000;

/** Statements are sent without waiting for the answers to those before. */
function configOf(options: ConnectionOptions): pg.ClientConfig & { readonly pipeline: boolean } {
  const { url, ssl, applicationName, connectTimeoutMs, statementTimeoutMs } = options;
  return {
    connectionString: url,
    ...(ssl !== undefined && { ssl }),
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: statementTimeoutMs + hangMs,
    keepAlive: true,
    pipeline: true,
    types: types as unknown as pg.CustomTypesConfig,
  };
}

/** What a connection is told first. The URL may say the same otherwise, and is overruled. */
function settingsOf({ schema, statementTimeoutMs, lockTimeoutMs }: ConnectionOptions): string {
  // The store looks rows up by their keys. Without statistics, as after a rebuild's beginning, the planner would read whole tables.
  return `set enable_seqscan to off; set enable_hashjoin to off; set enable_mergejoin to off; set jit to off;
    set search_path to ${quoted(schema)}; set statement_timeout to ${statementTimeoutMs};
    set lock_timeout to ${lockTimeoutMs}; set idle_in_transaction_session_timeout to ${idleInTransactionMs};
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;
}

export const quoted = (name: string): string => pg.escapeIdentifier(name);

/** One connection by itself, with its settings made. */
export async function connectAlone(options: ConnectionOptions): Promise<pg.Client> {
  const client = new pg.Client(configOf(options));
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(settingsOf(options));
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

export function createPool(options: ConnectionOptions & { readonly size: number }): pg.Pool {
  const pool = new pg.Pool({
    ...configOf(options),
    max: options.size,
    idleTimeoutMillis: 60_000,
    onConnect: async (client) => {
      await client.query(settingsOf(options));
    },
  });
  // Of connections that nobody uses: they are replaced when they are wanted.
  pool.on('error', () => {});
  return pool;
}

/** Throws `config-invalid` for what is no URL of a PostgreSQL database. */
export function placeOf(url: string): Place {
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('another scheme');
    const { host, port, database = '', user = '' } = new pg.Client({ connectionString: url });
    return { host, port, database, user };
  } catch {
    const form = 'postgres://user:password@host:5432/database';
    throw new DeskrailError('config-invalid', `The database’s URL is none of PostgreSQL’s: write it as ${form}.`);
  }
}
