import { createClient, type DeskrailClient } from '@deskrail/client';
import type { RecommendationView } from '@deskrail/contracts';
import { type NodeServer, serveNode } from '@deskrail/server';
import { demoArticlesFolder, emulateZendesk, realTime, temporaryFolder, type ZendeskEmulator } from '@deskrail/testing';
import { zendesk, zendeskTemplate } from '@deskrail/zendesk';
import type { Deskrail, DeskrailOptions } from 'deskrail';
import { vi } from 'vitest';

/** Opens Deskrail where its state lives: the same place gives the same state again. */
export type OpenDeskrail = (place: string, options: Omit<DeskrailOptions, 'data'>) => Promise<Deskrail>;

export const secret = 'the-signing-secret-of-the-journey';
export const tenant = 'acme';
const key = 'the-key-of-anna-who-reviews';

/** One desk, one Deskrail behind a real HTTP server, and a reviewer's client; both can be ended and started again. */
export interface Rail extends AsyncDisposable {
  readonly desk: ZendeskEmulator;
  readonly client: DeskrailClient;
  url(): string;
  deskrail(): Deskrail;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Move everybody's clock on. */
  later(ms: number): void;
  /** Sees every call to the desk; answers in its place, or lets it through. */
  intercept(handler: ((request: Request) => Promise<Response>) | undefined): void;
  /** The conversation's open recommendation of a reply, once there is one. */
  suggested(ticket: string): Promise<RecommendationView>;
  /** Replies of ours that the desk holds for a ticket. */
  repliesAt(ticket: string): readonly string[];
}

export const conversationOf = (ticket: string) => `conversation:zendesk:${ticket}`;
export const soon = { timeout: 10_000, interval: 15 };

export async function openRail(open: OpenDeskrail, options: { readonly families?: 'both' } = {}): Promise<Rail> {
  const folder = await temporaryFolder();
  let offsetMs = 0;
  const clock = { now: () => Date.now() + offsetMs };
  let server: NodeServer | undefined;
  let deskrail: Deskrail | undefined;
  let interceptor: ((request: Request) => Promise<Response>) | undefined;
  const url = () => `http://127.0.0.1:${server?.port}`;

  const events = { url: 'http://desk.invalid/webhooks/zendesk', secret };
  const desk = emulateZendesk({
    webhooks: options.families === 'both' ? [events, { ...events, template: zendeskTemplate }] : [events],
    time: { ...realTime, now: clock.now },
    // The port is another one after each start.
    deliver: async (request) =>
      fetch(url() + new URL(request.url).pathname, {
        method: request.method,
        headers: request.headers,
        body: await request.arrayBuffer(),
        signal: request.signal,
      }),
  });
  const deskFetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    return interceptor === undefined ? desk.fetch(request) : interceptor(request);
  };

  async function start(): Promise<void> {
    const opened = await open(folder.path, {
      connections: [zendesk({ id: 'zendesk', tenant, secrets: [secret], rest: { url: desk.url, token: desk.token } })],
      knowledge: demoArticlesFolder(),
      keys: [{ name: 'anna', key, tenant, roles: ['reader', 'writer', 'reviewer'] }],
      fetch: deskFetch,
      clock,
      limits: { closeTimeoutMs: 1_000 },
    });
    deskrail = opened;
    await opened.start();
    server = await serveNode({ fetch: opened.fetch, port: 0, closeTimeoutMs: 1_000 });
  }

  async function stop(): Promise<void> {
    await Promise.all([server?.close(), deskrail?.close()]);
    server = undefined;
    deskrail = undefined;
  }

  const client = createClient({
    url: 'http://deskrail.invalid',
    key,
    fetch: (input, init) => {
      const request = new Request(input, init);
      const { pathname, search } = new URL(request.url);
      return fetch(new Request(url() + pathname + search, request));
    },
  });
  await start();
  return {
    ...{ desk, client, url, start, stop },
    deskrail: () => deskrail as Deskrail,
    later: (ms) => {
      offsetMs += ms;
    },
    intercept: (handler) => {
      interceptor = handler;
    },
    suggested: (ticket) =>
      vi.waitFor(async () => {
        const page = await client.recommendations.page({ conversation: conversationOf(ticket), status: 'open' });
        const reply = page.items.find(({ kind }) => kind === 'reply');
        if (reply === undefined) throw new Error(`No reply is suggested for ticket ${ticket}.`);
        return reply;
      }, soon),
    repliesAt: (ticket) =>
      (desk.tickets.get(ticket)?.comments ?? [])
        .filter(({ channel, public: isPublic }) => channel === 'web_service' && isPublic)
        .map(({ body }) => body),
    async [Symbol.asyncDispose]() {
      await desk.close();
      await stop();
      await folder.remove();
    },
  };
}
