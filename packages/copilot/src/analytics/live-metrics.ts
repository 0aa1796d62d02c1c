import type { LiveMetric } from '@deskrail/contracts';
import type { MetricName } from './definition.js';

/** A metric of `/metrics`, and which number of docs/reference/metrics.md it tells. */
export interface LiveDefinition extends LiveMetric {
  readonly of: MetricName;
}

const aDay = 86_400;
const waiting = [30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, aDay, 3 * aDay, 7 * aDay];

/** What `/metrics` tells of the numbers. Ratios are for PromQL: rates of counters by their labels. */
export const liveMetrics = {
  opened: {
    ...{ name: 'deskrail_cases_opened_total', type: 'counter', of: 'cases.opened' },
    help: 'Cases that the desk opened.',
  },
  firstResponse: {
    ...{ name: 'deskrail_case_first_response_seconds', type: 'histogram', of: 'cases.firstResponseSeconds' },
    help: 'From the opening of a case to its first public reply, by the desk’s clock.',
    buckets: waiting,
  },
  resolution: {
    ...{ name: 'deskrail_case_resolution_seconds', type: 'histogram', of: 'cases.resolutionSeconds' },
    help: 'From the opening of a case to its being solved, each time that it is, by the desk’s clock.',
    buckets: waiting,
  },
  resolved: {
    ...{ name: 'deskrail_cases_resolved_total', type: 'counter', of: 'cases.firstContactResolution' },
    help: 'Cases solved; whether at the first contact, and whether rules alone had answered.',
    labels: ['first_contact', 'automatic'],
  },
  reopened: {
    ...{ name: 'deskrail_cases_reopened_total', type: 'counter', of: 'cases.reopened' },
    help: 'How often a solved case was opened again.',
  },
  caseSla: {
    ...{ name: 'deskrail_case_sla_total', type: 'counter', of: 'cases.sla' },
    help: 'Cases solved for which the desk had set a time, by whether every one was kept.',
    labels: ['kept'],
  },
  csat: {
    ...{ name: 'deskrail_csat_ratings_total', type: 'counter', of: 'cases.csat' },
    help: 'Ratings of customers.',
    labels: ['rating'],
  },
  fates: {
    ...{ name: 'deskrail_suggestion_fates_total', type: 'counter', of: 'suggestions.suggested' },
    help: 'What became of suggestions.',
    labels: ['kind', 'fate'],
  },
  regrets: {
    ...{ name: 'deskrail_regrets_total', type: 'counter', of: 'suggestions.regret' },
    help: 'Approved suggestions whose case was opened again within seven days.',
  },
  policies: {
    ...{ name: 'deskrail_policy_suggestions_total', type: 'counter', of: 'suggestions.policyVersions' },
    help: 'Suggestions by the version of the policy that was asked, shortened.',
    labels: ['policy'],
  },
  verdictTime: {
    ...{ name: 'deskrail_time_to_verdict_seconds', type: 'histogram', of: 'reviews.secondsToVerdict' },
    help: 'From a suggestion to the verdict of a person that decided.',
    labels: ['kind'],
    buckets: [5, 15, ...waiting.slice(0, -1)],
  },
  reviewSla: {
    ...{ name: 'deskrail_review_sla_total', type: 'counter', of: 'reviews.sla' },
    help: 'Suggestions that people had a time for, by whether they decided within it.',
    labels: ['kept'],
  },
  backlog: {
    ...{ name: 'deskrail_review_backlog', type: 'gauge', of: 'reviews.backlog' },
    help: 'Suggestions that wait for people.',
    labels: ['queue'],
  },
  backlogAge: {
    ...{ name: 'deskrail_review_backlog_oldest_seconds', type: 'gauge', of: 'reviews.backlogAgeSeconds' },
    help: 'Age of the oldest suggestion that waits for people.',
    labels: ['queue'],
  },
  alpha: {
    ...{ name: 'deskrail_reviewer_agreement_alpha', type: 'gauge', of: 'reviews.krippendorffAlpha' },
    help: 'Krippendorff’s alpha of what several people judged lately; absent where it says nothing.',
  },
  kappa: {
    ...{ name: 'deskrail_reviewer_agreement_kappa', type: 'gauge', of: 'reviews.cohensKappa' },
    help: 'Mean of Cohen’s kappa of each two people over what both judged lately; absent where it says nothing.',
  },
  characters: {
    ...{ name: 'deskrail_draft_characters_total', type: 'counter', of: 'output.characters' },
    help: 'Characters of texts that a model wrote and that were suggested.',
  },
  tokens: {
    ...{ name: 'deskrail_model_tokens_total', type: 'counter', of: 'output.outputTokens' },
    help: 'Tokens that remote models counted for suggestions.',
    labels: ['direction'],
  },
  cost: {
    ...{ name: 'deskrail_model_cost_total', type: 'counter', of: 'output.cost' },
    help: 'What models charged for suggestions, in the currency of their prices.',
  },
  toolCalls: {
    ...{ name: 'deskrail_tool_calls_total', type: 'counter', of: 'toolCalls.failed' },
    help: 'Approved tool calls that ended; one that failed late counts as both.',
    labels: ['outcome'],
  },
} as const satisfies Record<string, LiveDefinition>;

export type LiveKey = keyof typeof liveMetrics;
