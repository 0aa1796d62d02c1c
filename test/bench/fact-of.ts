import { type Fact, messageFactId } from '@deskrail/contracts';

/** The nth of a desk's facts. Ten make a conversation: opened, messages to and fro, a tag, solved. */
export function factOf(n: number): Fact {
  const ticket = String(Math.floor(n / 10));
  const place = { tenant: 'bench', connection: 'zendesk' };
  const step = n % 10;
  const customer = { kind: 'customer' as const, id: `c${ticket}`, name: 'A Customer' };
  const origin = { vendor: 'zendesk', by: 'event' as const };
  const shared = {
    specversion: '1.0' as const,
    source: '/connections/zendesk',
    subject: `conversation:zendesk:${ticket}`,
    correlationid: `conversation:zendesk:${ticket}`,
    time: new Date(Date.now() - 3_600_000 + n).toISOString(),
    datacontenttype: 'application/json' as const,
    ...place,
    actor: `customer/${customer.id}`,
    authenticity: 'signed' as const,
  };
  if (step === 0) {
    const data = { subject: `Order ${ticket}`, status: 'new' as const, requester: customer, origin };
    return { ...shared, id: `bench/zendesk/event/${n}`, identity: 'exact', type: 'case.opened.v1', data };
  }
  if (step === 8) {
    const data = { added: ['order'], removed: [], origin };
    return { ...shared, id: `bench/zendesk/event/${n}`, identity: 'exact', type: 'case.tagged.v1', data };
  }
  if (step === 9) {
    const data = { previous: 'open' as const, current: 'solved' as const, origin };
    return { ...shared, id: `bench/zendesk/event/${n}`, identity: 'exact', type: 'case.status-changed.v1', data };
  }
  const text = `Message ${step} about order ${ticket}. ${'It left the warehouse and should be with you soon. '.repeat(6)}`;
  const message = { messageId: String(n), visibility: 'public' as const, text, origin };
  return step % 2 === 1
    ? {
        ...shared,
        ...messageFactId(place, String(n)),
        type: 'message.received.v1',
        data: { ...message, author: customer },
      }
    : {
        ...shared,
        ...messageFactId(place, String(n)),
        type: 'message.sent.v1',
        data: { ...message, author: { kind: 'agent', id: 'a1' } },
      };
}
