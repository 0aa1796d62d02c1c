import { randomBytes } from 'node:crypto';
import type { OutboxEvent, Policy, PolicyRules, Suggestion } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { received } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';
import { type Vendor, vendor } from '../../test/vendor.js';
import { requireSignature } from '../audit/require-signature.js';
import { createSigner, createVerifier, type SignVerdict } from '../audit/sign-verdict.js';
import { definePolicy } from '../policy/define-policy.js';
import { prepareVerdict, ruleVerdict, verdictEvents } from '../review/approval.js';
import { createReviewDesk } from '../review/review-desk.js';
import { type Executing, type ExecutingOptions, startExecuting } from './executing.js';

const question = received('1', 'How long does delivery take?');
const key = { tenant: 'acme', conversation: conversationSubject };
const lets: PolicyRules = { rules: [{ id: 'all', when: { kind: 'reply' }, outcome: 'auto' }] };
const letsNow: PolicyRules = {
  rules: [{ id: 'all-now', when: { kind: 'reply', minConfidence: 0.5 }, outcome: 'auto' }],
};
const asks: PolicyRules = {
  rules: [{ id: 'asks', when: { kind: 'reply' }, outcome: 'review', review: { role: 'senior' } }],
};

let store: MemoryStore;
let desk: Vendor;
let running: Executing[];
beforeEach(() => {
  store = memoryStore();
  store.receive(question);
  desk = vendor();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((executing) => executing.close()));
});

async function start(policy: Policy, options: Partial<ExecutingOptions> = {}): Promise<void> {
  const executing = await startExecuting({
    ...{ store, leaseMs: 60_000, graceMs: 120_000, pollMs: 2, closeTimeoutMs: 50, executor: 'host-1', policy },
    relay: { flushed: async () => {} },
    log: { append: async () => [] },
    connections: [desk.connection],
    ...options,
  });
  running.push(executing);
}

/** Approved by the rule of the policy that lets it; its id. */
async function byRule(sign?: SignVerdict): Promise<string> {
  const policy = await definePolicy(lets);
  const data: Partial<Suggestion['data']> = { outcome: 'auto', rule: 'all' };
  const { recommendationId, hash } = await recommended(store, { seen: [question.id], data });
  const view = await store.recommendation('acme', recommendationId);
  if (view?.proposal === undefined) throw new Error('Nothing is proposed.');
  const verdict = { verdictId: 'ver_1', recommendationId, hash, actor: 'rule/all', final: view.proposal };
  const salt = randomBytes(16).toString('hex');
  const prepared = await prepareVerdict({
    ...{ recommendation: view, actor: 'rule/all', automatic: true },
    data: { ...ruleVerdict(verdict), rule: 'all', salt },
  });
  const place = { tenant: 'acme', connection: 'zendesk', subject: conversationSubject, policyVersion: policy.version };
  const events = verdictEvents(
    prepared,
    { ...place, conversation: conversationSubject },
    store.emitted[0]?.time ?? '',
    sign,
  );
  await store.transact(key, async (unit) => {
    for (const event of events) await unit.emit(event);
  });
  return prepared.actions[0]?.actionId ?? '';
}

const ends = (id: string, as: object) =>
  vi.waitFor(async () => expect((await store.action('acme', id))?.view).toMatchObject(as), { interval: 2 });
const tell = (type: OutboxEvent['type'], data: object = {}) =>
  store.transact(key, async (unit) => {
    const { data: _, ...envelope } = store.emitted[0] as OutboxEvent;
    await unit.emit({ ...envelope, id: `${type}/${store.emitted.length}`, type, data } as OutboxEvent);
  });
const held = () => tell('automation.held.v1', { conversation: conversationSubject, why: 'person' });

describe('what a rule approved, as it starts', () => {
  test('goes on under the policy in force, with both versions and both rules on record', async () => {
    const before = await definePolicy(lets);
    const now = await definePolicy(letsNow);
    const id = await byRule();
    await start(now);
    await ends(id, { status: 'executed', automatic: true, rule: 'all' });
    const [approved, started] = ['action.approved.v1', 'action.started.v1'].map((type) =>
      store.emitted.find((event) => event.type === type),
    );
    expect(approved).toMatchObject({ policyversion: before.version, data: { rule: 'all' } });
    expect(started).toMatchObject({ policyversion: now.version, data: { rule: 'all-now' } });
  });

  test.each<[string, PolicyRules, () => Promise<unknown>, object]>([
    [
      'the policy asks for people now',
      asks,
      async () => {},
      { heldBy: 'policy', rule: 'asks', need: { role: 'senior' } },
    ],
    ['all that is automatic is stopped', lets, () => tell('policy.paused.v1'), { heldBy: 'paused' }],
    ['people have the conversation', lets, held, { heldBy: 'handed-over' }],
  ])('waits for a person where %s', async (_why, rules, happen, as) => {
    const id = await byRule();
    await happen();
    await start(await definePolicy(rules));
    await ends(id, { status: 'cancelled', code: 'policy' });
    const items = await vi.waitFor(async () => {
      const open = (await store.recommendations('acme', { status: 'open' })).items;
      expect(open).toMatchObject([{ kind: 'reply', outcome: 'review', ...as }]);
      return open;
    });
    expect(desk.calls).toEqual([]);
    // A person lets it go all the same, paused or not.
    const [{ recommendationId = '', hash = '' } = {}] = items;
    const review = createReviewDesk({ store, policy: await definePolicy(rules) });
    const sam = { tenant: 'acme', actor: 'reviewer/sam', rights: { roles: ['agent', 'reviewer', 'senior'] as const } };
    const given = await review.give({ ...sam, recommendationId, request: { kind: 'approve', hash } });
    await ends(given.recommendation.actions[0]?.id ?? '', { status: 'executed', automatic: false });
  });

  test('is nobody’s to let go once the policy blocks it', async () => {
    const id = await byRule();
    await start(await definePolicy({ rules: [{ id: 'no', when: { kind: 'reply' }, outcome: 'block' }] }));
    await ends(id, { status: 'cancelled', code: 'policy' });
    expect((await store.recommendations('acme', { status: 'open' })).items).toEqual([]);
  });

  test('what people approved goes on while the rest is stopped', async () => {
    const { recommendationId, hash } = await recommended(store, { seen: [question.id] });
    await tell('policy.paused.v1');
    const review = createReviewDesk({ store, policy: await definePolicy([]) });
    const request = { kind: 'approve', hash } as const;
    const given = await review.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
    await start(await definePolicy([]));
    await ends(given.recommendation.actions[0]?.id ?? '', { status: 'executed' });
  });
});

describe('where verdicts are signed, an action', () => {
  const ours = { keyId: 'one', secret: randomBytes(32) };
  const verify = requireSignature(createVerifier([ours]));
  const other = createSigner({ keyId: 'one', secret: randomBytes(32) });

  test('starts under a signature that is right', async () => {
    const id = await byRule(createSigner(ours));
    await start(await definePolicy(lets), { verify });
    await ends(id, { status: 'executed' });
  });

  test.each([
    ['none', undefined],
    ['one of another key', other],
  ])('with %s is not started, and a person hears of it', async (_what, sign) => {
    const id = await byRule(sign);
    await start(await definePolicy(lets), { verify });
    await ends(id, { status: 'failed', code: 'action-not-approved', attempts: 0 });
    expect(desk.calls).toEqual([]);
    await vi.waitFor(async () =>
      expect((await store.recommendations('acme', { status: 'open' })).items).toMatchObject([
        { flags: ['action-failed'], outcome: 'review' },
      ]),
    );
  });
});
