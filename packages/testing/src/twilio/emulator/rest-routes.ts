import type { Account } from './account.js';
import type { TwilioConversation, TwilioMessage } from './desk-state.js';
import { addMessage } from './in-conversation.js';
import { readMessage } from './message-request.js';
import { conversationJson, conversationMessageJson, messageJson, participantJson } from './rest-json.js';
import { classicPage, metaPage } from './rest-page.js';
import { badRequest, notFound, RestRefusal } from './rest-refusal.js';
import { sendMessage } from './send-message.js';

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly form: URLSearchParams;
  readonly headers: Headers;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Endpoint = (account: Account, sids: readonly string[], call: Call) => Answer;

/** The endpoints; what each refuses is thrown as a {@link RestRefusal}. */
export function createRoutes(account: Account): (call: Call) => Answer {
  return (call) => {
    const path = call.url.pathname;
    const matching = routes.flatMap(([pattern, method, endpoint]) => {
      const sids = pattern.exec(path)?.slice(1);
      return sids === undefined ? [] : [{ sids, method, endpoint }];
    });
    const found = matching.find(({ method }) => method === call.method);
    if (found !== undefined) return found.endpoint(account, found.sids, call);
    if (matching.length === 0) throw notFound(path);
    throw new RestRefusal(405, 20004, 'Method not allowed');
  };
}

const ok = (body: unknown): Answer => ({ status: 200, body });

const createMessage: Endpoint = (account, _sids, { form }) => {
  const message = sendMessage(account, readMessage(form, account));
  return { status: 201, body: messageJson(message, account.accountSid) };
};

const showMessage: Endpoint = ({ state, accountSid }, [sid = ''], { url }) => {
  const message = state.messages.get(sid);
  if (message === undefined) throw notFound(url.pathname);
  return ok(messageJson(message, accountSid));
};

/** The latest first. */
const listMessages: Endpoint = ({ state, accountSid }, _sids, { url }) => {
  const query = url.searchParams;
  const wanted = [...state.messages.values()].reverse().filter((message) => isWanted(message, query));
  return ok(classicPage('messages', wanted, url, (message) => messageJson(message, accountSid)));
};

function isWanted({ from, to, sentAtMs, createdAtMs }: TwilioMessage, query: URLSearchParams): boolean {
  const at = Math.floor((sentAtMs ?? createdAtMs) / 1000) * 1000;
  const [day, since, until] = ['DateSent', 'DateSent>', 'DateSent<'].map((name) => moment(query.get(name)));
  return (
    (query.get('From') ?? from) === from &&
    (query.get('To') ?? to) === to &&
    (day === undefined || (at >= day && at < day + 86_400_000)) &&
    (since === undefined || at >= since) &&
    (until === undefined || at <= until)
  );
}

/** A day, or a time in UTC. */
function moment(value: string | null): number | undefined {
  if (value === null || value === '') return undefined;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw badRequest(20001, 'DateSent is no date');
  return ms;
}

function conversationAt({ state }: Account, sid: string, url: URL): TwilioConversation {
  const conversation = state.conversations.get(sid);
  if (conversation === undefined) throw notFound(url.pathname);
  return conversation;
}

const listConversations: Endpoint = ({ state, accountSid }, _sids, { url }) =>
  ok(metaPage('conversations', [...state.conversations.values()], url, (one) => conversationJson(one, accountSid)));

const showConversation: Endpoint = (account, [sid = ''], { url }) =>
  ok(conversationJson(conversationAt(account, sid, url), account.accountSid));

const listInConversation: Endpoint = (account, [sid = ''], { url }) => {
  const conversation = conversationAt(account, sid, url);
  const isDescending = url.searchParams.get('Order') === 'desc';
  const all = isDescending ? conversation.messages.toReversed() : conversation.messages;
  return ok(metaPage('messages', all, url, (one) => conversationMessageJson(one, conversation, account.accountSid)));
};

const showInConversation: Endpoint = (account, [sid = '', messageSid = ''], { url }) => {
  const conversation = conversationAt(account, sid, url);
  const message = conversation.messages.find((one) => one.sid === messageSid);
  if (message === undefined) throw notFound(url.pathname);
  return ok(conversationMessageJson(message, conversation, account.accountSid));
};

const createInConversation: Endpoint = (account, [sid = ''], { url, form, headers }) => {
  const conversation = conversationAt(account, sid, url);
  const body = form.get('Body') ?? '';
  const attributes = form.get('Attributes') ?? '{}';
  const contentSid = form.get('ContentSid') ?? undefined;
  if (body === '' && contentSid === undefined && !form.has('MediaSid')) throw badRequest(20001, 'Body is required');
  if (body.length > 1_600) throw badRequest(20001, 'Body is longer than 1600 characters');
  if (!isJson(attributes)) throw badRequest(20001, 'Attributes is not valid JSON');
  if (conversation.state === 'closed') throw badRequest(20001, 'Conversation is closed');
  const message = addMessage(account, conversation, {
    ...{ author: form.get('Author') ?? 'system', participantSid: undefined, source: 'API', media: [] },
    ...{ body, attributes, contentSid, tells: headers.get('x-twilio-webhook-enabled')?.toLowerCase() === 'true' },
  });
  return { status: 201, body: conversationMessageJson(message, conversation, account.accountSid) };
};

const listParticipants: Endpoint = (account, [sid = ''], { url }) => {
  const conversation = conversationAt(account, sid, url);
  const { participants } = conversation;
  return ok(
    metaPage('participants', participants, url, (one) => participantJson(one, conversation, account.accountSid)),
  );
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const messages = String.raw`^/2010-04-01/Accounts/\w+/Messages`;
const conversations = String.raw`^/v1/(?:Services/\w+/)?Conversations`;

const routes: readonly (readonly [RegExp, string, Endpoint])[] = [
  [new RegExp(`${messages}\\.json$`), 'POST', createMessage],
  [new RegExp(`${messages}\\.json$`), 'GET', listMessages],
  [new RegExp(`${messages}/(\\w+)\\.json$`), 'GET', showMessage],
  [new RegExp(`${conversations}$`), 'GET', listConversations],
  [new RegExp(`${conversations}/(\\w+)$`), 'GET', showConversation],
  [new RegExp(`${conversations}/(\\w+)/Messages$`), 'POST', createInConversation],
  [new RegExp(`${conversations}/(\\w+)/Messages$`), 'GET', listInConversation],
  [new RegExp(`${conversations}/(\\w+)/Messages/(\\w+)$`), 'GET', showInConversation],
  [new RegExp(`${conversations}/(\\w+)/Participants$`), 'GET', listParticipants],
];
