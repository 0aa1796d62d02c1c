import { createClient } from '@deskrail/client';
import type { RecommendationView, ReviewClaim } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAtom } from './atom.js';
import { createHolder } from './holding.js';
import { type DeskState, initialState } from './state.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const expiresAt = '2026-01-31T10:00:00Z';
const view = (id: string) =>
  ({
    recommendationId: id,
    status: 'open',
    kind: 'reply',
    about: {},
    verdicts: [],
    actions: [],
  }) as unknown as RecommendationView;

/** A server of one recommendation’s claim, Anna’s page, and whether anybody sees it. */
function open() {
  const server = { claim: undefined as ReviewClaim | undefined, asked: [] as string[], looking: [] as object[] };
  const page = { visible: true };
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const request = input as Request;
    const what = new URL(request.url).pathname.split('/').slice(4).join('/');
    server.asked.push(what);
    const body = (await request.json().catch(() => ({}))) as { takeOver?: boolean; token?: number };
    const refuse = (code: string, more = {}) => Response.json({ code, status: 409, ...more }, { status: 409 });
    if (what === 'look')
      return Response.json({ looking: server.looking, ...(server.claim && { claim: server.claim }) });
    const isMine = server.claim?.holder === 'reviewer/anna';
    if (what === 'claim/heartbeat') return isMine ? Response.json(server.claim) : refuse('claim-lost');
    if (what === 'claim/release') {
      if (server.claim?.token === body.token) server.claim = undefined;
      return Response.json({});
    }
    if (server.claim && !isMine && !body.takeOver) return refuse('claimed', server.claim);
    server.claim = { holder: 'reviewer/anna', token: (server.claim?.token ?? 0) + 1, expiresAt };
    return Response.json({ claim: server.claim, recommendation: view('r1') });
  };
  const client = createClient({ url: 'http://desk', fetch, retries: 0 });
  const atom = createAtom<DeskState>({
    ...initialState,
    me: { actor: 'reviewer/anna', tenant: 'demo', roles: ['reviewer'] },
    recommendations: new Map([['r1', view('r1')]]),
    reviews: new Map([['r1', { shown: view('r1'), mode: 'read', text: '' }]]),
  });
  const stopping = new AbortController();
  const announce = vi.fn();
  const holder = createHolder({
    ...{ client, atom, announce, signal: stopping.signal, isVisible: () => page.visible },
    put: () => {},
    onRefused: () => {},
  });
  return { server, page, atom, holder, announce, stop: () => stopping.abort(), holding: () => atom.value.holding };
}

it('claims what is looked at for a moment, renews it while it is seen, and gives it back', async () => {
  const { server, holder, holding } = open();
  holder.opened('r1');
  await vi.advanceTimersByTimeAsync(200);
  expect(server.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(300);
  expect(holding()?.mine).toEqual(server.claim);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked.filter((what) => what === 'claim/heartbeat').length).toBeGreaterThan(0);
  expect(server.asked.filter((what) => what === 'claim')).toHaveLength(1);
  holder.opened(undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.claim).toBeUndefined();
  expect(holding()).toBeUndefined();
});

it('asks nothing while nobody sees it, and has it again when it wakes and nobody else took it', async () => {
  const { server, page, holder, holding } = open();
  holder.opened('r1');
  await vi.advanceTimersByTimeAsync(500);
  page.visible = false;
  const before = server.asked.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(server.asked).toHaveLength(before);
  server.claim = undefined;
  page.visible = true;
  holder.now();
  await vi.advanceTimersByTimeAsync(0);
  expect(holding()).toMatchObject({ mine: { holder: 'reviewer/anna' } });
  expect(holding()?.lost).toBeUndefined();
});

it('says who has it, that it was lost, and takes it over only when asked', async () => {
  const { server, holder, holding, announce } = open();
  holder.opened('r1');
  await vi.advanceTimersByTimeAsync(500);
  server.claim = { holder: 'reviewer/ben', token: 7, expiresAt };
  server.looking = [{ reviewer: 'reviewer/ben', until: expiresAt }];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(holding()).toMatchObject({ mine: undefined, lost: true, theirs: { holder: 'reviewer/ben' } });
  expect(announce).toHaveBeenCalledWith('Somebody else has taken this over.');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.claim.holder).toBe('reviewer/ben');
  await holder.takeOver();
  expect(holding()).toMatchObject({ mine: { holder: 'reviewer/anna', token: 8 }, theirs: undefined });
});

it('does not hold again what it handed on, though it stays open here', async () => {
  const { server, holder, holding } = open();
  holder.opened('r1');
  await vi.advanceTimersByTimeAsync(500);
  server.claim = undefined;
  holder.passedOn('r1');
  holder.now();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked.filter((what) => what === 'claim')).toHaveLength(1);
  expect(server.claim).toBeUndefined();
  expect(holding()).toMatchObject({ mine: undefined, lost: undefined });
  holder.opened(undefined);
  holder.opened('r1');
  await vi.advanceTimersByTimeAsync(500);
  expect(holding()?.mine).toBeDefined();
});

it('gives back what it holds when the page stops', async () => {
  const { server, holder, stop } = open();
  holder.opened('r1');
  await vi.advanceTimersByTimeAsync(500);
  stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.claim).toBeUndefined();
});

it('has it as soon as it is heard that who had it has it no more', async () => {
  const { server, holder, holding } = open();
  server.claim = { holder: 'reviewer/ben', token: 7, expiresAt };
  holder.opened('r1');
  await vi.advanceTimersByTimeAsync(500);
  expect(holding()).toMatchObject({ theirs: { holder: 'reviewer/ben' } });
  holder.heard({ ...view('r1'), claim: server.claim });
  await vi.advanceTimersByTimeAsync(0);
  const before = server.asked.length;
  server.claim = undefined;
  holder.heard(view('r1'));
  await vi.advanceTimersByTimeAsync(0);
  expect(server.asked.length).toBeGreaterThan(before);
  expect(holding()).toMatchObject({ mine: { holder: 'reviewer/anna' }, theirs: undefined });
});
