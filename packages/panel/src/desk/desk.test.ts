import { createClient } from '@deskrail/client';
import type { Proposal, RecommendationView } from '@deskrail/contracts';
import { afterEach, expect, it, vi } from 'vitest';
import { createDesk, type Desk } from './desk.js';
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
  readonly asked: string[];
}

let desk: Desk;
afterEach(() => desk.stop());

/** A desk on a server that is this function; it has no events, so the desk would poll. */
function open(server: Server, onRefused = () => {}): Desk {
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const { pathname, searchParams } = new URL((input as Request).url);
    server.asked.push(pathname);
    if (pathname === '/v1/events') return new Response('', { status: 403 });
    if (pathname.endsWith('/verdicts')) return server.verdict?.() ?? new Response('', { status: 404 });
    const id = pathname.split('/')[3];
    if (id) return Response.json(server.views.find((view) => view.recommendationId === id));
    const status = searchParams.get('status');
    return Response.json({ items: server.views.filter((view) => !status || view.status === status) });
  };
  desk = createDesk({ client: createClient({ url: 'http://desk', fetch, retries: 0 }), onRefused });
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
