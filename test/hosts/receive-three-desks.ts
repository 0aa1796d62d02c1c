import type { Connection, Fact } from '@deskrail/contracts';
import { freshdeskReceive } from '@deskrail/freshdesk/receive';
import { twilioReceive } from '@deskrail/twilio/receive';
import { createReceiver, type Receiver, type ReceiverLog, type ReceiverOptions } from '@deskrail/webhooks';
import { zendeskReceive } from '@deskrail/zendesk/receive';

export const secrets = {
  zendesk: 'the-signing-secret',
  freshdesk: 'the-shared-secret',
  twilio: 'the-auth-token',
} as const;

/** The receive halves alone, as they also run in a worker. `publicUrl`: where a host does not know what the sender called. */
export function receiveThreeDesks(
  log: ReceiverLog,
  { publicUrl, ...options }: Omit<Partial<ReceiverOptions>, 'log'> & { readonly publicUrl?: string } = {},
): Receiver {
  const tenant = 'acme';
  const connections: Connection[] = [
    zendeskReceive({ id: 'zendesk', tenant, secrets: [secrets.zendesk] }),
    freshdeskReceive({ id: 'freshdesk', tenant, secrets: [secrets.freshdesk] }),
    twilioReceive({ id: 'twilio', tenant, secrets: [secrets.twilio], ...(publicUrl && { publicUrl }) }),
  ];
  return createReceiver({ log, connections, ...options });
}

/** A log that is nothing but memory; `facts` are those appended. */
export function memoryLog(): { readonly log: ReceiverLog; readonly facts: Fact[] } {
  const facts: Fact[] = [];
  const append = async (stream: string, events: readonly unknown[]) => {
    if (stream === 'facts') facts.push(...(events as readonly Fact[]));
    return [];
  };
  return { log: { append }, facts };
}
