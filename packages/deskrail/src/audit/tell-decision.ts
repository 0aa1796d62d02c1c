import type {
  DeskrailEvent,
  Evidence,
  Proposal,
  RecommendationView,
  Suggestion,
  VerdictGiven,
  VerdictView,
} from '@deskrail/contracts';
import type { CaseRecord } from './read-case.js';
import { tellAction } from './tell-action.js';
import { erasedText, type Telling, type Texts } from './telling.js';
import { suggestedWords, toldProposal, verdictWords } from './told-words.js';

/** What was recommended, decided and done; undefined for an event of the desk. */
export function tellDecision(event: DeskrailEvent, record: CaseRecord): Telling | undefined {
  const { recommendations, events, spending } = record;
  switch (event.type) {
    case 'reply.suggested.v1':
    case 'classification.suggested.v1':
    case 'escalation.suggested.v1':
    case 'tool-call.suggested.v1':
    case 'summary.suggested.v1':
      return event.data.pipeline === 'undo/1'
        ? tellUndo(event, record)
        : tellSuggestion(event, recommendations.get(event.data.recommendationId));
    case 'verdict.given.v1':
      return tellVerdict(event, recommendations.get(event.data.recommendationId), spending.get(event.data.verdictId));
    case 'recommendation.withheld.v1': {
      const { kind, reason, detail, recommendationId } = event.data;
      const details = [`Recommendation ${recommendationId}`, ...(detail === undefined ? [] : [detail])];
      return { what: `No ${kind} was suggested: ${reason}`, details };
    }
    case 'recommendation.superseded.v1':
      return { what: `Superseded: ${event.data.reason}`, details: [`Recommendation ${event.data.recommendationId}`] };
    case 'recommendation.expired.v1':
      return { what: 'Expired: nobody decided', details: [`Recommendation ${event.data.recommendationId}`] };
    case 'recommendation.routed.v1': {
      const { queue, assignee, why } = event.data;
      const to = [
        ...(queue === undefined ? [] : [`queue ${queue}`]),
        ...(assignee === undefined ? [] : [assignee ?? 'nobody']),
      ];
      return {
        what: `Routed to ${to.join(', ')} (${why})`,
        details: [`Recommendation ${event.data.recommendationId}`],
      };
    }
    case 'recommendation.reminded.v1':
      return { what: `Reminded queue ${event.data.queue}, after ${Math.round(event.data.waitedSeconds / 60)} min` };
    case 'limit.reached.v1': {
      const { limit, used, most, counts, per } = event.data;
      return { what: `Limit ${limit} was reached`, details: [`${used} of ${most} ${counts} per ${per}`] };
    }
    case 'automation.held.v1':
      return { what: `Nothing is sent by a rule here from now on (${event.data.why})` };
    case 'automation.released.v1':
      return { what: 'Handed back to the bot' };
    default:
      return tellAction(event, events, spending);
  }
}

const article = (kind: string): string => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);

function tellSuggestion(event: Suggestion, view: RecommendationView | undefined): Telling {
  const { data, policyversion } = event;
  const { recommendationId, hash, confidence, flags, risk, outcome, rule, need, heldBy, policyError, model, seen } =
    data;
  const { requestedBy, pipeline } = data;
  const { proposal, evidence, storeDiffers } = suggestedWords(event, view);
  const isProposed = pipeline === 'proposed/1' && requestedBy !== undefined;
  const made = `made from ${seen.length} ${seen.length === 1 ? 'fact' : 'facts'} of the case`;
  const outcomes = { review: 'people decide', auto: 'a rule lets it go', show: 'may be shown at once' } as const;
  return {
    what: isProposed
      ? `${requestedBy} proposed ${article(data.proposal.kind)}`
      : `Suggested ${article(data.proposal.kind)}`,
    who: isProposed ? requestedBy : undefined,
    details: [
      `Recommendation ${recommendationId}, hash ${hash}`,
      ...(isProposed
        ? [`Proposed by the API, no model wrote it${risk === undefined ? '' : `; risk ${risk}`}`]
        : [
            `By ${model.name} ${model.version}, ${made}; confidence ${rounded(confidence)}${risk === undefined ? '' : `, risk ${risk}`}`,
          ]),
      ...(requestedBy === undefined ? [] : [`Asked for by ${requestedBy}`]),
      ...(flags.length > 0 ? [`Validation found: ${flags.join(', ')}`] : []),
      `Policy: ${outcomes[outcome]}${rule === undefined ? ', as no rule matched' : `, by rule ${rule}`}${policyversion === undefined ? '' : `, version ${policyversion}`}`,
      ...(need === undefined
        ? []
        : [
            `Needs ${need.reviewers} of role ${need.role}, queue ${need.queue}${need.fourEyes ? `, four eyes${requestedBy === undefined ? '' : ` (${requestedBy} is none of them)`}` : ''}${need.dueAt === undefined ? '' : `, due ${need.dueAt}`}`,
          ]),
      ...(heldBy === undefined ? [] : [`Held by ${heldBy}`]),
      ...(policyError === undefined ? [] : [`A condition could not be told: ${policyError}`]),
      ...data.evidence.map(evidenceLine),
      ...(storeDiffers ? [othersInStore] : []),
    ],
    texts: [
      { label: 'proposed', text: proposalText(proposal) },
      ...evidence.map((one) => ({
        label: `evidence ${one.id}${one.source.title ? `, “${one.source.title}”` : ''}`,
        text: one.quote || erasedText,
      })),
    ],
  };
}

/** A person asked for it, and decided it by that: no model, and no rule. */
function tellUndo({ data, actor }: Suggestion, { events, recommendations }: CaseRecord): Telling {
  const { recommendationId, hash, requestedBy = actor } = data;
  const stored = recommendations.get(recommendationId)?.proposal;
  const undone = events
    .flatMap(({ event }) => (event.type === 'action.approved.v1' ? [event.data] : []))
    .find((approved) => approved.recommendationId === recommendationId && approved.undoes !== undefined)?.undoes;
  return {
    what: `${requestedBy} asked to take ${undone ?? 'an action'} back`,
    who: requestedBy,
    details: [`Recommendation ${recommendationId}, hash ${hash}`],
    texts: [{ label: 'what is done for it', text: proposalText(toldProposal(data.proposal, stored)) }],
  };
}

const othersInStore = 'THE STORE HAS OTHER WORDS THAN THE LOG; these are the log’s';

const evidenceLine = ({ id, source, version, span }: Evidence): string =>
  `Evidence ${id}: ${source.kind} ${source.id}, characters ${span.start} to ${span.end} of version ${version}`;

function proposalText(proposal: Proposal | undefined): string {
  if (proposal === undefined) return erasedText;
  switch (proposal.kind) {
    case 'reply':
    case 'summary':
      return proposal.text || erasedText;
    case 'escalation':
      return `to ${proposal.to}: ${proposal.why}${proposal.note ? `\n${proposal.note}` : ''}`;
    case 'tool-call':
      return `${proposal.tool} ${JSON.stringify(proposal.arguments)}`;
    case 'classification': {
      const { kind: _, confidence: __, addTags = [], removeTags = [], ...said } = proposal;
      const tags = [...addTags.map((tag) => `+${tag}`), ...removeTags.map((tag) => `−${tag}`)];
      const fields = Object.entries(said).map(([name, value]) => `${name} ${value}`);
      return [...fields, ...(tags.length > 0 ? [`tags ${tags.join(' ')}`] : [])].join(', ');
    }
  }
}

const verbs = {
  approve: 'approved',
  edit: 'approved with an edit',
  respond: 'answered in their own words',
  reject: 'rejected',
  escalate: 'escalated',
  comment: 'commented',
} as const;

function tellVerdict(
  event: VerdictGiven,
  view: RecommendationView | undefined,
  spending: readonly string[] = [],
): Telling {
  const { data, policyversion } = event;
  const { kind, decides, agreed, role, credential, claim, rule, reason, edit, evidence, finalHash } = data;
  const stored = view?.verdicts.find(({ verdictId }) => verdictId === data.verdictId);
  const { words, storeDiffers } = verdictWords(event, stored);
  const waits = !decides && ['approve', 'edit', 'respond'].includes(kind) ? '; it waits for others' : '';
  return {
    what: `${data.reviewer} ${verbs[kind]}${waits}`,
    details: [
      `Verdict ${data.verdictId} on recommendation ${data.recommendationId}`,
      `Saw ${data.hash}${finalHash === undefined ? '' : finalHash === data.hash ? ', and approved that' : `; approved ${finalHash}`}`,
      ...(role === undefined && credential === undefined
        ? []
        : [`As ${[role, credential].filter(Boolean).join(', by ')}`]),
      ...spending,
      ...(claim === undefined ? [] : [`Under claim ${claim}`]),
      ...(agreed === undefined
        ? []
        : [
            `Policy in force: ${[rule && `rule ${rule}`, policyversion && `version ${policyversion}`].filter(Boolean).join(', ')}`,
          ]),
      ...(evidence === undefined ? [] : [evidenceWords(evidence)]),
      ...(data.escalateTo === undefined ? [] : [`To ${data.escalateTo}`]),
      ...(reason === undefined ? [] : [`Reason: ${reason.code}`]),
      ...(edit === undefined ? [] : [`Edit distance ${edit.distance.toFixed(3)} (0: the same, 1: nothing kept)`]),
      ...(storeDiffers ? [othersInStore] : []),
    ],
    texts: verdictTexts(kind, words),
  };
}

const evidenceWords = ({ states, confirmed }: NonNullable<VerdictGiven['data']['evidence']>): string =>
  `Evidence looked up again: ${Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')}${confirmed ? '; what had changed was shown and confirmed' : ''}`;

function verdictTexts(
  kind: VerdictView['kind'],
  { reason, comment, edit, final }: ReturnType<typeof verdictWords>['words'],
): Texts {
  return [
    ...(reason?.text ? [{ label: 'reason', text: reason.text }] : []),
    ...(comment ? [{ label: 'comment', text: comment }] : []),
    ...(edit !== undefined
      ? [{ label: 'edit, [-taken out-] and {+put in+}', text: edit.diff.map(diffWords).join('') }]
      : []),
    ...(final !== undefined && kind !== 'approve' ? [{ label: 'approved', text: proposalText(final) }] : []),
  ];
}

const diffWords = ({ op, text }: { readonly op: 'keep' | 'remove' | 'add'; readonly text: string }): string =>
  op === 'keep' ? text : op === 'remove' ? `[-${text}-]` : `{+${text}+}`;

const rounded = (number: number): string => String(Math.round(number * 1000) / 1000);
