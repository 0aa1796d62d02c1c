import { createClient } from '@deskrail/client';
import type { Proposal, RecommendationView } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDesk, type Desk } from './desk.js';
import { type Memory, tabMemory } from './memory.js';
import { queueOf } from './queue.js';

const viewOf = (id: string, change: Partial<RecommendationView> = {}): RecommendationView => ({
  recommendationId: id,
  about: {},
  hash: `hash-${id}`,
  seen: [],
  pipeline: 'p/1',
  tenant: 'demo',
  kind: 'reply',
  status: 'open',
  outcome: 'review',
  proposal: { kind: 'reply', visibility: 'public', text: `Text of ${id}.`, sentences: [] },
  createdAt: '2026-01-31T09:00:00Z',
  updatedAt: '2026-01-31T09:00:00Z',
  verdicts: [],
  actions: [],
  ...change,
});

interface Server {
  views: RecommendationView[];
  verdict?: () => Response;
  me?: string;
  readonly asked: string[];
}

let desk: Desk;
afterEach(() => desk.stop());

/** A desk on a server that is this function; it has no events, so the desk would poll. */
function open(server: Server, onRefused = () => {}, memory?: Memory): Desk {
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const { pathname, searchParams } = new URL((input as Request).url);
    server.asked.push(pathname);
    if (pathname === '/v1/events') return new Response('', { status: 403 });
    if (pathname.endsWith('/verdicts')) return server.verdict?.() ?? new Response('', { status: 404 });
    if (pathname === '/v1/session') return Response.json({ actor: server.me, tenant: 'demo', roles: ['reviewer'] });
    const id = pathname.split('/')[3];
    if (id) return Response.json(server.views.find((view) => view.recommendationId === id));
    const status = searchParams.get('status');
    return Response.json({ items: server.views.filter((view) => !status || view.status === status) });
  };
  desk = createDesk({ client: createClient({ url: 'http://desk', fetch, retries: 0 }), onRefused, memory });
  return desk;
}

const ids = () => queueOf(desk.state, 'open').map(({ recommendationId }) => recommendationId);

it('never changes under the reviewer what they look at: a new hash is offered, not shown', async () => {
  const server: Server = { views: [viewOf('r1')], asked: [] };
  open(server);
  await vi.waitFor(() => expect(ids()).toEqual(['r1']));
  desk.open('r1');
  const proposal: Proposal = { kind: 'reply', visibility: 'public', text: 'Another text.', sentences: [] };
  server.views = [viewOf('r1', { hash: 'hash-2', proposal, updatedAt: '2026-01-31T09:05:00Z' })];
  desk.reload();
  await vi.waitFor(() => expect(desk.state.reviews.get('r1')?.notice?.kind).toBe('stale'));
  expect(desk.state.reviews.get('r1')?.shown).toMatchObject({ hash: 'hash-r1', proposal: { text: 'Text of r1.' } });
  desk.showLatest();
  expect(desk.state.reviews.get('r1')).toMatchObject({ shown: { hash: 'hash-2', proposal }, notice: undefined });
});

it('keeps what is newer when answers overtake each other', async () => {
  const server: Server = { views: [viewOf('r1', { updatedAt: '2026-01-31T09:09:00Z', queue: 'seniors' })], asked: [] };
  open(server);
  await vi.waitFor(() => expect(ids()).toEqual(['r1']));
  server.views = [viewOf('r1')];
  desk.reload();
  await vi.waitFor(() => expect(desk.state.tabs.open.loading).toBe(false));
  expect(desk.state.recommendations.get('r1')?.queue).toBe('seniors');
});

it('notices when an open one left the list without a word', async () => {
  const server: Server = { views: [viewOf('r1'), viewOf('r2')], asked: [] };
  open(server);
  await vi.waitFor(() => expect(ids()).toEqual(['r1', 'r2']));
  server.views = [viewOf('r1', { status: 'expired', updatedAt: '2026-01-31T09:10:00Z' }), viewOf('r2')];
  desk.reload();
  await vi.waitFor(() => expect(ids()).toEqual(['r2']));
});

it('keeps a reviewer’s words while they look at another, and when a verdict gets no answer', async () => {
  const server: Server = {
    views: [viewOf('r1'), viewOf('r2')],
    asked: [],
    verdict: () => {
      throw new TypeError('fetch failed');
    },
  };
  open(server);
  await vi.waitFor(() => expect(ids()).toHaveLength(2));
  desk.open('r1');
  desk.setMode('edit');
  desk.change({ text: 'My words.' });
  desk.open('r2');
  desk.open('r1');
  desk.give({ kind: 'edit', text: 'My words.' });
  await vi.waitFor(() => expect(desk.state.reviews.get('r1')?.notice).toEqual({ kind: 'unreachable' }));
  expect(desk.state.reviews.get('r1')).toMatchObject({ mode: 'edit', text: 'My words.' });
});

it('sends one verdict at a time, and asks to sign in when the key is refused', async () => {
  const onRefused = vi.fn();
  const verdict = () => new Response('', { status: 401 });
  const server: Server = { views: [viewOf('r1')], asked: [], verdict };
  open(server, onRefused);
  await vi.waitFor(() => expect(ids()).toEqual(['r1']));
  desk.open('r1');
  desk.give({ kind: 'approve' });
  desk.give({ kind: 'approve' });
  await vi.waitFor(() => expect(onRefused).toHaveBeenCalledOnce());
  expect(server.asked.filter((path) => path.endsWith('/verdicts'))).toHaveLength(1);
});

describe('after a reload', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  } as unknown as Storage;
  const memory = () => tabMemory(() => storage);
  const anna = (views: RecommendationView[]): Server => ({ views, asked: [], me: 'reviewer/anna' });
  beforeEach(() => kept.clear());

  /** Anna writes something of her own for `r1`, and the page goes. */
  async function written(server: Server): Promise<void> {
    open(server, undefined, memory());
    await vi.waitFor(() => expect(desk.state.me).toBeDefined());
    await vi.waitFor(() => expect(ids()).toContain('r1'));
    desk.filter({ kind: 'reply' });
    desk.open('r1');
    desk.setMode('respond');
    desk.change({ text: 'My words.' });
    await vi.waitFor(() => expect(kept.get('deskrail.desk')).toContain('My words.'));
    desk.stop();
  }

  it('what was opened, filtered and written is there again; nothing of it once it is sent', async () => {
    const server = anna([viewOf('r1'), viewOf('r2')]);
    await written(server);
    server.verdict = () => {
      const verdict = { kind: 'respond', decides: true };
      return Response.json({ verdict, recommendation: viewOf('r1', { status: 'approved' }), repeated: false });
    };
    open(server, undefined, memory());
    await vi.waitFor(() => expect(desk.state.openedId).toBe('r1'));
    expect(desk.state).toMatchObject({ filter: { kind: 'reply' } });
    expect(desk.state.reviews.get('r1')).toMatchObject({ mode: 'respond', text: 'My words.' });
    desk.give({ kind: 'respond', text: 'My words.' });
    await vi.waitFor(() => expect(kept.get('deskrail.desk')).not.toContain('My words.'));
  });

  it('is nobody else’s, and nothing of what was decided meanwhile', async () => {
    const server = anna([viewOf('r1')]);
    await written(server);
    const words = kept.get('deskrail.desk') ?? '';
    server.views = [viewOf('r1', { status: 'approved' })];
    open(server, undefined, memory());
    await vi.waitFor(() => expect(desk.state.openedId).toBe('r1'));
    expect(desk.state.reviews.get('r1')).toMatchObject({ mode: 'read', text: '' });
    desk.stop();
    kept.set('deskrail.desk', words);
    open({ ...anna([viewOf('r1')]), me: 'reviewer/ben' }, undefined, memory());
    await vi.waitFor(() => expect(kept.get('deskrail.desk')).not.toContain('My words.'));
    expect(desk.state.openedId).toBeUndefined();
  });
});
