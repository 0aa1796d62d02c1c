import {
  actionView,
  evidence,
  type FeatureSet,
  featureSet,
  type PrivacyClass,
  privacyClasses,
  privacyOf,
  type RecommendationView,
  recommendationView,
  verdictView,
} from '@deskrail/contracts';
import type { z } from 'zod';
import { confirmedIntent, type DecisionRecord, decidedBy, editOf, secondsToVerdict } from './decision-record.js';

/** What may stand in a cell; times are RFC 3339. */
export type Cell = string | number | boolean | readonly string[] | undefined;

/** One column of the dataset. */
export interface DecisionColumn {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'time' | 'list';
  readonly privacy: PrivacyClass;
  read(record: DecisionRecord): Cell;
}

/**
 * Name, type, class and cell. The class comes from the contract of the field that the cell is taken from; only what is
 * counted or measured here, and so is nobody's words, says its own.
 */
type Row<Of> = readonly [string, DecisionColumn['type'], z.ZodType | PrivacyClass, (one: Of) => Cell];

const columns = <Of>(rows: readonly Row<Of>[], pick: (record: DecisionRecord) => Of | undefined): DecisionColumn[] =>
  rows.map(([name, type, from, cell]) => {
    const privacy = typeof from === 'string' ? from : privacyOf(from);
    if (privacy === undefined) throw new TypeError(`The field that ${name} is taken from has no privacy class.`);
    const read = (record: DecisionRecord): Cell => {
      const one = pick(record);
      return one === undefined ? undefined : cell(one);
    };
    return { name, type, privacy, read };
  });

const view = recommendationView.shape;
const source = evidence.shape.source.shape;
const about = view.about.shape;
const model = view.model.unwrap().shape;
const prompt = view.prompt.unwrap().shape;
const usage = view.usage.unwrap().shape;
const withheld = view.withheld.unwrap().shape;
const superseded = view.superseded.unwrap().shape;
const verdict = verdictView.shape;
const reason = verdict.reason.unwrap().shape;
const features = featureSet.shape;
const [reply, classification, , toolCall] = view.proposal.unwrap().options;

const rankOf = (privacy: PrivacyClass): number => privacyClasses.indexOf(privacy);

/** What a proposal says, in the words that a person would read. */
const wordsOf = (proposal: RecommendationView['proposal']): string | undefined =>
  proposal?.kind === 'reply' || proposal?.kind === 'summary' ? proposal.text || undefined : undefined;

/** A call as JSON, since each tool has arguments of its own. */
const callOf = (proposal: RecommendationView['proposal']): string | undefined =>
  proposal?.kind === 'tool-call' ? JSON.stringify({ tool: proposal.tool, arguments: proposal.arguments }) : undefined;

/** What was suggested: absent where an edit that did not decide stands in its place by now, as that is a person's. */
const suggested = ({ suggestedHash, proposal }: RecommendationView): RecommendationView['proposal'] =>
  suggestedHash === undefined ? proposal : undefined;

const judged: readonly Row<RecommendationView>[] = [
  ['recommendationId', 'text', view.recommendationId, (one) => one.recommendationId],
  ['tenant', 'text', view.tenant, (one) => one.tenant],
  ['connection', 'text', view.connection, (one) => one.connection],
  ['createdAt', 'time', view.createdAt, (one) => one.createdAt],
  ['kind', 'text', view.kind, (one) => one.kind],
  ['status', 'text', view.status, (one) => one.status],
  ['outcome', 'text', view.outcome, (one) => one.outcome],
  ['rule', 'text', view.rule, (one) => one.rule],
  ['policyVersion', 'text', view.policyVersion, (one) => one.policyVersion],
  ['confidence', 'number', view.confidence.unwrap(), (one) => one.confidence],
  ['flags', 'list', view.flags.unwrap(), (one) => one.flags],
  ['risk', 'text', view.risk, (one) => one.risk],
  ['withheldReason', 'text', withheld.reason, (one) => one.withheld?.reason],
  ['supersededReason', 'text', superseded.reason, (one) => one.superseded?.reason],
  ['pipeline', 'text', view.pipeline, (one) => one.pipeline],
  ['model', 'text', model.name, (one) => one.model?.name],
  ['modelVersion', 'text', model.version, (one) => one.model?.version],
  ['prompt', 'text', prompt.id, (one) => one.prompt?.id],
  ['promptVersion', 'text', prompt.version, (one) => one.prompt?.version],
  ['inputTokens', 'number', usage.inputTokens, (one) => one.usage?.inputTokens],
  ['outputTokens', 'number', usage.outputTokens, (one) => one.usage?.outputTokens],
  ['cost', 'number', usage.cost, (one) => one.usage?.cost],
  ['verdict', 'text', verdict.kind, (one) => one.verdict?.kind],
  ['reasonCode', 'text', reason.code, (one) => one.verdict?.reason?.code],
  ['decidedAt', 'time', verdict.at, (one) => one.verdict?.at],
  ['actions', 'list', 'operational', (one) => one.actions.map(({ parameters }) => parameters.kind)],
  ['actionStatuses', 'list', actionView.shape.status, (one) => one.actions.map(({ status }) => status)],
  ['evidenceKinds', 'list', source.kind, (one) => one.evidence?.map((item) => item.source.kind)],
  ['evidenceScores', 'list', evidence.shape.score, (one) => one.evidence?.map(({ score }) => String(score))],
  ['evidenceSources', 'list', source.id, (one) => one.evidence?.map((item) => item.source.id)],
  ['conversation', 'text', about.conversation, (one) => one.about.conversation],
  ['fact', 'text', about.fact, (one) => one.about.fact],
  ['reviewer', 'text', verdict.reviewer, (one) => one.verdict?.reviewer],
  ['suggestedText', 'text', reply.shape.text, (one) => wordsOf(suggested(one))],
  ['finalText', 'text', reply.shape.text, (one) => wordsOf(one.verdict?.final)],
  ['suggestedCall', 'text', toolCall.shape.arguments, (one) => callOf(suggested(one))],
  ['finalCall', 'text', toolCall.shape.arguments, (one) => callOf(one.verdict?.final)],
  ['reasonText', 'text', reason.text, (one) => one.verdict?.reason?.text],
];

const derived: readonly Row<FeatureSet>[] = [
  ['language', 'text', features.language, (one) => one.language],
  ['sentiment', 'number', features.sentiment, (one) => one.sentiment],
  ['urgency', 'number', features.urgency, (one) => one.urgency],
  ['outOfScope', 'boolean', features.outOfScope, (one) => one.outOfScope],
  ['predictedIntent', 'text', features.intents, (one) => one.intents[0]?.name],
  ['predictedConfidence', 'number', features.intents, (one) => one.intents[0]?.confidence],
];

const measured: readonly Row<DecisionRecord>[] = [
  ['decidedBy', 'text', 'operational', decidedBy],
  ['editDistance', 'number', 'operational', editOf],
  ['secondsToVerdict', 'number', 'operational', secondsToVerdict],
  ['customer', 'text', 'pseudonymous', ({ customer }) => customer],
  // What `deskrail train` reads.
  ['text', 'text', about.question, ({ question }) => question],
  ['intent', 'text', classification.shape.intent, confirmedIntent],
];

/** All columns, the least personal first. */
export const decisionColumns: readonly DecisionColumn[] = [
  ...columns(judged, ({ recommendation }) => recommendation),
  ...columns(derived, (record) => record.features),
  ...columns(measured, (record) => record),
].sort((one, other) => rankOf(one.privacy) - rankOf(other.privacy));

/** The columns that hold nothing above a class. Default: ids and what is not personal, no name and nobody's words. */
export const columnsFor = (most: PrivacyClass = 'pseudonymous'): readonly DecisionColumn[] =>
  decisionColumns.filter(({ privacy }) => rankOf(privacy) <= rankOf(most));
