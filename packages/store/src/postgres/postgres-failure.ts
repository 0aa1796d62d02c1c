import { DeskrailError, isDeskrailError } from '@deskrail/contracts';

/** Where the database is, for messages: never with the password. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

interface Failure {
  readonly what: string;
  readonly retryable?: boolean;
  /** Wrong by configuration where it comes at the start. */
  readonly configured?: boolean;
}

/** By SQLSTATE, or by its class where the five characters are not there. */
const byState: Readonly<Record<string, Failure>> = {
  '08': { what: 'the connection was lost; look at the server and the network', retryable: true },
  '25006': { what: 'it is a standby that only reads; name the primary in the URL', retryable: true },
  '28': { what: 'it refuses the user; check name and password in the URL, and pg_hba.conf', configured: true },
  '3D000': { what: 'there is no such database; create it, or correct the URL', configured: true },
  '3F000': { what: 'the schema is missing; start Deskrail again, which makes it', configured: true },
  '40': { what: 'transactions kept getting in each other’s way; try again later', retryable: true },
  '42501': {
    what: 'the user lacks a right; grant it CREATE on the database, or make it the owner of the schema',
    configured: true,
  },
  '42P01': { what: 'a table is missing; was the schema changed by hand?', configured: true },
  '42P07': {
    what: 'its schema holds a table of another’s; name an empty database, or another schema (postgres.schema)',
    configured: true,
  },
  '53100': { what: 'its disk is full; free some space', retryable: true },
  '53300': { what: 'it has no connection left; raise max_connections, or lower the pool’s size', retryable: true },
  '53': { what: 'it lacks resources; look at the server', retryable: true },
  '55P03': { what: 'others held a lock for too long; try again later', retryable: true },
  '57014': {
    what: 'a statement took longer than its limit, statementTimeoutMs; look at the server’s load',
    retryable: true,
  },
  '57': { what: 'it is shutting down or starting up; wait for it', retryable: true },
  '58': { what: 'its machine failed; look at the server', retryable: true },
  XX: { what: 'it reports a fault of its own; look at its log', retryable: true },
};

/** A statement before it failed. */
export const isTransactionOver = (error: unknown): boolean => sqlState(error) === '25P02';

/** By Node's code for what the network refused. */
const byCode: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { what: 'nothing listens there; start it, or correct host and port in the URL', retryable: true },
  ENOTFOUND: { what: 'its name is not known; correct the host in the URL', retryable: true },
  EAI_AGAIN: { what: 'its name could not be looked up; look at DNS', retryable: true },
  EACCES: { what: 'this process may not use its socket', retryable: true },
  ENOENT: { what: 'its socket is not there; start it, or correct the host in the URL', retryable: true },
  DEPTH_ZERO_SELF_SIGNED_CERT: { what: 'its certificate is self-signed; give its CA in ssl.ca', configured: true },
  SELF_SIGNED_CERT_IN_CHAIN: { what: 'its certificate’s CA is not trusted; give it in ssl.ca', configured: true },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { what: 'its certificate’s CA is not trusted; give it in ssl.ca', configured: true },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    what: 'its certificate’s CA is not trusted; give it in ssl.ca',
    configured: true,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: { what: 'its certificate is for another name; use that in the URL', configured: true },
  CERT_HAS_EXPIRED: { what: 'its certificate has expired; renew it', configured: true },
};

const lost: Failure = {
  what: 'the connection was lost, or could not be made in time; look at the server and the network',
  retryable: true,
};

/** For a server that says of itself what it would say at the first write. */
export const standby = (place: Place): unknown => explainFailure({ code: '25006', severity: 'ERROR' }, place);

const lookUp = (reason: string): Failure | undefined =>
  byState[reason] ?? byCode[reason] ?? byState[reason.slice(0, 2)];

interface Told {
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
  readonly table?: unknown;
  readonly constraint?: unknown;
}

/** PostgreSQL's five characters, or the empty word. */
export function sqlState(error: unknown): string {
  const { code, severity } = (error ?? {}) as Told;
  return typeof code === 'string' && code.length === 5 && severity !== undefined ? code : '';
}

/** `pg` says these by their words alone. */
const lostWords =
  /connection terminated|timeout exceeded when trying to connect|not queryable|query read timeout|connection ended|socket/i;

function failureOf(error: unknown): Failure | undefined {
  const state = sqlState(error);
  if (state !== '') return lookUp(state);
  const { code, syscall, message } = (error ?? {}) as Told;
  if (typeof code === 'string' && byCode[code] !== undefined) return byCode[code];
  if (typeof syscall === 'string') return lost;
  if (typeof message !== 'string') return undefined;
  if (/does not support SSL/i.test(message)) return { what: 'it does not speak TLS; leave ssl out', configured: true };
  return lostWords.test(message) ? lost : undefined;
}

/** The transaction was undone because of another; the same job may do well if it is run again. */
export const isCollision = (error: unknown): boolean => /^(40|23505$)/.test(sqlState(error));

/** The connection is gone, and with it what was not committed. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== '') return /^(08|57P0)/.test(state);
  return failureOf(error)?.retryable === true;
}

/**
 * What the server or the network refuse becomes `dependency-unavailable` (`overloaded` for locks; `config-invalid` where
 * it is a mistake found at the start); any other refusal of a statement `internal`, without the values it names.
 */
export function explainFailure(error: unknown, place: Place, starting = false): unknown {
  if (isDeskrailError(error)) {
    const { reason } = error.details;
    const configured = starting && typeof reason === 'string' && lookUp(reason)?.configured;
    return configured ? new DeskrailError('config-invalid', error.message, { details: error.details }) : error;
  }
  const failure = failureOf(error);
  const state = sqlState(error);
  if (failure !== undefined) {
    const code =
      starting && failure.configured ? 'config-invalid' : state === '55P03' ? 'overloaded' : 'dependency-unavailable';
    const message = `${nameOf(place)} is not available: ${failure.what}.`;
    return new DeskrailError(code, message, {
      retryable: failure.retryable ?? false,
      details: { reason: reasonOf(error) },
    });
  }
  if (state === '') return error;
  const { table, constraint } = error as Told;
  if (state === '54000') {
    const message = 'An id is too long for an index of PostgreSQL’s, which takes some 2,700 bytes: shorten it.';
    return new DeskrailError('event-invalid', message, { details: { sqlState: state, table } });
  }
  const message = `PostgreSQL refused a statement of the store's (SQLSTATE ${state}). Look for it in the server's log.`;
  return new DeskrailError('internal', message, { details: { sqlState: state, table, constraint } });
}

export const nameOf = ({ host, port, database, user }: Place): string =>
  `PostgreSQL at ${host}:${port} (database ${database}, user ${user})`;

function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as Told;
  return typeof code === 'string' ? code : 'connection-lost';
}
