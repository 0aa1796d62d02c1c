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
  articleFolder,
  createRecommender,
  createReviewDesk,
  definePolicy,
  type ExecutingOptions,
  embeddedModel,
  startExecuting,
  startFollowingDeliveries,
  startRecommending,
} from '@deskrail/copilot';
import { startProjection, startRelay } from '@deskrail/store';
import { demoArticlesFolder } from '@deskrail/testing';
import { expect, vi } from 'vitest';

export const tenant = 'acme';
export const connection = 'twilio';
export const ours = '+15005550001';
export const theirs = '+15005550006';
export const conversation = formatSubject({ kind: 'conversation', connection, id: `${ours}|${theirs}` });
export const question = 'How long do I have to return a tent, and what does the return cost?';
export const soon = { timeout: 15_000, interval: 10 };

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

export const texted = (messageId: string, text = question): EventByType<'message.received.v1'> => ({
  ...envelope(messageFactId({ tenant, connection }, messageId).id, conversation, `customer/${theirs}`),
  type: 'message.received.v1',
  data: {
    ...{ messageId, text, visibility: 'public', channel: 'sms', origin },
    author: { kind: 'customer', id: theirs, address: theirs },
  },
});

export const reached = (
  messageId: string,
  status: EventByType<'message.delivery-changed.v1'>['data']['status'],
  more: { readonly actionId?: string; readonly errorCode?: string } = {},
): EventByType<'message.delivery-changed.v1'> => ({
  ...envelope(`${messageId}/${status}`, conversation, 'system/twilio'),
  type: 'message.delivery-changed.v1',
  data: { messageId, status, ...more, origin },
});

/** Our own message as the vendor's answer has it, or its list. */
export const wrote = (messageId: string, text: string, actionId?: string): EventByType<'message.sent.v1'> => ({
  ...envelope(messageFactId({ tenant, connection }, messageId).id, conversation, `agent/${ours}`),
  authenticity: 'confirmed',
  type: 'message.sent.v1',
  data: {
    ...{ messageId, text, visibility: 'public', channel: 'sms', origin: { vendor: 'twilio', by: 'rest' } },
    author: { kind: actionId === undefined ? 'unknown' : 'agent', id: ours, address: ours },
    ...(actionId !== undefined && { actionId }),
  },
});

export const consented = (
  consent: 'opted-in' | 'opted-out',
  nth: number,
): EventByType<'customer.consent-changed.v1'> => ({
  ...envelope(`consent/${nth}`, formatSubject({ kind: 'customer', connection, id: theirs }), `customer/${theirs}`),
  type: 'customer.consent-changed.v1',
  data: { customerId: theirs, channel: 'sms', address: theirs, consent, origin },
});

/** All parts on the places, and a Twilio that takes what it is given and counts it. */
export async function openRail({ log, store }: Places, executing: Partial<ExecutingOptions> = {}) {
  const sent: { readonly action: string; readonly text: string }[] = [];
  let instead: ((action: string) => Promise<Execution | undefined>) | undefined;
  const executor: Executor = {
    kinds: ['post-reply'],
    async execute({ id, proposal }) {
      sent.push({ action: id, text: proposal.kind === 'reply' ? proposal.text : '' });
      const messageId = `SM${sent.length}`;
      const facts = [wrote(messageId, sent.at(-1)?.text ?? '', id)];
      return (await instead?.(id)) ?? { outcome: 'executed', vendorId: messageId, facts };
    },
    async lookUp({ id }) {
      const at = sent.findIndex(({ action }) => action === id);
      if (at < 0) return { found: false, certain: false };
      const vendorId = `SM${at + 1}`;
      return { found: true, vendorId, facts: [wrote(vendorId, sent[at]?.text ?? '', id)] };
    },
  };
  const twilio: Connection = {
    ...{ id: connection, tenant, desk: 'twilio', secrets: [], adapter: {} as Connection['adapter'] },
    openExecutor: async () => executor,
  };
  const policy = await definePolicy([]);
  const sources = [articleFolder({ folder: demoArticlesFolder() })];
  const recommender = createRecommender({ store, sources, policy, model: embeddedModel() });
  const relay = startRelay({ store, log });
  const parts = [
    relay,
    await startProjection({ store, log }),
    await startRecommending({ log, recommender }),
    await startFollowingDeliveries({ log, store }),
    await startExecuting({
      ...{ store, relay, log, policy, connections: [twilio], executor: 'host-1', pollMs: 20, closeTimeoutMs: 500 },
      ...executing,
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
