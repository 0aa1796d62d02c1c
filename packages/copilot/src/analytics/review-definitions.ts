import type { MetricDefinition, MetricName } from './definition.js';

const ours = { streams: ['decisions'], clock: 'ours' } as const;

/** Of the recommendations that were made, and of the actions that were approved, in the window. */
export const reviewDefinitions = {
  'reviews.secondsToVerdict': {
    title: 'Time to verdict',
    unit: 'seconds',
    formula: 'From the suggestion to the verdict of a person that decided.',
    ...ours,
    leftOut: 'Verdicts of rules, and what nobody decided.',
  },
  'reviews.sla': {
    title: 'SLA compliance of reviews',
    unit: 'share',
    formula:
      'Suggestions that people decided by the time that their queue gave them (`dueAt`, the latest where it was moved) ÷ those, and those that were decided later, expired, or are open beyond it.',
    ...ours,
    leftOut: 'What no time was set for, what a rule decided, what was superseded in time, and what still has time.',
  },
  'reviews.backlog': {
    title: 'Reviewer backlog',
    unit: 'suggestions',
    formula: 'Suggestions that are open now.',
    ...ours,
    leftOut: 'What was suggested before the window.',
  },
  'reviews.backlogAgeSeconds': {
    title: 'Age of the backlog',
    unit: 'seconds',
    formula: 'Of what is open now: from the suggestion until now.',
    ...ours,
    leftOut: 'What was suggested before the window.',
  },
  'reviews.krippendorffAlpha': {
    title: 'Agreement: Krippendorff’s α',
    unit: 'agreement',
    formula:
      '1 − observed ÷ expected disagreement, nominal (approve, edit, respond, reject), over what two people or more judged under the same hash, each person’s first word on it; 1 is full agreement, 0 what chance would give.',
    ...ours,
    clock: 'none',
    leftOut:
      'Comments, escalations and rules. No value where all verdicts are of one kind. Mind the selection: a verdict that comes after the deciding one is refused, so only what waits for several people is judged twice.',
  },
  'reviews.cohensKappa': {
    title: 'Agreement: Cohen’s κ',
    unit: 'agreement',
    formula:
      '(observed − chance agreement) ÷ (1 − chance agreement) of each two people over what both judged under the same hash; the mean over the pairs, weighted by how much both judged.',
    ...ours,
    clock: 'none',
    leftOut: 'As of α; pairs of which both only ever used one and the same kind. Nobody’s own figure is told.',
  },
  'output.drafts': {
    title: 'Drafts',
    unit: 'suggestions',
    formula: 'Suggestions that a model wrote, the embedded one too.',
    ...ours,
    leftOut: 'Drafts that were withheld, and what somebody else proposed by the API.',
  },
  'output.characters': {
    title: 'Characters drafted',
    unit: 'characters',
    formula: 'UTF-16 code units of the replies, summaries and notes that a model wrote and that were suggested.',
    ...ours,
    clock: 'none',
  },
  'output.inputTokens': {
    title: 'Tokens read',
    unit: 'tokens',
    formula: 'Input tokens that remote models counted for the suggestions.',
    ...ours,
    clock: 'none',
    leftOut: 'The embedded model, which counts none, and drafts that were withheld.',
  },
  'output.outputTokens': {
    title: 'Tokens written',
    unit: 'tokens',
    formula: 'Output tokens that remote models counted for the suggestions.',
    ...ours,
    clock: 'none',
    leftOut: 'As of tokens read.',
  },
  'output.cost': {
    title: 'Model cost',
    unit: 'cost',
    formula: 'What models charged for the suggestions, with and without a case; in the currency of their prices.',
    ...ours,
    clock: 'none',
    leftOut: 'Models whose prices are not known, and drafts that were withheld.',
  },
  'toolCalls.failed': {
    title: 'Failed tool calls',
    unit: 'share',
    formula: 'Actions that call a tool and failed, also late ÷ those that were executed or failed.',
    streams: ['actions'],
    clock: 'ours',
    leftOut: 'Those that have not ended, are uncertain or were cancelled.',
  },
} as const satisfies Partial<Record<MetricName, MetricDefinition>>;
