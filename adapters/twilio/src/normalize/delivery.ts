import { type Connection, vendorEventFactId } from '@deskrail/contracts';
import { type Draft, known } from '@deskrail/webhooks';

type DeliveryDraft = Extract<Draft, { type: 'message.delivery-changed.v1' }>;
type Status = DeliveryDraft['data']['status'];

const statuses: Readonly<Record<string, Status>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'sending',
  sent: 'sent',
  // Some of a group have it.
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'canceled',
};

interface DeliveryInput {
  readonly connection: Connection;
  readonly messageId: string;
  readonly status: string;
  readonly errorCode?: string | undefined;
  readonly actionId?: string | undefined;
}

/**
 * What became of a message. Each status is a fact of its own, named by message and status, so that webhook, Event
 * Streams and message list agree; the reader goes by rank. `undefined` for a status that is none of a message sent.
 */
export function deliveryDraft({
  connection,
  messageId,
  status,
  errorCode,
  actionId,
}: DeliveryInput): Draft | undefined {
  const word = status.toLowerCase();
  const current = Object.hasOwn(statuses, word) ? statuses[word] : undefined;
  if (current === undefined) return undefined;
  const code = errorCode === undefined || errorCode === '0' ? undefined : errorCode.slice(0, 64);
  return {
    type: 'message.delivery-changed.v1',
    data: known({ messageId, status: current, errorCode: code, actionId }),
    identity: vendorEventFactId(
      { tenant: connection.tenant, connection: connection.id },
      `${messageId}:${current}`,
      'message.delivery-changed.v1',
    ),
  };
}
