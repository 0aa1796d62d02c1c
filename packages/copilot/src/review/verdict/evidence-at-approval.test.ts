import type { EvidenceCheck, ReviewDesk, SubmitVerdict, VerdictGiven } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { received } from '../../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../../test/memory-store.js';
import { quote, recommended } from '../../../test/recommended.js';
import { createSigner, createVerifier } from '../../audit/sign-verdict.js';
import { definePolicy } from '../../policy/define-policy.js';
import { createReviewDesk } from '../review-desk.js';

const question = received('1', 'How long does delivery take?');
type State = EvidenceCheck['evidence'][number]['state'];

let store: MemoryStore;
let id: string;
let hash: string;
let found: { state: State; quote?: string } | 'away' | 'silent';
let looks: number;

async function openDesk(more: Partial<Parameters<typeof createReviewDesk>[0]> = {}): Promise<ReviewDesk> {
  return createReviewDesk({
    ...{ store, policy: await definePolicy([]), evidenceTimeoutMs: 20 },
    async checkEvidence({ recommendationId }) {
      looks += 1;
      if (found === 'away') throw new Error('The source is away.');
      if (found === 'silent') return new Promise(() => {});
      return { recommendationId, checkedAt: '2026-01-31T10:00:00Z', evidence: [{ id: 'e1', ...found }] };
    },
    ...more,
  });
}

const give = (desk: ReviewDesk, request: Partial<SubmitVerdict> & Pick<SubmitVerdict, 'kind'>) =>
  desk.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId: id, request: { hash, ...request } });

beforeEach(async () => {
  store = memoryStore();
  store.receive(question);
  ({ recommendationId: id, hash } = await recommended(store, { seen: [question.id] }));
  looks = 0;
});

describe('evidence at the moment of approval', () => {
  test.each(['unchanged', 'moved', 'unknown'] as const)('%s is written down and holds nobody up', async (state) => {
    found = { state };
    const { verdict } = await give(await openDesk(), { kind: 'approve' });
    expect(verdict).toMatchObject({ decides: true, evidence: { states: { [state]: 1 }, confirmed: false } });
  });

  test.each(['away', 'silent'] as const)('whose source is %s is unknown', async (how) => {
    found = how;
    const { verdict } = await give(await openDesk(), { kind: 'approve' });
    expect(verdict.evidence).toEqual({ states: { unknown: 1 }, confirmed: false });
  });

  test.each(['changed', 'gone', 'no-longer-permitted'] as const)('%s asks for confirmation', async (state) => {
    found = { state, ...(state === 'changed' && { quote: 'Up to 20 working days.' }) };
    const desk = await openDesk();
    const refused = await give(desk, { kind: 'approve' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'evidence-changed', details: { evidence: [{ id: 'e1', ...found }] } });
    expect(store.types()).not.toContain('verdict.given.v1');
    const { confirmation } = (refused as { details: { confirmation: string } }).details;
    const { verdict, repeated } = await give(desk, { kind: 'approve', confirmation });
    expect([repeated, verdict.evidence]).toEqual([false, { states: { [state]: 1 }, confirmed: true }]);
  });

  test('confirmed is what was shown, and no later change', async () => {
    found = { state: 'changed', quote: 'Up to 20 working days.' };
    const desk = await openDesk();
    const { details } = await give(desk, { kind: 'approve' }).catch((error) => error);
    found = { state: 'changed', quote: 'Never.' };
    await expect(give(desk, { kind: 'approve', confirmation: details.confirmation })).rejects.toMatchObject({
      code: 'evidence-changed',
    });
  });

  test('is looked at for an edit that goes on citing, and not for one’s own words, a rejection or the same again', async () => {
    found = { state: 'gone' };
    const desk = await openDesk();
    await expect(give(desk, { kind: 'edit', text: `${quote} Sorry.` })).rejects.toMatchObject({
      code: 'evidence-changed',
    });
    expect(
      (await give(desk, { kind: 'edit', text: 'I will ask, and write to you.' })).verdict.evidence,
    ).toBeUndefined();
    expect(looks).toBe(1);
    await give(desk, { kind: 'edit', text: 'I will ask, and write to you.' });
    expect(looks).toBe(1);
  });
});

describe('what is kept of a verdict', () => {
  beforeEach(() => {
    found = { state: 'unchanged' };
  });

  test('of an edit: how it differs', async () => {
    const { verdict } = await give(await openDesk(), { kind: 'edit', text: `${quote} Sorry.` });
    expect(verdict.edit?.diff).toEqual([
      { op: 'keep', text: quote },
      { op: 'add', text: ' Sorry.' },
    ]);
    expect(verdict.edit?.distance).toBeGreaterThan(0);
  });

  test('a signature over the event as it is, and a salt of its own that nobody is shown', async () => {
    const signing = { keyId: 'k1', secret: new Uint8Array(32).fill(7) };
    const desk = await openDesk({ sign: createSigner(signing) });
    const { verdict } = await give(desk, { kind: 'approve' });
    const event = store.emitted.find(({ type }) => type === 'verdict.given.v1') as VerdictGiven;
    expect(event.data.salt).toMatch(/^[0-9a-f]{32}$/);
    expect(verdict.signature?.keyId).toBe('k1');
    const verify = createVerifier([signing]);
    expect(verify(event)).toBe('valid');
    expect(verify({ ...event, data: { ...event.data, kind: 'reject' } })).toBe('invalid');
  });

  test('the salt is fresh for each, also where two say the same', async () => {
    const desk = await openDesk();
    await give(desk, { kind: 'comment', comment: 'One' });
    await give(desk, { kind: 'comment', comment: 'Two' });
    const salts = store.emitted.flatMap((event) => (event.type === 'verdict.given.v1' ? [event.data.salt] : []));
    expect(new Set(salts).size).toBe(2);
  });
});
