/** The least that an adapter is: a desk that signs in a way of its own, and is only listened to. Pigeon is made up. */
import type { Adapter } from '@deskrail/contracts';
import {
  actorOf,
  type ConnectionOptions,
  connectionSubject,
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
} from '@deskrail/webhooks';
import { equalBytes, hmacSha256 } from '@deskrail/webhooks/hmac';

const utf8 = new TextEncoder();

// --- verify
const verifyPigeon: Adapter['verify'] = async ({ headers, body }, { secrets }) => {
  const given = headers.get('x-pigeon-signature');
  if (!given) return { authentic: false, code: 'signature-missing', cause: 'No X-Pigeon-Signature header.' };
  for (const secret of secrets) {
    if (secret === '') continue; // with an empty secret anybody could sign
    const hex = Buffer.from(await hmacSha256(utf8.encode(secret), body)).toString('hex');
    if (equalBytes(utf8.encode(hex), utf8.encode(given))) return { authentic: true, authenticity: 'signed' };
  }
  return { authentic: false, code: 'signature-invalid', cause: 'No secret gives this signature.' };
};
// ---

export const pigeonAdapter = defineAdapter({
  desk: 'pigeon',
  verify: verifyPigeon,
  async normalize(payload, context) {
    const { connection, raw, receivedAtMs } = context;
    const body = isObject(payload) ? payload : {};
    const event = text(body.kind, 256) ?? '(none)';
    const [thread, messageId] = [identifier(body.thread), identifier(body.id)];
    const shared = {
      subject: thread === undefined ? connectionSubject(connection) : subjectOf('conversation', connection, thread),
      actor: actorOf({ kind: 'system' }),
      time: time(body.at) ?? new Date(receivedAtMs).toISOString(),
      eventId: undefined, // Pigeon gives its events no ids: what it says tells one from another
      change: () => raw,
      origin: { by: 'event' as const, event },
    };
    const draft = () => {
      if (event !== 'letter') return unmappedDraft(event, 'unknown-event');
      if (thread === undefined || messageId === undefined) return unmappedDraft(event, 'incomplete');
      const kind = ({ writer: 'customer', keeper: 'agent' } as const)[String(body.by)] ?? 'unknown';
      return messageDraft({
        ...{ connection, messageId, author: known({ kind, name: text(body.name, 1024) }) },
        visibility: body.open === true ? 'public' : 'private', // what does not say so is not public
        text: typeof body.words === 'string' ? body.words : '',
      });
    };
    return finishFacts([draft()], shared, context);
  },
});

export const pigeon = (options: ConnectionOptions) => defineConnection(pigeonAdapter, options);
