import { join } from 'node:path';
import type { ActionStatus, ActionView, DeskrailEvent, RecommendationView } from '@deskrail/contracts';
import { articleFolder } from '@deskrail/copilot';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import {
  demoArticlesFolder,
  type EmulateZendeskOptions,
  emulateZendesk,
  realTime,
  serveEmulator,
  temporaryFolder,
  type ZendeskEmulator,
} from '@deskrail/testing';
import { vi } from 'vitest';
import { childProcesses, type MortalProcess } from './child-processes.ts';
import type { MortalTask } from './mortal-worker.ts';
import { openRail, type Rail, secret, tenant } from './rail.ts';

export const soon = { timeout: 15_000, interval: 10 };
export const articles = () => articleFolder({ folder: demoArticlesFolder() });
const question = 'How long do I have to return a tent, and what does the return cost?';

type Handle = (request: Request) => Promise<Response>;

/** A desk on a port, and a data directory whose processes come and go. */
export interface Place extends AsyncDisposable {
  readonly desk: ZendeskEmulator;
  readonly folder: string;
  /** The desk's REST API, as processes reach it. */
  readonly access: { readonly url: string; readonly token: string };
  readonly clock: { now(): number };
  /** Everybody's clock goes on. */
  later(ms: number): void;
  /** Stands before the desk: sees each call, and may answer in its place. */
  before(handler: ((request: Request, desk: Handle) => Promise<Response>) | undefined): void;
  /** Open the data directory here. The desk's webhooks go to the rail that was opened last. */
  open(): Promise<Rail>;
  /** A reply is recommended to a customer's question, and nothing runs any more. */
  recommended(): Promise<Recommended>;
  /** Another process opens the directory and approves the reply; resolves with how it ended. */
  mortal(task: Pick<MortalTask, 'dieAt'> & Recommended): MortalProcess;
}

export interface Recommended {
  readonly ticket: string;
  readonly recommendationId: string;
  readonly hash: string;
}

/** `rateLimit`: the desk's, which otherwise has none. */
export async function openPlace({ rateLimit = false }: Pick<EmulateZendeskOptions, 'rateLimit'> = {}): Promise<Place> {
  const folder = await temporaryFolder();
  let offsetMs = 0;
  let rail: Rail | undefined;
  let handler: Parameters<Place['before']>[0];
  const clock = { now: () => Date.now() + offsetMs };
  const desk = emulateZendesk({
    secret,
    webhookUrl: 'http://rail.invalid/webhooks/zendesk',
    time: { ...realTime, now: clock.now },
    rateLimit,
    deliver: async (request) => rail?.receive(request) ?? new Response(null, { status: 503 }),
  });
  const served = await serveEmulator({
    handle: (request) => handler?.(request, desk.handle) ?? desk.handle(request),
  });
  const access = { url: served.url, token: desk.token };
  const opened: Rail[] = [];
  const children = childProcesses();

  const open = async (): Promise<Rail> => {
    const next = await openRail({ folder: folder.path, desk: access, clock });
    opened.push(next);
    rail = next;
    return next;
  };

  return {
    ...{ desk, folder: folder.path, access, clock, open },
    later: (ms) => {
      offsetMs += ms;
    },
    before: (next) => {
      handler = next;
    },
    async recommended() {
      const first = await open();
      await first.recommend({ sources: [articles()] });
      const { id } = desk.customerWrites({ subject: 'Returning the Larch 3', text: question });
      const { recommendationId, hash = '' } = await openReply(first, id);
      await desk.settled();
      await first.close();
      // What the desk sends while nobody is there waits.
      desk.holdDeliveries();
      return { ticket: id, recommendationId, hash };
    },
    mortal({ dieAt, recommendationId, hash }) {
      const task: MortalTask = { folder: folder.path, desk: access, recommendationId, hash, ...(dieAt && { dieAt }) };
      return children.start('mortal-worker.ts', task);
    },
    async [Symbol.asyncDispose]() {
      children.killAll();
      await desk.close();
      for (const each of opened) await each.close();
      await served.close();
      await folder.remove();
    },
  };
}

export const conversationOf = (ticket: string) => `conversation:zendesk:${ticket}`;

/** The open recommendation of a reply, once there is one. */
export const openReply = (rail: Rail, ticket: string): Promise<RecommendationView> =>
  vi.waitFor(async () => {
    const { items } = await rail.store.recommendations(tenant, {
      conversation: conversationOf(ticket),
      status: 'open',
    });
    const reply = items.find(({ kind }) => kind === 'reply');
    if (reply === undefined) throw new Error(`No reply is recommended for ticket ${ticket}.`);
    return reply;
  }, soon);

export const approve = (rail: Rail, { recommendationId, hash }: Recommended) =>
  rail.reviewDesk.give({
    ...{ tenant, actor: 'reviewer/anna', recommendationId },
    request: { kind: 'approve', hash },
  });

export const actions = async (rail: Rail): Promise<readonly ActionView[]> =>
  (await rail.store.actions(tenant, {})).items;

/** The one action, once it is so. */
export const actionIs = (rail: Rail, status: ActionStatus): Promise<ActionView> =>
  vi.waitFor(async () => {
    const [action, ...others] = await actions(rail);
    if (others.length > 0) throw new Error('There is more than one action.');
    if (action?.status !== status) throw new Error(`The action is ${action?.status} (${action?.code}), not ${status}.`);
    return action;
  }, soon);

/** Public comments that came through the desk's API. */
export const repliesAt = ({ desk }: Place, ticket: string): readonly string[] =>
  (desk.tickets.get(ticket)?.comments ?? [])
    .filter(({ channel, public: isPublic }) => channel === 'web_service' && isPublic)
    .map(({ body }) => body);

/** Calls that were to change something. */
export const writesAt = ({ desk }: Place) => desk.calls.filter(({ method }) => method !== 'GET');

/** What the log of a data directory holds at this moment, read beside whoever writes it. */
export async function eventsIn(folder: string, stream: 'facts' | 'actions'): Promise<readonly DeskrailEvent[]> {
  await using file = await openSqliteFile({ path: join(folder, 'deskrail.db'), mode: 'read' });
  await using log = await openSqliteLog({ file });
  return (await Array.fromAsync(log.read({ stream }))).map(({ event }) => event);
}

/** All that the store answers about a tenant, save whose leases are whose. */
export async function everything({ store }: Pick<Rail, 'store'>, of = tenant): Promise<unknown> {
  const conversations = await all((cursor) => store.conversations(of, { cursor }));
  const recommendations = await all((cursor) => store.recommendations(of, { cursor }));
  return {
    conversations: await Promise.all(conversations.map(({ id }) => store.conversation(of, id))),
    summaries: conversations,
    recommendations,
    actions: await all((cursor) => store.actions(of, { cursor })),
    policy: await store.policyVersion(of),
  };
}

export async function all<Item>(
  page: (cursor: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next?: string }>,
): Promise<readonly Item[]> {
  const { items, next } = await page(undefined);
  const found = [...items];
  for (let cursor = next; cursor !== undefined; ) {
    const more = await page(cursor);
    found.push(...more.items);
    cursor = more.next;
  }
  return found;
}

/** Resolves once the log holds all that was decided, and the projection has applied all that the log holds. */
export const projected = ({ log, store }: Pick<Rail, 'log' | 'store'>): Promise<void> =>
  vi.waitFor(async () => {
    if ((await store.outbox.depth()) > 0) throw new Error('The outbox is not empty.');
    const lags = await log.lag({ group: 'projection' });
    if (lags.some(({ events }) => events > 0)) throw new Error('The projection is behind.');
  }, soon);
