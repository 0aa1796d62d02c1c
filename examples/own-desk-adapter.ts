/** A desk that Deskrail does not know: all that an adapter for it is. Hearth is made up, and signs as Standard Webhooks do. */
import { type Connection, DeskrailError, type Executor, type ExecutorOptions, parseSubject } from '@deskrail/contracts';
import {
  actorOf,
  type ConnectionOptions,
  checkStandardSecrets,
  connectionSubject,
  type Draft,
  defineAdapter,
  defineConnection,
  finishFacts,
  identifier,
  isObject,
  known,
  messageDraft,
  subjectOf,
  text,
  time,
  unmappedDraft,
  verifyStandardWebhooks,
} from '@deskrail/webhooks';

// --- receive
export const hearthAdapter = defineAdapter({
  desk: 'hearth',
  verify: verifyStandardWebhooks,
  checkConnection: checkStandardSecrets,
  async normalize(payload, context) {
    const body = isObject(payload) ? payload : {};
    const event = text(body.event, 256) ?? '(none)';
    if (event === 'thread.typing') return []; // no fact: counted, and dropped
    const { connection, headers, receivedAtMs } = context;
    const thread = identifier(body.thread);
    const eventId = identifier(headers.get('webhook-id'));
    const shared = {
      subject: thread === undefined ? connectionSubject(connection) : subjectOf('conversation', connection, thread),
      actor: actorOf({ kind: 'system' }),
      time: time(body.at) ?? new Date(receivedAtMs).toISOString(),
      eventId,
      change: () => context.raw,
      origin: known({ by: 'event' as const, event, eventId }),
    };
    return finishFacts([draftOf(event, body, thread, connection)], shared, context);
  },
});

function draftOf(event: string, body: Readonly<Record<string, unknown>>, thread: unknown, to: Connection): Draft {
  if (event !== 'message.created' && event !== 'thread.closed') return unmappedDraft(event, 'unknown-event');
  if (thread === undefined) return unmappedDraft(event, 'incomplete');
  if (event === 'thread.closed') return { type: 'case.status-changed.v1', data: { previous: null, current: 'solved' } };
  const message = isObject(body.message) ? body.message : {};
  const from = isObject(message.from) ? message.from : {};
  const messageId = identifier(message.id);
  if (messageId === undefined) return unmappedDraft(event, 'incomplete');
  const kind = (['customer', 'agent', 'bot'] as const).find((word) => word === from.kind) ?? 'unknown';
  return messageDraft({
    connection: to,
    messageId,
    author: known({ kind, id: identifier(from.id), name: text(from.name, 1024) }),
    visibility: message.internal === false ? 'public' : 'private', // what does not say so is not public
    text: typeof message.text === 'string' ? message.text : '',
    actionId: identifier(message.tag), // a reply of ours, come back
  });
}

export const hearthReceive = (options: ConnectionOptions) => defineConnection(hearthAdapter, options);
// ---

// --- act
export const hearth = (options: ConnectionOptions): Connection =>
  hearthReceive({ ...options, openExecutor: (given) => openHearthExecutor(options, given) });

type Access = Pick<Connection, 'id' | 'rest'>;

export async function openHearthExecutor({ id, rest }: Access, options: ExecutorOptions = {}): Promise<Executor> {
  if (rest === undefined) throw new DeskrailError('config-invalid', `Hearth connection ${id} has no rest access.`);
  const { fetch = globalThis.fetch, timeoutMs = 30_000 } = options;
  const call = (action: { conversation: string }, signal: AbortSignal, query = '', body?: object) => {
    if (signal.aborted) throw new DeskrailError('aborted', 'Stopped before Hearth was asked.');
    const thread = encodeURIComponent(parseSubject(action.conversation)?.id ?? '');
    return fetch(`${rest.url}/threads/${thread}/messages${query}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${rest.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
  };
  return {
    kinds: ['post-reply', 'post-note'],
    async execute(action, { signal }) {
      const { proposal, parameters } = action;
      const internal = parameters.kind === 'post-note';
      if (proposal.kind !== 'reply' || (proposal.visibility === 'private') !== internal)
        return { outcome: 'failed', code: 'proposal-mismatch', permanent: true };
      // The tag is how a reply that nobody knows the fate of is found again, and known as ours in a webhook.
      const sent = call(action, signal, '', { text: proposal.text, internal, tag: action.id });
      const response = await sent.catch(() => undefined);
      if (response === undefined || response.status >= 500) return { outcome: 'uncertain', why: 'timed-out' };
      const { status, headers } = response;
      const answer = await response.json().catch(() => ({}));
      if (response.ok) return { outcome: 'executed', ...known({ vendorId: identifier(answer.id) }) };
      if (status !== 429) return { outcome: 'failed', code: 'desk-refused', status, permanent: true };
      const retryAfterMs = (Number(headers.get('retry-after')) || 60) * 1000;
      return { outcome: 'failed', code: 'rate-limited', status, permanent: false, retryAfterMs };
    },
    async lookUp(action, { signal }) {
      const response = await call(action, signal, `?tag=${encodeURIComponent(action.id)}`).catch(() => undefined);
      const found = response?.ok ? await response.json().catch(() => undefined) : undefined;
      if (!Array.isArray(found)) throw new DeskrailError('dependency-unavailable', 'Hearth gave no list of messages.');
      if (found.length === 0) return { found: false, certain: true };
      return { found: true, ...known({ vendorId: identifier(found[0].id) }) };
    },
  };
}
// ---
