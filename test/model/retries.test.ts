import { expect, test } from 'vitest';
import type { Course, Step } from './course.ts';
import { openPlace } from './place.ts';
import { play } from './play.ts';

/** The desk does what it is asked to, and nobody ever hears of it. */
const setting: Course['setting'] = {
  reviewers: [
    { role: 'reviewer', queues: undefined },
    { role: 'senior', queues: undefined },
    { role: 'senior', queues: undefined },
    { role: 'agent', queues: undefined },
  ],
  ...{ quorum: 1, spendAtMost: 400, conversations: 1, answers: ['unsure'] },
};
const [rob, sue, sam, amy] = [0, 1, 2, 3] as const;
const again = (who: number): Step => ({ do: 'resolve', who, action: 0, outcome: 'retry' });
const approve = (who: number): Step => ({
  ...{ do: 'give', who, as: 0, item: 0, kind: 'approve', saw: 'now', amount: 0 },
  ...{ idempotencyKey: undefined, claim: 'none' },
});

/** What is said to each retry of a refund of that amount, one after the other, each once the last came to nothing. */
async function saidTo(amount: number, steps: readonly Step[]) {
  const course: Course = {
    setting,
    drafts: [{ kind: 'call', conversation: 0, amount, confident: true, minutes: 4_000 }],
    waves: steps.map((step) => ({ rest: true, minutes: 0, steps: [{ ...step, at: 0 }] })),
  };
  await using place = await openPlace({ store: 'sqlite' });
  const { told, effects } = await play(place, course);
  const said = told.filter(({ step }) => step.do === 'resolve').map(({ error }) => error?.code ?? 'tried again');
  return { said, effects: effects.length };
}

test('what is tried again and again is spent each time: a reviewer comes to the limit, a senior goes on', async () => {
  const steps = [approve(rob), ...[rob, rob, rob, sue, rob].map(again)];
  const said = ['tried again', 'tried again', 'limit-reached', 'tried again', 'limit-reached'];
  expect(await saidTo(2, steps)).toEqual({ said, effects: 4 });
});

test('what took two seniors takes two to be tried again, and an agent has nothing tried again', async () => {
  const steps = [approve(sue), approve(sam), ...[rob, amy, sue].map(again)];
  expect(await saidTo(4, steps)).toEqual({ said: ['forbidden', 'forbidden', 'tried again'], effects: 2 });
});

test('where the policy in force wants more by then, who approved it counts, and it takes another', async () => {
  const steps: Step[] = [approve(sue), { do: 'policy', variant: 1 }, again(rob), again(sue), again(sam)];
  expect(await saidTo(2, steps)).toEqual({ said: ['forbidden', 'conflict', 'tried again'], effects: 2 });
});

test('what the policy in force blocks by then, nobody has tried again', async () => {
  const steps: Step[] = [approve(sue), approve(sam), { do: 'policy', variant: 1 }, again(sam)];
  expect(await saidTo(4, steps)).toEqual({ said: ['conflict'], effects: 1 });
});
