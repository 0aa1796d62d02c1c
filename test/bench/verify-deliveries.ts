import type { Connection, Delivery } from '@deskrail/contracts';
import { freshdeskReceive } from '@deskrail/freshdesk/receive';
import { freshdeskFixtures, manyZendeskWebhooks, signedTwilioRequest, twilioFixtures } from '@deskrail/testing';
import { twilioReceive } from '@deskrail/twilio/receive';
import { zendeskReceive } from '@deskrail/zendesk/receive';

export type Desk = 'zendesk' | 'freshdesk' | 'twilio';

/** A delivery as it lies in memory once its body has come, for either side. */
export interface BenchDelivery {
  readonly url: string;
  readonly headers: Headers;
  /** As `node:http` has them. */
  readonly named: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export const benchSecret = 'the-secret-that-the-bench-signs-with';
export const benchUrl = 'https://desk.example.com/webhooks/twilio';
const tenant = 'bench';

/** Opened anew for each round: what one remembers of a delivery makes the next round's easier. */
export const openConnection: Readonly<Record<Desk, () => Connection>> = {
  zendesk: () => zendeskReceive({ id: 'zendesk', tenant, secrets: [benchSecret], freshnessSeconds: 86_400 }),
  freshdesk: () => freshdeskReceive({ id: 'freshdesk', tenant, secrets: [benchSecret] }),
  twilio: () => twilioReceive({ id: 'twilio', tenant, secrets: [benchSecret], publicUrl: benchUrl }),
};

/** Zendesk's events as a busy desk sends them, Freshdesk's default content, and text messages from a customer. */
export const benchDeliveries: Readonly<Record<Desk, (count: number) => Promise<readonly BenchDelivery[]>>> = {
  async zendesk(count) {
    const webhooks = await manyZendeskWebhooks({ count, secret: benchSecret });
    return webhooks.map(({ headers, body }) => delivery(headers, body));
  },
  async freshdesk(count) {
    const headers = { 'content-type': 'application/json', 'x-deskrail-secret': benchSecret };
    return numbered(count, (number) => {
      const comment = `Robin Sample : <div>Order ${number} has not come yet. &quot;Soon&quot;, you said.</div>`;
      const values = { 'ticket.id': String(number), 'ticket.latest_public_comment': comment };
      return delivery(headers, freshdeskFixtures.defaultPayload({ values }).body);
    });
  },
  twilio: (count) =>
    Promise.all(
      numbered(count, async (number) => {
        const sid = `SM${String(number).padStart(32, '0')}`;
        const ids = { MessageSid: sid, SmsSid: sid, SmsMessageSid: sid };
        const params = { ...twilioFixtures.sms().params, ...ids, Body: `Where is order ${number}? It should be here.` };
        const request = await signedTwilioRequest({ authToken: benchSecret, url: benchUrl, params });
        return delivery(Object.fromEntries(request.headers), await request.text());
      }),
    ),
};

const numbered = <Made>(count: number, make: (number: number) => Made): Made[] =>
  Array.from({ length: count }, (_, index) => make(10_000 + index));

const delivery = (named: Readonly<Record<string, string>>, body: string): BenchDelivery => ({
  ...{ url: benchUrl, named, headers: new Headers(named), body: Buffer.from(body) },
});

/** A new one each time, as each request is one. */
export const toDelivery = ({ url, headers, body }: BenchDelivery, receivedAtMs: number): Delivery => ({
  ...{ method: 'POST', url, headers, body, receivedAtMs },
});
