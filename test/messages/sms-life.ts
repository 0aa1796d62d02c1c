import { DeskrailError, type EventLog, formatSubject } from '@deskrail/contracts';
import { rebuildStore } from '@deskrail/store';
import { expect, test, vi } from 'vitest';
import {
  connection,
  consented,
  conversation,
  openRail,
  type Places,
  question,
  reached,
  soon,
  tenant,
  texted,
  theirs,
  wrote,
} from './sms-rail.ts';

/** What must hold of two telephone numbers that write to each other, on any log and store. */
export function testSmsLife(open: () => Promise<Places>): void {
  test('a text message alone is a conversation: it gets a reply, which is sent, fails late, and is rebuilt so', async () => {
    await using places = await open();
    const { store, log } = places;
    const rail = await openRail(places);
    const first = await rail.reply(texted('SMin1'));
    expect(first).toMatchObject({ flags: [], proposal: { kind: 'reply', visibility: 'public' } });
    const listed = await store.conversations(tenant, { status: 'open' });
    expect(listed.items).toMatchObject([{ id: conversation, channel: 'sms', requester: { address: theirs } }]);
    const delivered = await rail.approve(first);
    await rail.ends(delivered, { status: 'executed', vendorId: 'SM1' });
    await rail.learn(reached('SM1', 'delivered', { actionId: delivered }), reached('SM1', 'sent'));

    // Twilio says that it could not deliver before anybody has written down that it took the message.
    const second = await rail.reply(texted('SMin2', `Hello? ${question}`));
    rail.during(async (id) => {
      await rail.learn(reached('SM2', 'undelivered', { actionId: id, errorCode: '30005' }));
      await vi.waitFor(async () => expect(await log.lag({ group: 'deliveries' })).toMatchObject([{ events: 0 }]), soon);
      return undefined;
    });
    const early = await rail.approve(second);
    await rail.ends(early, { status: 'failed', code: 'undelivered', vendorId: 'SM2', found: 'answer' });

    // And after it, without our marker.
    rail.during(undefined);
    const third = await rail.reply(texted('SMin3', `Anybody there? ${question}`));
    const late = await rail.approve(third);
    await rail.ends(late, { status: 'executed', vendorId: 'SM3' });
    const failed = reached('SM3', 'failed', { errorCode: '63016' });
    await rail.learn(failed, failed);
    await rail.ends(late, { status: 'failed', code: 'window-closed' });
    expect((await store.action(tenant, delivered))?.view.status).toBe('executed');
    await vi.waitFor(async () => expect(await store.outbox.depth()).toBe(0), soon);
    await rail.close();

    const before = await rail.actions();
    const outcomes: string[] = [];
    for await (const { event } of log.read({ stream: 'actions', until: 'end' })) {
      if (event.type === 'action.executed.v1' || event.type === 'action.failed.v1')
        outcomes.push(`${event.data.actionId} ${event.type}`);
    }
    const both = (id: string) => [`${id} action.executed.v1`, `${id} action.failed.v1`];
    expect(outcomes).toEqual([`${delivered} action.executed.v1`, ...both(early), ...both(late)]);
    await rebuildStore({ store, log });
    expect(await rail.actions()).toEqual(before);
    expect(rail.sent).toHaveLength(3);
  });

  test('what we sent stands in the conversation, is no news to it, and is context for the next reply', async () => {
    await using places = await open();
    const rail = await openRail(places);
    const { store, log } = places;
    const first = await rail.approve(await rail.reply(texted('SMin1')));
    await rail.ends(first, { status: 'executed', vendorId: 'SM1' });
    const next = await rail.reply(texted('SMin2', `Hello? ${question}`));
    const own = wrote('SM1', rail.sent[0]?.text ?? '', first);
    expect(next.seen).toEqual([texted('SMin1').id, own.id, texted('SMin2').id]);

    // A reading finds the next one before its answer is here: the list does not name the action.
    rail.during(async () => {
      await rail.learn(wrote('SM2', rail.sent[1]?.text ?? ''));
      const held = async () => (await store.conversation(tenant, conversation))?.messages;
      await vi.waitFor(async () => expect(await held()).toHaveLength(4), soon);
      return undefined;
    });
    const second = await rail.approve(next);
    await rail.ends(second, { status: 'executed', vendorId: 'SM2' });
    rail.during(undefined);
    const last = await rail.reply(texted('SMin3', `And now? ${question}`));
    const third = await rail.approve(last);
    await rail.ends(third, { status: 'executed', vendorId: 'SM3' });

    const known = async () => {
      const messages = (await store.conversation(tenant, conversation))?.messages ?? [];
      return messages.map(({ direction, text, actionId }) => ({ direction, text, actionId }));
    };
    await vi.waitFor(async () => expect(await known()).toHaveLength(6), soon);
    const before = await known();
    const ownSide = before.filter(({ direction }) => direction === 'sent');
    expect(ownSide).toEqual(
      [first, second, third].map((actionId, at) => ({ direction: 'sent', text: rail.sent[at]?.text, actionId })),
    );
    const { items } = await store.recommendations(tenant, { conversation, limit: 200 });
    expect(items.filter(({ kind }) => kind === 'reply').map(({ status }) => status)).toEqual(Array(3).fill('approved'));
    await vi.waitFor(async () => expect(await store.outbox.depth()).toBe(0), soon);
    await rail.close();
    await rebuildStore({ store, log });
    expect(await known()).toEqual(before);
  });

  test('a log that does not take what we sent keeps the action back, and nothing is sent again', async () => {
    await using places = await open();
    let away = true;
    const append: EventLog['append'] = async (...given) => {
      if (away) throw new DeskrailError('dependency-unavailable', 'The log is away.', { retryable: true });
      return places.log.append(...given);
    };
    const rail = await openRail(places, { log: { append }, leaseMs: 400, graceMs: 200 });
    const action = await rail.approve(await rail.reply(texted('SMin1')));
    await vi.waitFor(() => expect(rail.sent).toHaveLength(1), soon);
    const attempts = async () => (await places.store.action(tenant, action))?.lease?.token ?? 0;
    const taken = await attempts();
    // Looked up at least once while the log was away.
    await vi.waitFor(async () => expect(await attempts()).toBeGreaterThan(taken), soon);
    await rail.ends(action, { status: 'started' });
    away = false;
    await rail.ends(action, { status: 'executed', found: 'marker', vendorId: 'SM1' });
    const held = async () => (await places.store.conversation(tenant, conversation))?.messages;
    await vi.waitFor(async () => expect(await held()).toMatchObject([{}, { id: 'SM1', actionId: action }]), soon);
    expect(rail.sent).toHaveLength(1);
    await rail.close();
  });

  test('who said STOP is written to by nobody, what waits is taken back, a reviewer sees it at once, and START lifts it', async () => {
    await using places = await open();
    const rail = await openRail(places);
    const { store } = places;
    const crossed = await rail.reply(texted('SMin1'));
    await rail.learn(consented('opted-out', 1));
    const subject = formatSubject({ kind: 'customer', connection, id: theirs });
    const consentIs = (consent: string) =>
      vi.waitFor(async () => expect((await store.customer(tenant, subject))?.consent).toEqual({ sms: consent }), soon);
    await consentIs('opted-out');
    await vi.waitFor(
      async () =>
        expect(await store.recommendation(tenant, crossed.recommendationId)).toMatchObject({
          ...{ status: 'superseded', superseded: { reason: 'opted-out', by: consented('opted-out', 1).id } },
        }),
      soon,
    );
    await expect(rail.approve(crossed)).rejects.toMatchObject({ code: 'superseded' });

    const flagged = await rail.reply(texted('SMin2', `Sorry. ${question}`));
    expect(flagged.flags).toContain('opted-out');
    await rail.ends(await rail.approve(flagged), { status: 'cancelled', code: 'opted-out' });
    expect(rail.sent).toEqual([]);

    await rail.learn(consented('opted-in', 2));
    await consentIs('opted-in');
    const freed = await rail.reply(texted('SMin3', `Again. ${question}`));
    expect(freed.flags).toEqual([]);
    await rail.ends(await rail.approve(freed), { status: 'executed' });
    expect(rail.sent).toHaveLength(1);
    await rail.close();
  });

  test('what reconciliation finds first is known and gets no suggestion, whatever comes after it', async () => {
    await using places = await open();
    const rail = await openRail(places);
    const { store } = places;
    const found = texted('SMin1');
    const readBack: typeof found = {
      ...found,
      authenticity: 'confirmed',
      data: { ...found.data, origin: { vendor: 'twilio', by: 'rest' } },
    };
    await rail.learn(readBack);
    await rail.learn(found);
    const held = () => store.conversation(tenant, conversation);
    await vi.waitFor(async () => expect((await held())?.messages).toMatchObject([{ readBack: true }]), soon);
    await vi.waitFor(
      async () => expect(await places.log.lag({ group: 'copilot' })).toMatchObject([{ events: 0 }]),
      soon,
    );
    expect((await store.recommendations(tenant, {})).items).toEqual([]);
    const live = await rail.reply(texted('SMin2', `Hello? ${question}`));
    expect(live.seen).toEqual([found.id, texted('SMin2').id]);
    await rail.close();
  });
}
