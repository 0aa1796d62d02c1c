import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection, Delivery } from '@deskrail/contracts';
import { freshdeskReceive } from '@deskrail/freshdesk/receive';
import { freshdeskFixtures, manyZendeskWebhooks, signedTwilioRequest, twilioFixtures } from '@deskrail/testing';
import { twilioReceive } from '@deskrail/twilio/receive';
import { type BodySource, bodySource } from '@deskrail/webhooks';
import { nodeListener } from '@deskrail/webhooks/node';
import { zendeskReceive } from '@deskrail/zendesk/receive';

export type Desk = 'zendesk' | 'freshdesk' | 'twilio';

/** A delivery as it lies in memory once its body has come through `node:http`, for either side. */
export interface BenchDelivery {
  readonly url: string;
  /** As the receiver gets them there. */
  readonly headers: Headers;
  /** As `node:http` has them. */
  readonly named: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Webhook = Pick<BenchDelivery, 'named'> & { readonly body: string };

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
const webhooksOf: Readonly<Record<Desk, (count: number) => Promise<readonly Webhook[]>>> = {
  async zendesk(count) {
    const webhooks = await manyZendeskWebhooks({ count, secret: benchSecret });
    return webhooks.map(({ headers: named, body }) => ({ named, body }));
  },
  async freshdesk(count) {
    const named = { 'content-type': 'application/json', 'x-deskrail-secret': benchSecret };
    return numbered(count, (number) => {
      const comment = `Robin Sample : <div>Order ${number} has not come yet. &quot;Soon&quot;, you said.</div>`;
      const values = { 'ticket.id': String(number), 'ticket.latest_public_comment': comment };
      return { named, body: freshdeskFixtures.defaultPayload({ values }).body };
    });
  },
  twilio: (count) =>
    Promise.all(
      numbered(count, async (number) => {
        const sid = `SM${String(number).padStart(32, '0')}`;
        const ids = { MessageSid: sid, SmsSid: sid, SmsMessageSid: sid };
        const params = { ...twilioFixtures.sms().params, ...ids, Body: `Where is order ${number}? It should be here.` };
        const request = await signedTwilioRequest({ authToken: benchSecret, url: benchUrl, params });
        return { named: Object.fromEntries(request.headers), body: await request.text() };
      }),
    ),
};

const numbered = <Made>(count: number, make: (number: number) => Made): Made[] =>
  Array.from({ length: count }, (_, index) => make(10_000 + index));

/** Each webhook is sent once to a server of this process, and kept as it came there. */
export async function benchDeliveries(desk: Desk, count: number): Promise<readonly BenchDelivery[]> {
  const webhooks = await webhooksOf[desk](count);
  const made: BenchDelivery[] = [];
  const { pathname } = new URL(benchUrl);
  const server = createServer(
    nodeListener(async (request) => {
      const source = (request as { [bodySource]?: BodySource })[bodySource];
      const body = (await source?.({ limitBytes: 1_000_000, timeoutMs: 10_000 })) ?? new Uint8Array();
      const { named } = webhooks[made.length] as Webhook;
      made.push({ url: benchUrl, headers: request.headers, named, body: Buffer.from(body) });
      return new Response(null, { status: 204 });
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`;
  for (const { named, body } of webhooks) {
    await fetch(url, { method: 'POST', headers: named, body });
  }
  server.closeAllConnections();
  server.close();
  return made;
}

/** A new one each time, as each request is one. */
export const toDelivery = ({ url, headers, body }: BenchDelivery, receivedAtMs: number): Delivery => ({
  method: 'POST',
  url,
  headers,
  body,
  receivedAtMs,
});
