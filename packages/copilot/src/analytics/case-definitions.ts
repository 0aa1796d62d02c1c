import type { MetricDefinition, MetricName } from './definition.js';

const facts = { streams: ['facts'], clock: 'desk' } as const;

/** Of the cases that were opened in the window. */
export const caseDefinitions = {
  'cases.opened': {
    title: 'Cases opened',
    unit: 'cases',
    formula:
      'Cases whose opening the desk told, or a reading of the desk found (`case.opened`, or `openedAt` of `case.state-observed`), with its time in the window.',
    ...facts,
    leftOut:
      'Cases that were merged into another or deleted; conversations of channels without cases, such as plain SMS; openings that the stream no longer holds.',
  },
  'cases.resolved': {
    title: 'Cases resolved',
    unit: 'cases',
    formula: 'Of them, those that are solved or closed as far as the stream tells, and were not opened again since.',
    ...facts,
  },
  'cases.reopened': {
    title: 'Reopened',
    unit: 'share',
    formula:
      'Cases that went from solved or closed back to new, open, pending or on hold ÷ cases that were ever solved.',
    ...facts,
  },
  'cases.firstResponseSeconds': {
    title: 'First response time',
    unit: 'seconds',
    formula: 'From the opening to the first public message of an agent or a bot, whether a person or a rule sent it.',
    ...facts,
    leftOut: 'Cases that staff opened; cases that nobody has answered yet; messages of the desk’s own system.',
  },
  'cases.resolutionSeconds': {
    title: 'Resolution time',
    unit: 'seconds',
    formula:
      'From the opening to the moment when the case was solved and stayed so: for a reopened one, the last time.',
    ...facts,
    leftOut: 'Cases that are not resolved. Of each case the first 32 changes of status are looked at.',
  },
  'cases.firstContactResolution': {
    title: 'First-contact resolution',
    unit: 'share',
    formula:
      'Resolved cases that were solved once, never reopened, and had one public reply or none until then ÷ resolved cases.',
    ...facts,
    leftOut:
      'Nothing: a case that was solved yesterday may still be reopened, so the latest days look better than they will.',
  },
  'cases.sla': {
    title: 'SLA compliance of cases',
    unit: 'share',
    formula:
      'Cases of which every time that the desk’s SLA set (`sla.changed` of `next-breach` and `due`) was moved or cleared, or the case solved, before it passed ÷ cases of which that is known.',
    ...facts,
    leftOut:
      'Cases to which the desk set no time, and those whose time is still to come and has not been missed before.',
  },
  'cases.csat': {
    title: 'CSAT',
    unit: 'share',
    formula: 'Cases whose latest rating is good ÷ cases whose latest rating is good or bad.',
    ...facts,
    leftOut: 'Ratings that are neither, and cases without one. Comments are not read.',
  },
  'cases.automation': {
    title: 'Automation rate',
    unit: 'share',
    formula:
      'Resolved cases that were answered, each public reply by an action of ours that a rule of the policy approved ÷ resolved cases.',
    streams: ['facts', 'actions'],
    clock: 'desk',
    leftOut: 'What a chatbot showed without a case. A reply whose action the desk did not name counts as a person’s.',
  },
  'cases.modelCost': {
    title: 'Model cost per case',
    unit: 'cost',
    formula:
      'What models charged for the recommendations about these cases ÷ cases opened; in the currency that the model’s prices were given in.',
    streams: ['facts', 'decisions'],
    clock: 'none',
    leftOut:
      'People’s time: how long somebody worked on a case is in no stream, and the time that it waited for them is not that. Drafts that were withheld, and models whose prices are not known, carry no cost.',
  },
} as const satisfies Partial<Record<MetricName, MetricDefinition>>;
