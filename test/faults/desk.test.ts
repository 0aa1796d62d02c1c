import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ZendeskFault } from '@deskrail/testing';
import { describe, expect, it, vi } from 'vitest';
import {
  actionIs,
  actions,
  approve,
  conversationOf,
  openPlace,
  type Place,
  type Recommended,
  repliesAt,
  soon,
  writesAt,
} from './place.ts';
import { graceMs, leaseMs, type Rail, tenant } from './rail.ts';

/** As short as a busy machine allows: where a desk is to answer, it must have the time. */
const impatient = { callTimeoutMs: 2_000 };

async function openApproved(): Promise<Place & { readonly rail: Rail; readonly approved: Recommended }> {
  const place = await openPlace();
  const approved = await place.recommended();
  const rail = await place.open();
  await approve(rail, approved);
  return { ...place, rail, approved };
}

/** Resolves when so many tries were made and nothing is under way. */
const tried = (rail: Rail, attempts: number, inFlight: () => number) =>
  vi.waitFor(async () => {
    const [action] = await actions(rail);
    if (action?.attempts !== attempts || inFlight() > 0) throw new Error(`Tried ${action?.attempts} times.`);
  }, soon);

/** Somebody does something at the desk after we have read the ticket, and before we change it. */
function inBetween(place: Place, happen: () => unknown): void {
  let done = false;
  place.before(async (request, desk) => {
    if (request.method !== 'GET' && !done) {
      done = true;
      await happen();
    }
    return desk(request);
  });
}

describe.concurrent('a desk that', { timeout: 40_000 }, () => {
  const lost: readonly (readonly [string, ZendeskFault])[] = [
    ['does it and never answers', { status: 'time-out', afterEffect: true }],
    ['does it and breaks off', { status: 'connection-lost', afterEffect: true }],
    ['does it and says 500', { status: 500, afterEffect: true }],
    ['does it and says 502', { status: 502, afterEffect: true, plainText: true }],
  ];
  it.each(lost)('%s: found by its marker, not sent again', async (_, fault) => {
    await using place = await openApproved();
    place.desk.failNext({ ...fault, method: 'PUT' });
    await place.rail.execute(impatient);
    expect(await actionIs(place.rail, 'executed')).toMatchObject({ found: 'marker', attempts: 1 });
    expect(repliesAt(place, place.approved.ticket)).toHaveLength(1);
    expect(writesAt(place)).toHaveLength(1);
  });

  it.each([429, 503])('does it and says %i, as a gateway may: found by its marker, not sent again', async (status) => {
    await using place = await openApproved();
    place.desk.failNext({ status, afterEffect: true, retryAfterSeconds: 5, method: 'PUT' });
    const executing = await place.rail.execute();
    await tried(place.rail, 1, () => executing.inFlight);
    place.later(6_000);
    expect(await actionIs(place.rail, 'executed')).toMatchObject({ found: 'marker', attempts: 1 });
    expect(repliesAt(place, place.approved.ticket)).toHaveLength(1);
    expect(writesAt(place)).toHaveLength(1);
  });

  it('does nothing and never answers: sent once more when it certainly never will be', async () => {
    await using place = await openApproved();
    place.desk.failNext({ status: 'time-out', method: 'PUT' });
    const executing = await place.rail.execute(impatient);
    await tried(place.rail, 1, () => executing.inFlight);
    // Until then nobody may touch it, whoever asks.
    expect(await place.rail.store.claimAction({ executor: 'early', leaseMs, graceMs })).toBeUndefined();
    place.later(leaseMs + graceMs + 1_000);
    expect(await actionIs(place.rail, 'executed')).toMatchObject({ found: 'answer', attempts: 2 });
    expect(repliesAt(place, place.approved.ticket)).toHaveLength(1);
  });

  it('has a newer message of the customer, and says so with 409: not sent', async () => {
    await using place = await openApproved();
    const { ticket } = place.approved;
    place.desk.releaseDeliveries();
    inBetween(place, async () => {
      place.desk.customerWrites({ ticket, text: 'Sorry, I meant the boots.' });
      await place.desk.settled();
      await vi.waitFor(async () => {
        const conversation = await place.rail.store.conversation(tenant, conversationOf(ticket));
        expect(conversation?.messages).toHaveLength(2);
      }, soon);
    });
    await place.rail.execute();
    await vi.waitFor(() => expect(place.desk.calls.map(({ status }) => status)).toContain(409), soon);
    place.later(5_000);
    expect(await actionIs(place.rail, 'cancelled')).toMatchObject({ code: 'stale' });
    expect(repliesAt(place, ticket)).toEqual([]);
  });

  const unseen: readonly (readonly [string, (place: Place, ticket: string) => unknown])[] = [
    ['the customer', ({ desk }, ticket) => desk.customerWrites({ ticket, text: 'Sorry, I meant the boots.' })],
    ['an agent', ({ desk }, ticket) => desk.agentWrites({ ticket, text: 'You have 30 days.' })],
  ];
  // The webhook is late: only the desk knows.
  for (const when of ['before we read the ticket', 'after we read the ticket'] as const) {
    it.each(unseen)(`has a newer message of %s, from ${when}: not sent`, async (_, write) => {
      await using place = await openApproved();
      const { ticket } = place.approved;
      if (when === 'before we read the ticket') write(place, ticket);
      else inBetween(place, () => write(place, ticket));
      const executing = await place.rail.execute();
      for (const attempts of [1, 2]) {
        await tried(place.rail, attempts, () => executing.inFlight);
        place.later(5_000);
      }
      expect(await actionIs(place.rail, 'cancelled')).toMatchObject({ code: 'stale', attempts: 3 });
      expect(repliesAt(place, ticket)).toEqual([]);
    });
  }

  it('has changed in a way that no customer sees: sent', async () => {
    await using place = await openApproved();
    const { ticket } = place.approved;
    place.desk.agentWrites({ ticket, text: 'A regular customer.', public: false, tags: ['regular'] });
    await place.rail.execute();
    expect(await actionIs(place.rail, 'executed')).toMatchObject({ found: 'answer', attempts: 1 });
    expect(repliesAt(place, ticket)).toHaveLength(1);
  });

  it('has closed the ticket: failed for good, asked once', async () => {
    await using place = await openApproved();
    const { ticket } = place.approved;
    const details = { status: [{ description: 'Status: closed prevents ticket update' }] };
    place.desk.failNext({ status: 422, method: 'PUT', body: { error: 'RecordInvalid', details } });
    await place.rail.execute();
    expect(await actionIs(place.rail, 'failed')).toMatchObject({ code: 'ticket-closed', attempts: 1 });
    expect(writesAt(place)).toHaveLength(1);
    expect(repliesAt(place, ticket)).toEqual([]);
  });

  it('closed the ticket before we came: failed for good, nothing asked', async () => {
    await using place = await openApproved();
    place.desk.closeTicket(place.approved.ticket);
    await place.rail.execute();
    expect(await actionIs(place.rail, 'failed')).toMatchObject({ code: 'ticket-closed', attempts: 1 });
    expect(writesAt(place)).toEqual([]);
  });

  it.each([
    ['says when to come again', 30, 30_000],
    ['does not say when', undefined, 60_000],
  ])('limits its rate and %s: sent once, and not before', async (_, retryAfterSeconds, waitMs) => {
    await using place = await openApproved();
    const limited = { status: 429, method: 'PUT', ...(retryAfterSeconds && { retryAfterSeconds }) };
    place.desk.failNext({ ...limited, times: 2 });
    const executing = await place.rail.execute();
    for (const attempts of [1, 2]) {
      await tried(place.rail, attempts, () => executing.inFlight);
      place.later(waitMs - 5_000);
      expect(await place.rail.store.claimAction({ executor: 'early', leaseMs, graceMs })).toBeUndefined();
      place.later(6_000);
    }
    expect(await actionIs(place.rail, 'executed')).toMatchObject({ found: 'answer', attempts: 3 });
    expect(repliesAt(place, place.approved.ticket)).toHaveLength(1);
    expect(writesAt(place)).toHaveLength(3);
  });

  it('limits its rate for ever: failed when its time is used up', async () => {
    await using place = await openApproved();
    place.desk.failNext({ status: 429, method: 'PUT', times: 100 });
    const executing = await place.rail.execute({ limitedForMs: 400_000, maxAttempts: 3 });
    for (const attempts of [1, 2, 3, 4, 5, 6, 7]) {
      await tried(place.rail, attempts, () => executing.inFlight);
      place.later(65_000);
    }
    expect(await actionIs(place.rail, 'failed')).toMatchObject({ code: 'rate-limited', attempts: 8 });
    expect(writesAt(place)).toHaveLength(8);
    expect(repliesAt(place, place.approved.ticket)).toEqual([]);
  });

  it('refuses connections: sent once when it takes them again', async () => {
    await using place = await openApproved();
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as { port: number };
    nobody.close();
    await once(nobody, 'close');
    let down = true;
    const executing = await place.rail.execute({
      fetch: (input, init) => {
        const request = new Request(input, init);
        const url = new URL(request.url);
        if (down) url.port = String(port);
        return fetch(new Request(url, request));
      },
    });
    await tried(place.rail, 1, () => executing.inFlight);
    down = false;
    place.later(10_000);
    expect(await actionIs(place.rail, 'executed')).toMatchObject({ found: 'answer', attempts: 2 });
    expect(repliesAt(place, place.approved.ticket)).toHaveLength(1);
  });
});
