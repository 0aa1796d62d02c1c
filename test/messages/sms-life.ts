import {
  type Connection,
  type EventByType,
  type EventLog,
  type Execution,
  type Executor,
  type Fact,
  formatSubject,
  messageFactId,
  type Store,
} from '@deskrail/contracts';
import {
  createRecommender,
  createReviewDesk,
  definePolicy,
  embeddedModel,
  markdownArticles,
  startExecuting,
  startFollowingDeliveries,
  startRecommending,
} from '@deskrail/copilot';
import { rebuildStore, startProjection, startRelay } from '@deskrail/store';
import { demoArticlesFolder } from '@deskrail/testing';
import { expect, test, vi } from 'vitest';

const tenant = 'acme';
const connection = 'twilio';
const ours = '+15005550001';
const theirs = '+15005550006';
const conversation = formatSubject({ kind: 'conversation', connection, id: `${ours}|${theirs}` });
const question = 'How long do I have to return a tent, and what does the return cost?';
const soon = { timeout: 15_000, interval: 10 };

/** A log and an empty store beside it. */
export interface Places extends AsyncDisposable {
  readonly log: EventLog;
  readonly store: Store;
}

const origin = { vendor: 'twilio', by: 'event' as const };

function envelope(id: string, subject: string, actor: string) {
  return {
    specversion: '1.0',
    source: `/connections/${connection}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    authenticity: 'signed',
    identity: 'exact',
    ...{ id, subject, tenant, connection, actor },
  } as const;
}

const texted = (messageId: string, text = question): EventByType<'message.received.v1'> => ({
  ...envelope(messageFactId({ tenant, connection }, messageId).id, conversation, `customer/${theirs}`),
  type: 'message.received.v1',
  data: {
    ...{ messageId, text, visibility: 'public', channel: 'sms', origin },
    author: { kind: 'customer', id: theirs, address: theirs },
  },
});

const reached = (
  messageId: string,
  status: EventByType<'message.delivery-changed.v1'>['data']['status'],
  more: { readonly actionId?: string; readonly errorCode?: string } = {},
): EventByType<'message.delivery-changed.v1'> => ({
  ...envelope(`${messageId}/${status}`, conversation, 'system/twilio'),
  type: 'message.delivery-changed.v1',
  data: { messageId, status, ...more, origin },
});

const consented = (consent: 'opted-in' | 'opted-out', nth: number): EventByType<'customer.consent-changed.v1'> => ({
  ...envelope(`consent/${nth}`, formatSubject({ kind: 'customer', connection, id: theirs }), `customer/${theirs}`),
  type: 'customer.consent-changed.v1',
  data: { customerId: theirs, channel: 'sms', address: theirs, consent, origin },
});

/** All parts on the places, and a Twilio that takes what it is given and counts it. */
async function openRail({ log, store }: Places) {
  const sent: { readonly action: string; readonly text: string }[] = [];
  let instead: ((action: string) => Promise<Execution | undefined>) | undefined;
  const executor: Executor = {
    kinds: ['post-reply'],
    async execute({ id, proposal }) {
      sent.push({ action: id, text: proposal.kind === 'reply' ? proposal.text : '' });
      const messageId = `SM${sent.length}`;
      return (await instead?.(id)) ?? { outcome: 'executed', vendorId: messageId };
    },
    lookUp: async () => ({ found: false, certain: false }),
  };
  const twilio: Connection = {
    ...{ id: connection, tenant, desk: 'twilio', secrets: [], adapter: {} as Connection['adapter'] },
    openExecutor: async () => executor,
  };
  const policy = await definePolicy([]);
  const sources = [markdownArticles({ folder: demoArticlesFolder() })];
  const recommender = createRecommender({ store, sources, policy, model: embeddedModel() });
  const relay = startRelay({ store, log });
  const parts = [
    relay,
    await startProjection({ store, log }),
    await startRecommending({ log, recommender }),
    await startFollowingDeliveries({ log, store }),
    await startExecuting({
      ...{ store, relay, log, policy, connections: [twilio], executor: 'host-1', pollMs: 20, closeTimeoutMs: 500 },
    }),
  ];
  const review = createReviewDesk({ store, policy });
  const actions = async () => (await store.actions(tenant, {})).items;
  const find = async (fact: Fact) => {
    const { items } = await store.recommendations(tenant, { conversation, status: 'open' });
    return items.find(({ kind, about }) => kind === 'reply' && about.fact === fact.id);
  };
  const learn = (...facts: Fact[]) => log.append('facts', facts);
  return {
    ...{ sent, actions, learn },
    /** Something that happens while Twilio takes a message. */
    during(what: typeof instead) {
      instead = what;
    },
    /** The reply that a message brings. */
    async reply(message: Fact) {
      await learn(message);
      return vi.waitFor(async () => {
        const found = await find(message);
        if (found === undefined) throw new Error('No reply is recommended yet.');
        return found;
      }, soon);
    },
    async approve({
      recommendationId,
      hash = '',
    }: {
      readonly recommendationId: string;
      readonly hash?: string | undefined;
    }) {
      const request = { kind: 'approve', hash } as const;
      const given = await review.give({ tenant, actor: 'reviewer/anna', recommendationId, request });
      return given.recommendation.actions[0]?.id ?? '';
    },
    async ends(id: string, as: object) {
      await vi.waitFor(async () => expect((await store.action(tenant, id))?.view).toMatchObject(as), soon);
    },
    async close() {
      for (const part of parts.toReversed()) await part.close();
    },
  };
}

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
      if (/executed|failed/.test(event.type)) outcomes.push(`${event.data.actionId} ${event.type}`);
    }
    const both = (id: string) => [`${id} action.executed.v1`, `${id} action.failed.v1`];
    expect(outcomes).toEqual([`${delivered} action.executed.v1`, ...both(early), ...both(late)]);
    await rebuildStore({ store, log });
    expect(await rail.actions()).toEqual(before);
    expect(rail.sent).toHaveLength(3);
  });

  test('who said STOP is written to by nobody, a reviewer sees it at once, and START lifts it', async () => {
    await using places = await open();
    const rail = await openRail(places);
    const { store } = places;
    // Approved before, started after.
    const crossed = await rail.reply(texted('SMin1'));
    await rail.learn(consented('opted-out', 1));
    const subject = formatSubject({ kind: 'customer', connection, id: theirs });
    const consentIs = (consent: string) =>
      vi.waitFor(async () => expect((await store.customer(tenant, subject))?.consent).toEqual({ sms: consent }), soon);
    await consentIs('opted-out');
    await rail.ends(await rail.approve(crossed), { status: 'cancelled', code: 'policy', attempts: 0 });

    const flagged = await rail.reply(texted('SMin2', `Sorry. ${question}`));
    expect(flagged.flags).toContain('opted-out');
    await rail.ends(await rail.approve(flagged), { status: 'cancelled', code: 'policy' });
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
