import { z } from 'zod';
import { digestOf } from '../canonical.js';
import { casePriorities, caseStatuses } from '../party.js';
import { content, operational, pseudonymous } from '../privacy.js';
import type { Evidence } from './evidence.js';

/** A sentence of a reply and the ids of the evidence it stands on; none means unsupported, and says so. */
export const sentence = z.strictObject({
  text: content(z.string()),
  evidence: operational(z.array(z.string().max(64)).max(20)),
});

export const replyProposal = z.strictObject({
  kind: operational(z.literal('reply')),
  text: content(z.string().min(1).max(64_000)),
  visibility: operational(z.enum(['public', 'private'])),
  language: operational(z.string().max(16).optional()),
  sentences: z.array(sentence).max(500),
  clarifies: operational(
    z.array(z.string().max(128)).max(5).optional(),
    'It only asks which of these intents is meant; it claims nothing, so nothing need support it.',
  ),
  template: z
    .strictObject({
      id: operational(z.string().min(1).max(256), 'The desk’s id of an approved template, such as a Content SID.'),
      variables: content(z.record(z.string().max(64), z.string().max(4096)).optional()),
    })
    .optional(),
});

export const classificationProposal = z.strictObject({
  kind: operational(z.literal('classification')),
  intent: operational(z.string().max(128).optional()),
  confidence: operational(z.number().min(0).max(1).optional()),
  priority: operational(z.enum(casePriorities).optional()),
  status: operational(z.enum(caseStatuses).optional()),
  addTags: operational(z.array(z.string().max(256)).max(50).optional()),
  removeTags: operational(z.array(z.string().max(256)).max(50).optional()),
  assignee: pseudonymous(z.string().max(256).optional(), 'The desk’s id of an agent.'),
  group: operational(z.string().max(256).optional(), 'The desk’s id of a group or queue.'),
});

/** Escalation is a field, never words in a reply. */
export const escalationProposal = z.strictObject({
  kind: operational(z.literal('escalation')),
  to: operational(z.string().max(256), 'A queue, a role or a group of the desk.'),
  why: operational(z.string().max(1024), 'The rule or the ground, for the reviewer.'),
  priority: operational(z.enum(casePriorities).optional()),
  note: content(z.string().max(16_000).optional(), 'A private note to leave at the desk.'),
});

export const toolCallProposal = z.strictObject({
  kind: operational(z.literal('tool-call')),
  tool: operational(z.string().min(1).max(128)),
  arguments: content(z.record(z.string(), z.json())),
});

/** What a colleague who takes over needs to know; approving it leaves it at the desk as a private note. */
export const summaryProposal = z.strictObject({
  kind: operational(z.literal('summary')),
  text: content(z.string().min(1).max(16_000)),
  sentences: z.array(sentence).max(200),
});

/** What a recommendation proposes, or a reviewer put in its place. */
export const proposal = z.discriminatedUnion('kind', [
  replyProposal,
  classificationProposal,
  escalationProposal,
  toolCallProposal,
  summaryProposal,
]);

/** Characters of a tool call’s arguments as canonical JSON, as many as a reply may have. */
export const argumentsAtMost = 64_000;

/** As long as its canonical form; `undefined` for what is no JSON, or nested beyond measure. */
function lengthOf(given: unknown): number | undefined {
  try {
    return JSON.stringify(given)?.length ?? 0;
  } catch {
    return undefined;
  }
}

/** Nothing looks into what is too long. */
const boundedArguments = z.preprocess((given, context) => {
  const length = lengthOf(given);
  if (length === undefined) {
    context.addIssue({ code: 'custom', input: given, message: 'is no JSON, or nested too deep' });
  } else if (length > argumentsAtMost) {
    const message = `takes at most ${argumentsAtMost} characters as JSON`;
    context.addIssue({ code: 'too_big', origin: 'string', maximum: argumentsAtMost, input: given, message });
  }
  return given;
}, toolCallProposal.shape.arguments);

/** A proposal as it comes in, from a model, a caller or a reviewer. What was recorded is read whatever its length. */
export const incomingProposal = z.discriminatedUnion('kind', [
  replyProposal,
  classificationProposal,
  escalationProposal,
  toolCallProposal.extend({ arguments: boundedArguments }),
  summaryProposal,
]);

export type Proposal = z.output<typeof proposal>;
export type ReplyProposal = z.output<typeof replyProposal>;
export type ClassificationProposal = z.output<typeof classificationProposal>;
export type EscalationProposal = z.output<typeof escalationProposal>;
export type ToolCallProposal = z.output<typeof toolCallProposal>;
export type SummaryProposal = z.output<typeof summaryProposal>;

export const proposalKinds = ['reply', 'classification', 'escalation', 'tool-call', 'summary'] as const;
export type ProposalKind = (typeof proposalKinds)[number];

/** The hash a verdict names: over what is proposed and the evidence it stands on. When either changes, so does this. */
export const proposalHash = (proposed: Proposal, evidence: readonly Evidence[]): Promise<string> =>
  digestOf({
    proposal: proposed,
    evidence: evidence.map(({ id, source, version, span, quote }) => ({ id, source: source.id, version, span, quote })),
  });
