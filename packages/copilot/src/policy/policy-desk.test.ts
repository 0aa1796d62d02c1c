import type { Person } from '@deskrail/contracts';
import { beforeEach, expect, test } from 'vitest';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';
import { envelopeOf } from '../emitted.js';
import { definePolicy } from './define-policy.js';
import { createPolicyDesk } from './policy-desk.js';

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

const admin: Person = {
  tenant: 'acme',
  actor: 'reviewer/ada',
  rights: { roles: ['agent', 'reviewer', 'senior', 'admin'] },
};

const desk = async (rules: Parameters<typeof definePolicy>[0] = []) =>
  createPolicyDesk({ store, policy: await definePolicy(rules) });

test('an admin stops and starts all that is automatic; the same again changes nothing', async () => {
  const made = await desk();
  expect(await made.state('acme')).toMatchObject({ version: expect.stringMatching(/^sha256:/u), rules: 0 });
  const paused = await made.pause({ ...admin, reason: 'A wrong macro is out.' });
  expect(paused.paused).toEqual({
    since: '2026-01-31T10:00:00.000Z',
    by: 'reviewer/ada',
    reason: 'A wrong macro is out.',
  });
  store.nowMs += 60_000;
  expect(paused).not.toHaveProperty('repeated');
  for (const again of [{ reason: 'A wrong macro is out.' }, {}]) {
    expect(await made.pause({ ...admin, ...again })).toEqual({ ...paused, repeated: true });
  }
  const resumed = await made.resume(admin);
  expect([resumed.paused, resumed.repeated]).toEqual([undefined, undefined]);
  expect((await made.resume(admin)).repeated).toBe(true);
  expect(store.types()).toEqual(['policy.paused.v1', 'policy.resumed.v1']);
});

test('another reason takes the first one’s place, told with whose it is; it is stopped all along, by whom it was first', async () => {
  const made = await desk();
  const by = (name: string) => ({ ...admin, actor: `reviewer/${name}` });
  const at = (minutes: number) => new Date(Date.parse('2026-01-31T10:00:00Z') + minutes * 60_000).toISOString();
  await made.pause(admin);
  const first = { since: at(0), by: 'reviewer/ada' };
  for (const [minutes, name, reason] of [
    [1, 'bea', 'The macro is wrong.'],
    [2, 'cem', 'Now the prices are.'],
  ] as const) {
    store.nowMs += 60_000;
    const { paused, repeated } = await made.pause({ ...by(name), reason });
    expect(repeated).toBeUndefined();
    expect(paused).toEqual({ ...first, reason, reasonSince: at(minutes), reasonBy: `reviewer/${name}` });
  }
  expect(store.types()).toEqual(['policy.paused.v1', 'policy.paused.v1', 'policy.paused.v1']);
  expect(store.emitted.at(-1)).toMatchObject({
    ...{ actor: 'reviewer/cem', data: { reason: 'Now the prices are.', stopped: first } },
  });
  await made.resume(admin);
  store.nowMs += 60_000;
  expect((await made.pause({ ...by('bea'), reason: 'Again.' })).paused).toEqual({
    ...{ since: at(3), by: 'reviewer/bea', reason: 'Again.' },
  });
});

test('what is in force is told in its order, with the limits of the tenant that asks', async () => {
  const limit = { counts: 'replies', per: 'tenant', most: 2, withinMinutes: 60 } as const;
  const made = await desk({
    rules: [
      { id: 'sure', when: 'draft.confidence > 0.9', outcome: 'auto' },
      { id: 'rest', when: {}, outcome: 'review' },
    ],
    limits: [
      { ...limit, id: 'all' },
      { ...limit, id: 'theirs', tenant: 'other' },
    ],
  });
  expect(await made.state('acme')).toEqual({
    ...{ version: expect.stringMatching(/^sha256:/u), rules: 2 },
    outcomes: [
      { rule: 'sure', outcome: 'auto' },
      { rule: 'rest', outcome: 'review' },
    ],
    limits: [{ id: 'all', counts: 'replies', per: 'tenant', most: 2, withinSeconds: 3_600 }],
  });
  expect((await made.state('other')).limits).toHaveLength(2);
});

test('of rules that are for other tenants alone, nobody learns more than that a policy is in force', async () => {
  const made = await desk([
    { id: 'acme-vip', when: { tenant: 'acme', kind: 'reply' }, outcome: 'auto' },
    { id: 'acme-cel', when: 'draft.kind == "reply" && (tenant == "acme" && draft.confidence > 0.9)', outcome: 'auto' },
    { id: 'both', when: 'tenant in ["acme", "beta"] || draft.confidence > 0.9', outcome: 'review' },
    { id: 'two', when: 'tenant in ["acme", "other"] && draft.confidence > 0.9', outcome: 'auto' },
    { id: 'beta', when: 'tenant == "beta"', outcome: 'auto' },
  ]);
  const told = async (tenant: string) => (await made.state(tenant)).outcomes?.map(({ rule }) => rule);
  expect(await told('beta')).toEqual(['both', 'beta']);
  expect(await made.state('beta')).toMatchObject({ rules: 2 });
  expect(await told('acme')).toEqual(['acme-vip', 'acme-cel', 'both', 'two']);
  const { recommendationId } = await recommended(store, { id: 'one', data: { confidence: 0.5 } });
  const { rules } = await made.explain({ tenant: 'acme', recommendationId });
  expect(rules.map(({ id }) => id)).toEqual(['acme-vip', 'acme-cel', 'both', 'two']);
});

test.each([[undefined], [{ roles: ['agent', 'reviewer', 'senior'] as const }]])(
  'nobody else does (%o)',
  async (rights) => {
    const made = await desk();
    const person = { tenant: 'acme', actor: 'reviewer/anna', ...(rights && { rights }) };
    await expect(made.pause(person)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(made.resume(person)).rejects.toMatchObject({ code: 'forbidden' });
    expect(store.types()).toEqual([]);
  },
);

test('an explanation asks every rule until one ends it, with what was recorded', async () => {
  const policyFacts = {
    ...{ asked: 'desk' as const, at: '2026-01-31T10:00:00Z', intent: 'refund-request', channel: 'email' },
  };
  const { recommendationId } = await recommended(store, {
    id: 'one',
    data: { policyFacts, rule: 'old', heldBy: 'bot-loop', confidence: 0.95, risk: 'low' },
  });
  const made = await desk([
    { id: 'chat', when: { kind: 'reply', channel: 'chat' }, outcome: 'auto' },
    { id: 'gold', when: 'has(customer.tier) && customer.tier == "gold"', outcome: 'four-eyes' },
    { id: 'sure', when: 'draft.confidence > 0.9 && draft.intent == "refund-request"', outcome: 'auto' },
    { id: 'rest', when: {}, outcome: 'review' },
  ]);
  expect(await made.explain({ tenant: 'acme', recommendationId })).toEqual({
    recommendationId,
    status: 'open',
    about: expect.objectContaining({
      ...{ 'draft.kind': 'reply', 'draft.confidence': 0.95, 'draft.risk': 'low', 'draft.intent': 'refund-request' },
      ...{ 'conversation.channel': 'email', asked: 'desk', tenant: 'acme' },
    }),
    made: { outcome: 'review', rule: 'old', heldBy: 'bot-loop' },
    inForce: { version: expect.stringMatching(/^sha256:/u), outcome: 'auto', rule: 'sure' },
    rules: [
      { id: 'chat', outcome: 'auto', matched: 'no', why: 'channel chat: conversation.channel is email' },
      { id: 'gold', outcome: 'four-eyes', matched: 'no', why: 'has(customer.tier): customer.tier is not known' },
      { id: 'sure', outcome: 'auto', matched: 'yes' },
      { id: 'rest', outcome: 'review', matched: 'not-asked' },
    ],
  });
  const erring = await desk([{ id: 'gold', when: 'customer.tier == "gold"', outcome: 'auto' }]);
  expect(await erring.explain({ tenant: 'acme', recommendationId })).toMatchObject({
    inForce: { outcome: 'review', error: 'gold: customer.tier is not known' },
    rules: [{ id: 'gold', matched: 'error', why: 'customer.tier is not known' }],
  });
  await expect(made.explain({ tenant: 'other', recommendationId })).rejects.toMatchObject({ code: 'not-found' });
});

test.each([
  ['draft.kind == "reply" && draft.confidence >= 0.99', 'draft.confidence >= 0.99: draft.confidence is 0.95'],
  [
    'draft.confidence > 0.5 && !(draft.risk in ["low", "medium"])',
    '!(draft.risk in ["low", "medium"]): draft.risk is low',
  ],
  [
    'draft.kind == "summary" || (draft.risk == "high" && asked == "desk")',
    'draft.kind == "summary" || (draft.risk == "high" && asked == "desk"): draft.kind is reply, draft.risk is low, asked is desk',
  ],
  ['has(draft.arguments) && draft.arguments.name == "x"', 'has(draft.arguments)'],
  ['draft.confidence > 0.5 && conversation.tags.exists(t, t == "vip")', 'conversation.tags.exists(t, t == "vip")'],
])('of %s it says which part does not hold', async (when, why) => {
  const policyFacts = { asked: 'desk' as const, at: '2026-01-31T10:00:00Z', tags: ['old'] };
  const data = { policyFacts, confidence: 0.95, risk: 'low' as const };
  const { recommendationId } = await recommended(store, { id: 'one', data });
  const made = await desk([{ id: 'a', when, outcome: 'auto' }]);
  const { rules } = await made.explain({ tenant: 'acme', recommendationId });
  expect(rules).toEqual([{ id: 'a', outcome: 'auto', matched: 'no', why }]);
});

test('what is paused, or people’s, is not said to go', async () => {
  const { recommendationId } = await recommended(store, { id: 'one' });
  const made = await desk([{ id: 'all', when: {}, outcome: 'auto' }]);
  const inForce = async () => (await made.explain({ tenant: 'acme', recommendationId })).inForce;
  expect(await inForce()).toMatchObject({ outcome: 'auto', rule: 'all' });
  await made.pause(admin);
  expect(await inForce()).toMatchObject({ outcome: 'review', rule: 'all', heldBy: 'paused' });
  await made.resume(admin);
  const { about } = (await store.recommendation('acme', recommendationId)) ?? {};
  const conversation = about?.conversation ?? '';
  await store.transact({ tenant: 'acme', conversation }, (unit) =>
    unit.emit({
      ...envelopeOf(
        { tenant: 'acme', subject: conversation },
        { id: 'h', at: unit.now, actor: 'reviewer/ada', step: 'review' },
      ),
      ...{ type: 'automation.held.v1', data: { conversation, why: 'person' } },
    }),
  );
  expect(await inForce()).toMatchObject({ outcome: 'review', rule: 'all', heldBy: 'handed-over' });
});
