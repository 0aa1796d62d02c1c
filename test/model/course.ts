import fc from 'fast-check';

export const roles = ['agent', 'reviewer', 'senior', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Somebody who reviews; which of their names and keys they use is said at each step. */
export interface ReviewerPlan {
  readonly role: Role;
  readonly queues: readonly string[] | undefined;
}

export interface Setting {
  readonly reviewers: readonly ReviewerPlan[];
  /** Rules ask for so many people where it matters. */
  readonly quorum: number;
  /** A day's spend; beyond it takes a senior. */
  readonly spendAtMost: number;
  readonly conversations: number;
  /** What the desk answers to calls, in turn. */
  readonly answers: readonly DeskAnswer[];
}

export const deskAnswers = ['done', 'refused', 'broken', 'lost', 'unsure'] as const;
/**
 * `refused`: not now, and without effect. `broken`: never. `lost`: it has its effect, and nobody hears of it. `unsure`: the
 * same, and the desk cannot say so later either.
 */
export type DeskAnswer = (typeof deskAnswers)[number];

export const amounts = [20, 50, 120, 300, 700, 950] as const;
export const queues = ['review', 'money', 'care'] as const;

/** One thing that somebody does. Numbers are looked up among what is there then, so that any of them means something. */
export type Step =
  | GiveStep
  /** All reviewers on one item at once. */
  | { readonly do: 'rush'; readonly item: number; readonly kind: GiveStep['kind']; readonly amount: number }
  | { readonly do: 'propose'; readonly by: number | 'bot'; readonly draft: DraftPlan }
  | { readonly do: 'claim'; readonly who: number; readonly item: number; readonly takeOver: boolean }
  | { readonly do: 'heartbeat' | 'release' | 'look'; readonly who: number; readonly item: number }
  | { readonly do: 'next'; readonly who: number }
  | {
      readonly do: 'route';
      readonly who: number;
      readonly item: number;
      readonly queue: string | undefined;
      readonly to: number | null;
    }
  | { readonly do: 'automate'; readonly who: number; readonly conversation: number; readonly held: boolean }
  | { readonly do: 'message'; readonly conversation: number }
  /** The desk tells which tags the case has. */
  | { readonly do: 'tell'; readonly conversation: number }
  | { readonly do: 'pause' | 'resume'; readonly who: number }
  | { readonly do: 'policy'; readonly variant: number }
  | { readonly do: 'cancel' | 'undo'; readonly who: number; readonly action: number }
  | {
      readonly do: 'resolve';
      readonly who: number;
      readonly action: number;
      readonly outcome: 'executed' | 'retry' | 'cancel';
    }
  | { readonly do: 'crash' }
  | { readonly do: 'sweep' };

export interface GiveStep {
  readonly do: 'give';
  readonly who: number;
  /** Which of their credentials: the last spells the name otherwise. */
  readonly as: 0 | 1 | 2;
  readonly item: number;
  readonly kind: 'approve' | 'edit' | 'respond' | 'reject' | 'escalate' | 'comment';
  /** What they saw: the item as it is now, as it was at first, or nothing that ever was. */
  readonly saw: 'now' | 'first' | 'other';
  readonly amount: number;
  readonly idempotencyKey: number | undefined;
  readonly claim: 'none' | 'own' | 'wrong';
}

export interface DraftPlan {
  readonly kind: 'call' | 'reply' | 'tags';
  readonly conversation: number;
  readonly amount: number;
  readonly confident: boolean;
  readonly minutes: number;
}

/** Steps of a wave are under way together; one wave follows the other. */
export interface Wave {
  /** Whatever was approved comes to its end before it, as far as anybody will know of one. */
  readonly rest?: boolean;
  /** Minutes that pass before it. */
  readonly minutes: number;
  readonly steps: readonly (Step & { readonly at: number })[];
}

export interface Course {
  readonly setting: Setting;
  readonly drafts: readonly DraftPlan[];
  readonly waves: readonly Wave[];
}

const index = fc.nat({ max: 63 });
/** Small ones more often: else hardly anything is let go. */
const amount = fc.constantFrom(0, 0, 1, 2, 2, 3, 4, 5);

const reviewer: fc.Arbitrary<ReviewerPlan> = fc.record({
  role: fc.oneof(
    { weight: 4, arbitrary: fc.constant('senior' as Role) },
    { weight: 3, arbitrary: fc.constantFrom<Role>('reviewer', 'agent', 'admin') },
  ),
  queues: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.subarray([...queues], { minLength: 1 }) },
  ),
});

const draft: fc.Arbitrary<DraftPlan> = fc.record({
  kind: fc.constantFrom('call', 'call', 'reply', 'tags'),
  conversation: index,
  amount,
  confident: fc.boolean(),
  minutes: fc.constantFrom(4_000, 4_000, 4_000, 4_000, 60, 10),
});

const give: fc.Arbitrary<GiveStep> = fc.record({
  do: fc.constant('give'),
  who: index,
  as: fc.constantFrom(0, 0, 1, 2),
  item: index,
  kind: fc.oneof(
    { weight: 7, arbitrary: fc.constant('approve' as const) },
    { weight: 2, arbitrary: fc.constant('edit' as const) },
    { weight: 4, arbitrary: fc.constantFrom('respond' as const, 'reject', 'escalate', 'comment') },
  ),
  saw: fc.constantFrom('now', 'now', 'now', 'now', 'now', 'now', 'now', 'now', 'first', 'other'),
  amount,
  idempotencyKey: fc.option(fc.nat({ max: 2 }), { nil: undefined, freq: 3 }),
  claim: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'own', 'own', 'wrong'),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 36, arbitrary: give },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ do: fc.constant('rush' as const), item: index, amount },
      kind: fc.constantFrom('approve', 'approve', 'edit', 'reject'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('propose' as const), draft },
      by: fc.oneof(fc.constant('bot' as const), index),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('claim' as const), who: index, item: index, takeOver: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('heartbeat' as const, 'release' as const, 'look' as const),
      ...{ who: index, item: index },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('next' as const), who: index }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ do: fc.constant('route' as const), who: index, item: index },
      queue: fc.constantFrom(undefined, ...queues),
      to: fc.option(index, { nil: null }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ do: fc.constant('automate' as const), who: index, conversation: index, held: fc.boolean() },
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('message' as const), conversation: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tell' as const), conversation: index }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const), who: index }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy' as const), variant: fc.nat({ max: 2 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel' as const, 'undo' as const),
      ...{ who: index, action: index },
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ do: fc.constant('resolve' as const), who: index, action: index },
      outcome: fc.constantFrom('retry', 'retry', 'retry', 'executed', 'cancel'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
);

const wave: fc.Arbitrary<Wave> = fc.record({
  rest: fc.constantFrom(false, false, true),
  minutes: fc.constantFrom(0, 0, 0, 0, 2, 6, 30),
  steps: fc.array(
    fc.tuple(step, fc.nat({ max: 3 })).map(([one, at]) => ({ ...one, at })),
    { minLength: 1, maxLength: 12 },
  ),
});

/** Somebody who approves, and has it tried again as often as nobody knows what became of it. */
const insisting: fc.Arbitrary<readonly Wave[]> = fc
  .tuple(index, index, fc.integer({ min: 2, max: 4 }))
  .map(([who, item, times]) => {
    const given = { as: 0, kind: 'approve', saw: 'now', amount: 0, idempotencyKey: undefined, claim: 'none' } as const;
    const again = { do: 'resolve', who, action: 0, outcome: 'retry', at: 0 } as const;
    const resolved = Array.from({ length: times }, () => ({ rest: true, minutes: 0, steps: [again] }));
    return [{ minutes: 0, steps: [{ do: 'give', who, item, at: 0, ...given } as const] }, ...resolved];
  });

/** What a run is played from; every shorter one is a course too. */
export const course: fc.Arbitrary<Course> = fc.record({
  setting: fc.record({
    reviewers: fc.oneof(
      { weight: 9, arbitrary: fc.array(reviewer, { minLength: 2, maxLength: 8 }) },
      { weight: 1, arbitrary: fc.array(reviewer, { minLength: 9, maxLength: 50, size: 'max' }) },
    ),
    quorum: fc.constantFrom(1, 1, 2, 2, 3, 4),
    spendAtMost: fc.constantFrom(100, 400, 10_000),
    conversations: fc.integer({ min: 1, max: 5 }),
    answers: fc.array(fc.constantFrom<DeskAnswer>('done', 'done', 'unsure', ...deskAnswers), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  drafts: fc.array(draft, { minLength: 2, maxLength: 6 }),
  waves: fc
    .array(fc.oneof({ weight: 8, arbitrary: wave.map((one) => [one]) }, { weight: 2, arbitrary: insisting }), {
      ...{ minLength: 1, maxLength: 6 },
    })
    .map((waves) => waves.flat()),
});
