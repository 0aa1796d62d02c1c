import { type Clock, type ExecutorOptions, systemClock } from '@deskrail/contracts';
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
import type { TwilioConnection } from '../verify/connection.js';

/** The few calls that sending and reading back take. Nothing is tried twice here. */
export interface Desk {
  readonly clock: Clock;
  /** `…/Messages.json` of the account. */
  readonly messagesUrl: URL;
  /** `…/Conversations/{sid}/Messages`. */
  conversationUrl(sid: string): URL;
  get(url: URL, signal: AbortSignal): Promise<DeskAnswer>;
  post(url: URL, form: URLSearchParams, options: PostOptions): Promise<DeskAnswer>;
  /** Where a link of Twilio's own leads, or `undefined` for one that leads elsewhere. */
  follow(link: unknown, from: URL): URL | undefined;
}

interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Throws `config-invalid` for a connection without `rest`, without its account, or that would send a token in the clear. */
export function openDesk(connection: TwilioConnection, options: ExecutorOptions): Desk {
  const access = restAccess(connection, { desk: 'Twilio', example: 'https://api.twilio.com' });
  const account = accountOf(access, connection);
  const client = ky.create(callOptions(authorizationOf(access), options));
  const call = (url: URL, request: Call) =>
    answerTo(() => client(url, request), { bodyOf: objectOrEmpty, signal: request.signal });
  const conversations = new URL(access.url);
  if (/^api(\..+)?\.twilio\.com$/.test(conversations.hostname)) {
    conversations.hostname = conversations.hostname.replace(/^api\./, 'conversations.');
  }
  return {
    clock: options.clock ?? systemClock,
    messagesUrl: new URL(`/2010-04-01/Accounts/${account}/Messages.json`, access.url),
    conversationUrl: (sid) => new URL(`/v1/Conversations/${encodeURIComponent(sid)}/Messages`, conversations),
    get: (url, signal) => call(url, { method: 'get', signal }),
    post: (url, form, { headers = {}, signal }) => call(url, { method: 'post', body: form, headers, signal }),
    follow(link, from) {
      if (typeof link !== 'string' || !URL.canParse(link, from)) return undefined;
      const url = new URL(link, from);
      return url.origin === from.origin ? url : undefined;
    },
  };
}

interface Call {
  readonly method: string;
  readonly body?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The account whose messages these are: an API key does not say. */
function accountOf({ token, invalid }: RestAccess, { accountId }: TwilioConnection): string {
  const account = accountId ?? /^(AC\w+):/.exec(token)?.[1];
  if (account === undefined || !/^AC\w{1,64}$/.test(account)) {
    throw invalid('with an API key it needs accountId, such as AC….');
  }
  return account;
}

function authorizationOf({ token, invalid }: RestAccess): string {
  if (/^Basic \S+$/.test(token)) return token;
  if (!/^(AC|SK)\w+:\S+$/.test(token)) {
    throw invalid('rest.token must be "AccountSid:AuthToken", or "SK…:secret" of an API key.');
  }
  return basicCredentials(token);
}
