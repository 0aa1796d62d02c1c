import { createClient, type DeskrailClient } from '@deskrail/client';
import { type Connection, formatSubject, type RecommendationView } from '@deskrail/contracts';
import { type NodeServer, serveNode } from '@deskrail/server';
import { type Deliver, demoArticlesFolder, realTime, type Time, temporaryFolder } from '@deskrail/testing';
import type { Deskrail, DeskrailOptions } from 'deskrail';
import { vi } from 'vitest';

/** Opens Deskrail where its state lives: the same place gives the same state again. */
export type OpenDeskrail = (place: string, options: Omit<DeskrailOptions, 'data'>) => Promise<Deskrail>;

/** What a rail needs of an emulated desk, whatever else that can do. */
export interface DeskAtRail<Desk extends EmulatedDesk> {
  readonly desk: Desk;
  /** Of the connection. */
  readonly id: string;
  /** Made anew for each process. */
  connect(): Connection;
  /** Replies of ours that the desk holds for a conversation, by the desk's id of it. */
  repliesAt(deskId: string): readonly string[];
}

export interface EmulatedDesk {
  readonly fetch: typeof globalThis.fetch;
  settled(options: { readonly signal: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}

export type OpenDesk<Desk extends EmulatedDesk> = (given: {
  /** Takes a webhook for `http://desk.invalid/…` to wherever Deskrail listens now. */
  readonly deliver: Deliver;
  readonly time: Time;
}) => DeskAtRail<Desk>;

export const secret = 'the-signing-secret-of-the-journey';
export const tenant = 'acme';
const key = 'the-key-of-anna-who-reviews';

/** One desk, one Deskrail behind a real HTTP server, and a reviewer's client; both can be ended and started again. */
export interface Rail<Desk> extends AsyncDisposable {
  readonly desk: Desk;
  readonly client: DeskrailClient;
  url(): string;
  deskrail(): Deskrail;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** The desk has nothing on its way any more; a webhook that it would send again in minutes is an error here. */
  settled(): Promise<void>;
  /** Move everybody's clock on. */
  later(ms: number): void;
  /** Sees every call to the desk; answers in its place, or lets it through. */
  intercept(handler: ((request: Request) => Promise<Response>) | undefined): void;
  /** Our id of a conversation, by the desk's. */
  conversation(deskId: string): string;
  /** The conversation's open recommendation of a reply, once there is one. */
  suggested(deskId: string): Promise<RecommendationView>;
  /** Replies of ours that the desk holds for a conversation. */
  repliesAt(deskId: string): readonly string[];
}

export const soon = { timeout: 10_000, interval: 15 };

export async function openRail<Desk extends EmulatedDesk>(
  open: OpenDeskrail,
  openDesk: OpenDesk<Desk>,
): Promise<Rail<Desk>> {
  const folder = await temporaryFolder();
  let offsetMs = 0;
  const clock = { now: () => Date.now() + offsetMs };
  let server: NodeServer | undefined;
  let deskrail: Deskrail | undefined;
  let interceptor: ((request: Request) => Promise<Response>) | undefined;
  const url = () => `http://127.0.0.1:${server?.port}`;

  const { desk, id, connect, repliesAt } = openDesk({
    time: { ...realTime, now: clock.now },
    // The port is another one after each start.
    deliver: async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers, signal } = request;
      const body = method === 'GET' ? undefined : await request.arrayBuffer();
      return fetch(url() + pathname + search, { method, headers, signal, ...(body && { body }) });
    },
  });
  const deskFetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    return interceptor === undefined ? desk.fetch(request) : interceptor(request);
  };

  async function start(): Promise<void> {
    const opened = await open(folder.path, {
      connections: [connect()],
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
  async function close(): Promise<void> {
    await desk.close();
    await stop();
    await folder.remove();
  }

  const conversation = (deskId: string) => formatSubject({ kind: 'conversation', connection: id, id: deskId });
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ desk, client, url, start, stop, conversation, repliesAt },
    deskrail: () => deskrail as Deskrail,
    settled: () => desk.settled({ signal: AbortSignal.timeout(soon.timeout) }),
    later: (ms) => {
      offsetMs += ms;
    },
    intercept: (handler) => {
      interceptor = handler;
    },
    suggested: (deskId) =>
      vi.waitFor(async () => {
        const page = await client.recommendations.page({ conversation: conversation(deskId), status: 'open' });
        const reply = page.items.find(({ kind }) => kind === 'reply');
        if (reply === undefined) throw new Error(`No reply is suggested for ${deskId}.`);
        return reply;
      }, soon),
    [Symbol.asyncDispose]: close,
  };
}
