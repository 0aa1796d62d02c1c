import { type Clock, type Connection, type ExecutorOptions, systemClock } from '@deskrail/contracts';
import {
  answerTo,
  basicCredentials,
  callOptions,
  type DeskAnswer,
  objectOrEmpty,
  type RestAccess,
  restAccess,
} from '@deskrail/webhooks/act';
import ky from 'ky';
import { type CallLimits, limitsOf } from './limits.js';

export type Answer =
  | DeskAnswer
  /** Not asked: the desk's last answer said that it takes no such call for so long. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/** The few calls that acting on a ticket takes. Nothing is tried twice here. */
export interface Desk {
  readonly clock: Clock;
  readonly limits: CallLimits;
  get(path: string, signal: AbortSignal): Promise<Answer>;
  put(path: string, body: unknown, signal: AbortSignal): Promise<Answer>;
  /** The path of a link of the desk's own, or `undefined` for one that leads elsewhere. */
  pathOf(link: unknown): string | undefined;
}

/** Throws `config-invalid` for a connection without `rest`, or with one that would send a token in the clear. */
export function openDesk(connection: Connection, options: ExecutorOptions): Desk {
  const access = restAccess(connection, { desk: 'Zendesk', example: 'https://acme.zendesk.com' });
  const client = ky.create(callOptions(authorizationOf(access), options));
  const clock = options.clock ?? systemClock;
  const limits = limitsOf(connection, clock);
  const call = async (path: string, request: Call): Promise<Answer> => {
    const retryAfterMs = limits.closedForMs(request.method);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    const answer = await answerTo(() => client(new URL(path, access.url), request), {
      bodyOf: objectOrEmpty,
      signal: request.signal,
    });
    if (answer.kind === 'answer') limits.note(request.method, answer.headers);
    return answer;
  };
  return {
    clock,
    limits,
    get: (path, signal) => call(path, { method: 'get', signal }),
    put: (path, body, signal) => call(path, { method: 'put', json: body, signal }),
    pathOf(link) {
      if (typeof link !== 'string' || !URL.canParse(link, access.url)) return undefined;
      const url = new URL(link, access.url);
      return url.origin === access.url.origin ? url.pathname + url.search : undefined;
    },
  };
}

interface Call {
  readonly method: 'get' | 'put';
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

function authorizationOf({ token, invalid }: RestAccess): string {
  if (/^(Bearer|Basic) \S+$/.test(token)) return token;
  if (!/^\S+\/token:\S+$/.test(token)) throw invalid('rest.token must be "email/token:api_token" or "Bearer …".');
  return basicCredentials(token);
}
