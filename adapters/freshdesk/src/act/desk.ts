import { type Clock, type Connection, type ExecutorOptions, systemClock } from '@deskrail/contracts';
import {
  answerTo,
  basicCredentials,
  callOptions,
  type DeskAnswer,
  type RestAccess,
  restAccess,
} from '@deskrail/webhooks/act';
import ky from 'ky';

/** The body is a record or a list; `undefined` for what is no JSON, such as the plain text of a 429. */
export type Answer = DeskAnswer<unknown>;

/** Calls to one account. Nothing is tried twice here. */
export interface Desk {
  readonly clock: Clock;
  /** Paths are below `/api/v2`. */
  get(path: string, signal: AbortSignal): Promise<Answer>;
  put(path: string, body: unknown, signal: AbortSignal): Promise<Answer>;
  post(path: string, body: unknown, signal: AbortSignal): Promise<Answer>;
}

/** Throws `config-invalid` for a connection without `rest`, or with one that would send a key in the clear. */
export function openDesk(connection: Connection, options: ExecutorOptions): Desk {
  const access = restAccess(connection, { desk: 'Freshdesk', example: 'https://acme.freshdesk.com' });
  const client = ky.create(callOptions(authorizationOf(access), options));
  const call = (method: string, path: string, { json, signal }: { json?: unknown; signal: AbortSignal }) =>
    answerTo(() => client(new URL(`/api/v2${path}`, access.url), { method, json, signal }), {
      bodyOf: (body) => body,
      signal,
    });
  return {
    clock: options.clock ?? systemClock,
    get: (path, signal) => call('get', path, { signal }),
    put: (path, body, signal) => call('put', path, { json: body, signal }),
    post: (path, body, signal) => call('post', path, { json: body, signal }),
  };
}

/** The key is the user's name of Basic credentials, and any password does. */
function authorizationOf({ token, invalid }: RestAccess): string {
  if (/^(Bearer|Basic) \S+$/.test(token)) return token;
  if (!/^[\x21-\x39\x3b-\x7e]+(:\S*)?$/.test(token)) {
    throw invalid('rest.token must be an agent’s API key (Profile settings → View API key).');
  }
  return basicCredentials(token.includes(':') ? token : `${token}:X`);
}
