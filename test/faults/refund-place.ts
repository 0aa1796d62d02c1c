import { type EventByType, messageFactId, proposalHash, type Suggestion } from '@deskrail/contracts';
import { serveEmulator, temporaryFolder } from '@deskrail/testing';
import { vi } from 'vitest';
import { childProcesses, type MortalProcess } from './child-processes.ts';
import type { Step } from './mortal-parts.ts';
import { soon } from './place.ts';
import { openRail, type Rail, tenant } from './rail.ts';

type Handle = (request: Request) => Promise<Response>;

/** Where refunds are made, and processes that make them come and go. */
export interface RefundPlace extends AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  /** The key of every payment, in order: twice the same is what must never be. */
  readonly paid: string[];
  later(ms: number): void;
  /** Stands before the service. */
  before(handler: ((request: Request, service: Handle) => Promise<Response>) | undefined): void;
  open(): Promise<Rail>;
  /** A refund waits for a person: one for each order, each in a conversation of its own. */
  waiting(rail: Rail, order: string): Promise<{ readonly recommendationId: string; readonly hash: string }>;
  /** A process of its own with so many things to do. */
  start(file: string, task: object): MortalProcess;
}

const connection = 'zendesk';

function asked(order: string): EventByType<'message.received.v1'> {
  const { id } = messageFactId({ tenant, connection }, order);
  return {
    ...{ specversion: '1.0', id, source: `/connections/${connection}`, subject: conversationFor(order) },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', tenant, connection },
    ...{ actor: 'customer/77', authenticity: 'signed', identity: 'exact', type: 'message.received.v1' },
    data: {
      ...{ messageId: order, visibility: 'public', text: 'Please pay me back.' },
      author: { kind: 'customer', id: '77' },
      origin: { vendor: 'zendesk', by: 'event' },
    },
  };
}

export const conversationFor = (order: string): string => `conversation:${connection}:${order}`;

async function suggested(order: string, seen: string): Promise<Suggestion> {
  const proposal = { kind: 'tool-call', tool: 'refund', arguments: { order } } as const;
  const recommendationId = `rec_${order.padStart(32, '0')}`;
  const subject = conversationFor(order);
  return {
    ...{ specversion: '1.0', id: recommendationId, source: '/copilot/recommend', subject },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', tenant, connection },
    ...{ correlationid: subject, actor: 'model/test', type: 'tool-call.suggested.v1' },
    data: {
      ...{ recommendationId, about: { conversation: subject, fact: seen }, seen: [seen], proposal },
      hash: await proposalHash(proposal, []),
      ...{ evidence: [], confidence: 0.9, flags: [], outcome: 'review', risk: 'high', pipeline: 'test/1' },
      model: { name: 'test', version: '1' },
    },
  };
}

/** `postgres`: a database of its own, for the store. */
export async function openRefundPlace({ postgres }: { readonly postgres?: string | undefined }): Promise<RefundPlace> {
  const folder = await temporaryFolder();
  const paid: string[] = [];
  const children = childProcesses();
  const opened: Rail[] = [];
  let offsetMs = 0;
  let handler: Parameters<RefundPlace['before']>[0];

  const service: Handle = async (request) => {
    const known = (key: string) => (paid.includes(key) ? { id: `re_${paid.indexOf(key) + 1}` } : {});
    if (request.method === 'GET') return Response.json(known(new URL(request.url).searchParams.get('key') ?? ''));
    const { key } = (await request.json()) as { readonly key: string };
    paid.push(key);
    return Response.json({ id: `re_${paid.length}` });
  };
  const served = await serveEmulator({ handle: (request) => handler?.(request, service) ?? service(request) });

  return {
    ...{ folder: folder.path, url: served.url, paid },
    later: (ms) => {
      offsetMs += ms;
    },
    before: (next) => {
      handler = next;
    },
    async open() {
      const rail = await openRail({
        ...{ folder: folder.path, desk: { url: 'http://127.0.0.1:9', token: 'none' }, postgres },
        clock: { now: () => Date.now() + offsetMs },
      });
      opened.push(rail);
      return rail;
    },
    async waiting({ log, store }, order) {
      const fact = asked(order);
      await log.append('facts', [fact], { signal: AbortSignal.timeout(10_000) });
      await store.holds(fact.id, { tenant, timeoutMs: 10_000 });
      const event = await suggested(order, fact.id);
      await store.transact({ tenant, conversation: conversationFor(order) }, (unit) => unit.emit(event));
      await vi.waitFor(async () => {
        if ((await store.outbox.depth()) > 0) throw new Error('The outbox is not empty.');
      }, soon);
      return { recommendationId: event.data.recommendationId, hash: event.data.hash };
    },
    start: (file, task) => children.start(file, { folder: folder.path, postgres, ...task }),
    async [Symbol.asyncDispose]() {
      children.killAll();
      for (const each of opened) await each.close();
      await served.close();
      await folder.remove();
    },
  };
}

export type Death = Step | 'at the service, before the effect' | 'at the service, after the effect';
