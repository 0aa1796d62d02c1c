import type { Person, Proposal, ReviewRole } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CarryingOut, carryingOut, question } from '../../test/carrying-out.js';
import { observed } from '../../test/facts.js';
import { conversationSubject } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';

let place: CarryingOut;
let store: CarryingOut['store'];
let desk: CarryingOut['desk'];

beforeEach(() => {
  place = carryingOut();
  ({ store, desk } = place);
});
afterEach(() => place.close());

const review: CarryingOut['review'] = (rules) => place.review(rules);
const execute: CarryingOut['execute'] = (id, status) => place.execute(id, status);
const view: CarryingOut['view'] = (id) => place.view(id);

const person = (name: string, ...roles: ReviewRole[]): Person => ({
  tenant: 'acme',
  actor: `reviewer/${name}`,
  rights: { roles: roles.includes('senior') ? ['agent', 'reviewer', 'senior'] : roles },
});
const anna = person('anna', 'agent', 'reviewer');
const ben = person('ben', 'agent', 'reviewer');
const sam = person('sam', 'senior');

/** Approved by Anna; the ids of its actions. */
async function approve(proposal?: Proposal, id = 'a'): Promise<readonly string[]> {
  const { recommendationId, hash } = await recommended(store, {
    seen: [question.id],
    ...(proposal && { proposal }),
    id,
  });
  const given = await (await review()).give({ ...anna, recommendationId, request: { kind: 'approve', hash } });
  return given.recommendation.actions.map((action) => action.id);
}

describe('an approved action', () => {
  test('that has not started is cancelled, with what was to follow it; saying so again is no fault', async () => {
    const [first = '', second = ''] = await approve({ kind: 'classification', addTags: ['vip'], priority: 'high' });
    const cancelled = await (await review()).cancel({ ...anna, actionId: first });
    expect(cancelled).toMatchObject({ status: 'cancelled', code: 'person' });
    expect(await view(second)).toMatchObject({ status: 'cancelled', code: 'earlier-failed' });
    expect(store.emitted.at(-2)).toMatchObject({ actor: 'reviewer/anna', data: { by: 'reviewer/anna' } });
    const told = store.emitted.length;
    expect(await (await review()).cancel({ ...anna, actionId: first })).toEqual(cancelled);
    expect(store.emitted).toHaveLength(told);
  });

  test('that an executor holds and has not started is cancelled: the executor finds it so', async () => {
    const [id = ''] = await approve();
    await store.claimAction({ executor: 'host-1', leaseMs: 60_000, graceMs: 120_000 });
    expect(await (await review()).cancel({ ...anna, actionId: id })).toMatchObject({ status: 'cancelled' });
  });

  test('that has started, or ended, is not: the conflict says how it stands', async () => {
    const [id = ''] = await approve();
    desk.before = () => ({ outcome: 'uncertain', why: 'timed-out' });
    desk.executor.lookUp = async () => ({ found: false, certain: false });
    await execute(id, 'started');
    const cancel = async () => (await review()).cancel({ ...anna, actionId: id });
    await expect(cancel()).rejects.toMatchObject({ code: 'conflict', details: { status: 'started' } });
    store.nowMs += 180_000;
    await execute(id, 'uncertain');
    await expect(cancel()).rejects.toMatchObject({ code: 'conflict', details: { status: 'uncertain' } });
  });

  test('is taken back by who approved it, and by a senior; by nobody else, and in no other tenant', async () => {
    const [id = ''] = await approve();
    const desk = await review();
    await expect(desk.cancel({ ...ben, actionId: id })).rejects.toMatchObject({
      code: 'forbidden',
      details: { role: 'senior' },
    });
    await expect(desk.cancel({ ...anna, rights: { roles: ['agent'] }, actionId: id })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(
      desk.cancel({ ...sam, rights: { roles: ['senior'], queues: ['refunds'] }, actionId: id }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(desk.cancel({ ...sam, actionId: 'act_none' })).rejects.toMatchObject({ code: 'not-found' });
    expect(await desk.cancel({ ...sam, actionId: id })).toMatchObject({ status: 'cancelled' });
  });
});

describe('an executed action', () => {
  const tagged = (...tags: string[]) => store.receive(observed('open', { tags, minutes: store.emitted.length }));

  async function tag(): Promise<string> {
    tagged('vip', 'old');
    const [id = ''] = await approve({ kind: 'classification', addTags: ['vip', 'new'], removeTags: ['old', 'never'] });
    await execute(id);
    return id;
  }

  test('that set tags is undone: only what it really changed', async () => {
    const id = await tag();
    expect(await view(id)).toMatchObject({ before: { tags: ['vip', 'old'] } });
    tagged('vip', 'new', 'other');
    const undoing = await (await review()).undo({ ...anna, actionId: id });
    expect(undoing).toMatchObject({
      parameters: { kind: 'set-tags', add: ['old'], remove: ['new'] },
      undoes: id,
      status: 'approved',
      automatic: false,
    });
    expect(store.types().slice(-3)).toEqual(['classification.suggested.v1', 'verdict.given.v1', 'action.approved.v1']);
    const [suggested, verdict] = store.emitted.slice(-3);
    expect(suggested).toMatchObject({ data: { model: { name: 'undo' }, requestedBy: 'reviewer/anna' } });
    expect(verdict).toMatchObject({
      actor: 'reviewer/anna',
      data: { kind: 'approve', decides: true, role: 'reviewer' },
    });
    await execute(undoing.id);
    expect(await view(id)).toMatchObject({ status: 'executed', undoneBy: undoing.id });
    expect(desk.effects).toEqual([id, undoing.id]);
    await expect((await review()).undo({ ...sam, actionId: id })).rejects.toMatchObject({
      details: { reason: 'already-undone' },
    });
  });

  test('is undone while something else of its kind waits for a person, which stays', async () => {
    const id = await tag();
    tagged('vip', 'new');
    const { recommendationId } = await recommended(store, {
      proposal: { kind: 'classification', priority: 'low' },
      id: 'b',
    });
    await (await review()).undo({ ...anna, actionId: id });
    expect(await store.recommendation('acme', recommendationId)).toMatchObject({ status: 'open' });
  });

  test.each([
    ['set-priority', { priority: 'urgent' }, { priority: 'low' }, { kind: 'set-priority', priority: 'low' }],
    ['set-status', { status: 'solved' }, {}, { kind: 'set-status', status: 'open' }],
  ] as const)('of %s is set back', async (_kind, change, before, parameters) => {
    store.receive(observed('open', { ...before }));
    const [id = ''] = await approve({ kind: 'classification', ...change });
    await execute(id);
    store.receive('status' in change ? observed('solved') : observed('open', { ...change, minutes: 1 }));
    expect(await (await review()).undo({ ...anna, actionId: id })).toMatchObject({ parameters, undoes: id });
  });

  test.each<[string, (id: string) => Promise<unknown> | unknown, string]>([
    ['has not been carried out', () => {}, 'not-executed'],
    ['shows no change at the case', (id) => execute(id), 'not-there'],
    ['was changed by somebody since', (id) => execute(id).then(() => tagged('vip', 'new', 'old')), 'changed-since'],
    ['is of a closed case', (id) => execute(id).then(() => store.receive(observed('closed'))), 'case-closed'],
  ])('that %s is not undone', async (_what, happen, reason) => {
    tagged('vip', 'old');
    const [id = ''] = await approve({ kind: 'classification', addTags: ['vip', 'new'], removeTags: ['old'] });
    await happen(id);
    const before = store.emitted.length;
    await expect((await review()).undo({ ...anna, actionId: id })).rejects.toMatchObject({
      code: 'conflict',
      details: { reason },
    });
    expect(store.emitted).toHaveLength(before);
  });

  test('that changed nothing, that sends words, or that its desk has not, is not undone', async () => {
    tagged('vip');
    const [reply = ''] = await approve();
    const [tags = ''] = await approve({ kind: 'classification', addTags: ['vip'] });
    await execute(tags);
    const refused = async (actionId: string, reason: string, by = review()) =>
      expect((await by).undo({ ...anna, actionId })).rejects.toMatchObject({ details: { reason } });
    await refused(reply, 'not-undoable');
    await refused(tags, 'nothing-changed');
    const [priority = ''] = await approve({ kind: 'classification', priority: 'high' }, 'b');
    await execute(priority);
    await refused(priority, 'before-unknown');
  });

  test('is undone by the rules of the policy in force', async () => {
    const id = await tag();
    tagged('vip', 'new');
    const by = (outcome: object) => review([{ id: 'all', when: {}, ...outcome } as never]);
    const undo = { ...anna, actionId: id };
    await expect((await by({ outcome: 'block' })).undo(undo)).rejects.toMatchObject({ details: { reason: 'policy' } });
    await expect((await by({ outcome: 'four-eyes' })).undo(undo)).rejects.toMatchObject({
      details: { reason: 'reviewers' },
    });
    await expect((await by({ outcome: 'review', review: { role: 'senior' } })).undo(undo)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect((await review()).undo({ ...ben, actionId: id })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await (await review()).undo({ ...sam, actionId: id })).toMatchObject({ undoes: id });
  });

  test('is undone again where the first undoing failed', async () => {
    const id = await tag();
    tagged('vip', 'new');
    const first = await (await review()).undo({ ...anna, actionId: id });
    desk.before = () => ({ outcome: 'failed', code: 'refused', permanent: true });
    await execute(first.id, 'failed');
    const second = await (await review()).undo({ ...anna, actionId: id });
    expect(second.id).not.toBe(first.id);
    expect(conversationSubject).toBe(second.conversation);
  });
});
