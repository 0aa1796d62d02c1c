import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { operational } from '../privacy.js';

/** What numbers can be told apart by. */
export const analyticsParts = ['day', 'intent', 'kind', 'queue', 'policy'] as const;
export type AnalyticsPart = (typeof analyticsParts)[number];

const whole = z.number().int().nonnegative();
const amount = z.number().nonnegative();

/** How values are spread. Percentiles are exact, by nearest rank; all but the count are absent where there is none. */
const spread = operational(
  z.strictObject({
    count: whole,
    mean: amount.optional(),
    p50: amount.optional(),
    p90: amount.optional(),
    p99: amount.optional(),
    most: amount.optional(),
  }),
);
export type Spread = z.output<typeof spread>;

/** So many of so many; no ratio of none. */
const share = operational(z.strictObject({ count: whole, of: whole, ratio: z.number().min(0).max(1).optional() }));
export type Share = z.output<typeof share>;

const count = operational(whole);
const counts = operational(z.record(z.string(), whole));

const analyticsNumbers = z.strictObject({
  cases: z.strictObject({
    opened: count,
    resolved: count,
    reopened: share,
    firstResponseSeconds: spread,
    resolutionSeconds: spread,
    firstContactResolution: share,
    sla: share,
    csat: share,
    automation: share,
    modelCost: operational(amount.optional()),
  }),
  suggestions: z.strictObject({
    suggested: count,
    withheld: counts,
    shown: count,
    automatic: count,
    acceptedAsIs: count,
    lightlyEdited: count,
    heavilyEdited: count,
    editedUnmeasured: count,
    ownWords: count,
    rejected: count,
    rejectReasons: counts,
    expired: count,
    superseded: count,
    open: count,
    editDistance: spread,
    regret: share,
    policyVersions: counts,
  }),
  reviews: z.strictObject({
    secondsToVerdict: spread,
    sla: share,
    backlog: count,
    backlogAgeSeconds: spread,
    krippendorffAlpha: operational(
      z.strictObject({ items: whole, verdicts: whole, value: z.number().max(1).optional() }),
    ),
    cohensKappa: operational(
      z.strictObject({ pairs: whole, items: whole, value: z.number().min(-1).max(1).optional() }),
    ),
  }),
  output: z.strictObject({
    drafts: count,
    characters: count,
    inputTokens: count,
    outputTokens: count,
    cost: operational(amount.optional()),
  }),
  toolCalls: z.strictObject({ failed: share }),
});

/** What docs/reference/metrics.md defines, one value for each metric. */
export type AnalyticsNumbers = z.output<typeof analyticsNumbers>;

/** The numbers of a tenant and a window of time, from what the streams still hold. */
export const analyticsView = z
  .strictObject({
    since: operational(timestamp),
    until: operational(timestamp, 'Left out itself.'),
    countedAt: operational(timestamp, 'What came of the window’s cases and recommendations is known as of then.'),
    total: analyticsNumbers,
    by: operational(z.enum(analyticsParts).optional()),
    parts: z
      .array(z.strictObject({ part: operational(z.string()), numbers: analyticsNumbers.partial({ cases: true }) }))
      .optional()
      .describe(
        'Days of UTC in order, else the most frequent first. `unknown`: not told; `other`: beyond the bound. Cases are told apart by day and intent alone.',
      ),
    leftOut: operational(
      z.strictObject({ cases: whole, recommendations: whole, actions: whole }),
      'Beyond what one answer holds, and counted nowhere: ask for less time at once.',
    ),
  })
  .meta({ id: 'Analytics' });

export type AnalyticsView = z.output<typeof analyticsView>;
