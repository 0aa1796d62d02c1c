import { expect, test } from 'vitest';
import type { Course, Step } from './course.ts';
import { openPlace } from './place.ts';
import { play } from './play.ts';

/** The desk does what it is asked to, and nobody ever hears of it. */
const setting: Course['setting'] = {
  reviewers: [
    { role: 'reviewer', queues: undefined },
    { role: 'senior', queues: undefined },
  ],
  ...{ quorum: 1, spendAtMost: 400, conversations: 1, answers: ['unsure'] },
};
const again = (who: number): Step => ({ do: 'resolve', who, action: 0, outcome: 'retry' });
const approve: Step = {
  ...{ do: 'give', who: 0, as: 0, item: 0, kind: 'approve', saw: 'now', amount: 0 },
  ...{ idempotencyKey: undefined, claim: 'none' },
};

test('what is tried again and again is spent each time: a reviewer comes to the limit, a senior goes on', async () => {
  const steps = [approve, again(0), again(0), again(0), again(1), again(0)];
  const course: Course = {
    setting,
    drafts: [{ kind: 'call', conversation: 0, amount: 2, confident: true, minutes: 4_000 }],
    waves: steps.map((step) => ({ rest: true, minutes: 0, steps: [{ ...step, at: 0 }] })),
  };
  await using place = await openPlace({ store: 'sqlite' });
  const { told, effects } = await play(place, course);
  const said = told.filter(({ step }) => step.do === 'resolve').map(({ error }) => error?.code ?? 'tried again');
  expect(said).toEqual(['tried again', 'tried again', 'limit-reached', 'tried again', 'limit-reached']);
  expect(effects).toHaveLength(4);
});
