import { type Clock, type Fact, formatActor, type NormalizeContext } from '@deskrail/contracts';
import { type Draft, finishFacts, type JsonObject, messageDraft, type Shared, subjectOf } from '@deskrail/webhooks';
import { type Address, addressOf, pairId } from '../normalize/address.js';
import { deliveryDraft } from '../normalize/delivery.js';
import { type Fields, sid, word } from '../normalize/fields.js';
import { messageReceived } from '../normalize/message.js';
import type { TwilioConnection } from '../verify/connection.js';
import { fieldsIn, timeIn } from './pages.js';

/** A message of the list as the facts that its webhooks would have given, with the same ids. */
export async function observedFacts(
  message: JsonObject,
  connection: TwilioConnection,
  clock: Clock,
): Promise<{ readonly conversation: string | undefined; readonly facts: readonly Fact[] }> {
  const fields = fieldsIn(message);
  const from = addressOf(word(fields, 'From'));
  const to = addressOf(word(fields, 'To'));
  const messageId = sid(fields, 'MessageSid');
  const none = { conversation: undefined, facts: [] };
  if (from === undefined || to === undefined || messageId === undefined) return none;
  const isInbound = word(fields, 'Direction') === 'inbound';
  const ours = isInbound ? to : from;
  const { reconcileAddresses: wanted } = connection;
  if (wanted !== undefined && !wanted.some((address) => addressOf(address)?.full === ours.full)) return none;
  const conversation = subjectOf('conversation', connection, pairId(ours, isInbound ? from : to));
  const drafts = isInbound ? messageReceived(fields, connection) : sentDrafts();
  if (typeof drafts === 'string') return none;

  function sentDrafts(): readonly Draft[] {
    const sent = sentDraft(fields, {
      connection,
      messageId: messageId as string,
      from: from as Address,
      to: to as Address,
    });
    const status = word(fields, 'Status') ?? '';
    const errorCode = word(fields, 'ErrorCode');
    const delivery = deliveryDraft({ connection, messageId: messageId as string, status, errorCode });
    return delivery === undefined ? [sent] : [sent, delivery];
  }

  return { conversation, facts: await finish(drafts, message, { connection, conversation, clock }) };
}

/** A message that went from one address to another. */
export function sentDraft(
  fields: Fields,
  {
    connection,
    messageId,
    from,
    to,
    reply,
  }: {
    readonly connection: TwilioConnection;
    readonly messageId: string;
    readonly from: Address;
    readonly to: Address;
    /** Where an action of ours sent it. */
    readonly reply?: { readonly actionId: string; readonly text: string };
  },
): Draft {
  return messageDraft({
    connection,
    messageId,
    author: { kind: reply === undefined ? 'unknown' : 'agent', id: from.address, address: from.address },
    visibility: 'public',
    channel: from.channel === 'sms' && Number(word(fields, 'NumMedia') ?? 0) > 0 ? 'mms' : to.channel,
    text: word(fields, 'Body') ?? reply?.text ?? '',
    actionId: reply?.actionId,
  });
}

/** Around the drafts, what all facts of a message have that was read by the REST API. */
export function finish(
  drafts: readonly Draft[],
  message: JsonObject,
  {
    connection,
    conversation,
    clock,
    notBeforeMs = 0,
  }: {
    readonly connection: TwilioConnection;
    readonly conversation: string;
    readonly clock: Clock;
    readonly notBeforeMs?: number;
  },
): Promise<Fact[]> {
  const messageId = sid(fieldsIn(message), 'MessageSid');
  const atMs = timeIn(message);
  const shared: Shared = {
    subject: conversation,
    actor: formatActor('system'),
    time: new Date(Math.max(Number.isNaN(atMs) ? clock.now() : atMs, notBeforeMs)).toISOString(),
    eventId: messageId,
    change: () => messageId,
    origin: { event: 'message', by: 'rest' },
  };
  const context: NormalizeContext = {
    connection,
    authenticity: 'confirmed',
    receivedAtMs: clock.now(),
    headers: new Headers(),
    raw: JSON.stringify(message),
  };
  return finishFacts(drafts, shared, context);
}
