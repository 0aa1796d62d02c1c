import { heavyEditFrom } from '../learning/edit-class.js';
import type { MetricDefinition, MetricName } from './definition.js';
import { regretDays } from './regret.js';

const ours = { unit: 'suggestions', streams: ['decisions'], clock: 'ours' } as const;

/** Of the recommendations that were made in the window. */
export const suggestionDefinitions = {
  'suggestions.suggested': {
    title: 'Suggested',
    formula: 'Recommendations that proposed something. Each then has one of the fates below.',
    ...ours,
    leftOut: 'What was withheld.',
  },
  'suggestions.withheld': {
    title: 'Withheld',
    formula: 'Recommendations that proposed nothing, by reason.',
    ...ours,
  },
  'suggestions.shown': {
    title: 'Shown',
    formula: 'Given to a chatbot at once, as the policy says `show`, and judged by nobody.',
    ...ours,
    leftOut: 'Whether a customer saw it, and which reviewers looked at something: neither is in a stream.',
  },
  'suggestions.automatic': {
    title: 'Automatic',
    formula: 'Approved by a rule of the policy.',
    ...ours,
  },
  'suggestions.acceptedAsIs': {
    title: 'Accepted as is',
    formula: 'Approved by people, edit distance 0.',
    ...ours,
  },
  'suggestions.lightlyEdited': {
    title: 'Lightly edited',
    formula: `Approved by people with an edit distance over 0 and under ${heavyEditFrom}.`,
    ...ours,
  },
  'suggestions.heavilyEdited': {
    title: 'Heavily edited',
    formula: `Approved by people with an edit distance of ${heavyEditFrom} or more.`,
    ...ours,
  },
  'suggestions.editedUnmeasured': {
    title: 'Edited, not measured',
    formula:
      'Edited by people where the verdict carries no distance: an edit of something else than a text, or an older one.',
    ...ours,
  },
  'suggestions.ownWords': {
    title: 'Answered in own words',
    formula: 'A person responded in their own words instead.',
    ...ours,
  },
  'suggestions.rejected': { title: 'Rejected', formula: 'Rejected by a person.', ...ours },
  'suggestions.rejectReasons': {
    title: 'Reasons of rejects',
    formula: 'Rejects by reason code; `none` where no code was given.',
    ...ours,
  },
  'suggestions.expired': {
    title: 'Expired',
    formula: 'Nobody decided before its time was over.',
    ...ours,
  },
  'suggestions.superseded': {
    title: 'Superseded',
    formula: 'A newer message, reply or recommendation took its place, or the case was closed, before anybody decided.',
    ...ours,
  },
  'suggestions.open': { title: 'Open', formula: 'Nobody has decided, and somebody still may.', ...ours },
  'suggestions.editDistance': {
    title: 'Edit distance',
    formula:
      'Of what people approved or edited: how far what they let through is from what was suggested, 0 the same, 1 nothing kept, as the edits say: words put in, taken out or exchanged, by the number of words of the longer text. 0 where nobody edited; of several edits one after the other, the greatest.',
    ...ours,
    unit: 'distance',
    leftOut:
      'Answers in own words (which `deskrail report` and `deskrail_edit_distance` count too), and edits that nobody measured.',
  },
  'suggestions.regret': {
    title: 'Regret',
    formula: `Approved recommendations, by people or a rule, whose case was reopened within ${regretDays} days after the verdict ÷ approved recommendations about a conversation of which that is known.`,
    ...ours,
    unit: 'share',
    streams: ['decisions', 'facts'],
    clock: 'both',
    leftOut: `Approvals less than ${regretDays} days old whose case has not been reopened yet.`,
  },
  'suggestions.policyVersions': {
    title: 'Policy versions',
    formula:
      'Suggestions by the version of the policy that was asked; the first 50 versions, any further ones as `other`.',
    ...ours,
    clock: 'none',
  },
} as const satisfies Partial<Record<MetricName, MetricDefinition>>;
