import {
  type CopilotContext,
  type Draft,
  type Model,
  type PolicyQuestion,
  type Proposal,
  proposalHash,
  type RiskTier,
  systemClock,
} from '@deskrail/contracts';
import { defaultEscalationRules, escalationOf } from '../embedded/escalation.js';
import { askPolicy } from '../policy/ask-policy.js';
import { type DraftAsked, policyQuestion } from '../policy/facts.js';
import { useOf } from '../policy/limits.js';
import { type Validation, validateDraft } from '../validation/validate-draft.js';
import { beyondReach, withinReach } from '../within-reach.js';
import { customerSubject } from './context.js';
import type { Asked, DraftMaker, DraftOutcome } from './draft.js';
import { moderated } from './moderation.js';
import { ownEvidence } from './own-evidence.js';

/** Only replies and summaries stand on evidence sentence by sentence; the others carry none. */
const citedBy = (proposal: Proposal): ReadonlySet<string> =>
  new Set(
    'sentences' in proposal && Array.isArray(proposal.sentences)
      ? proposal.sentences.flatMap((one) => one?.evidence ?? [])
      : [],
  );

/** The draft as it may be validated: with the evidence that it cites, its own included. */
export function withEvidence(made: Draft, { context, gathered }: Pick<Asked, 'context' | 'gathered'>) {
  const cited = citedBy(made.proposal);
  return [...gathered.evidence, ...ownEvidence(made, context, gathered.evidence)].filter(({ id }) => cited.has(id));
}

/** What policy is asked about a draft that validation has been through. */
export const questionAbout = (
  { tools, clock }: Pick<DraftMaker, 'tools' | 'clock'>,
  { context, features, asked }: Pick<Asked, 'context' | 'features' | 'asked'>,
  draft: DraftAsked,
): PolicyQuestion => {
  const { tenant, conversation, customer } = context;
  const at = new Date((clock ?? systemClock).now()).toISOString();
  return policyQuestion({ tenant, conversation, customer, features, asked, at, tools }, draft);
};

/** For colleagues only: an escalation is no graver for what it escalates. */
const isForColleagues = (kind: Proposal['kind']): boolean => kind === 'escalation' || kind === 'summary';

/** How grave a draft is, given what it answers: where a rule would fetch a person, no answer is harmless. */
export function riskFor({ context, escalates }: Asked, kind: Proposal['kind'], own: RiskTier): RiskTier {
  if (isForColleagues(kind)) return own;
  return escalates || escalationOf(context, defaultEscalationRules) !== undefined ? 'high' : own;
}

/** A text as it reads, whatever its white space. */
export const said = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** Replies that reviewers have rejected in the conversation. */
export const rejectedIn = ({ suggested }: CopilotContext): readonly string[] =>
  suggested.flatMap(({ verdict, proposal }) =>
    verdict?.kind === 'reject' && proposal?.kind === 'reply' ? [said(proposal.text)] : [],
  );

const wasRejected = (proposal: Proposal, context: CopilotContext): boolean =>
  proposal.kind === 'reply' && rejectedIn(context).includes(said(proposal.text));

/** Whose limits a draft counts toward. */
const placeOfUse = ({ tenant, conversation }: CopilotContext) => ({
  ...{ tenant, conversation: conversation?.id, automatic: true },
  customer: conversation === undefined ? undefined : customerSubject(conversation),
});

/** One draft through validation, the desk's reach, moderation and policy. */
export async function judge(
  maker: DraftMaker,
  asked: Asked,
  made: Draft,
  by: Model,
  signal: AbortSignal,
): Promise<DraftOutcome> {
  const { context, features, gathered, deskKinds, replyAtMost } = asked;
  const kind = made.proposal.kind;
  const evidence = withEvidence(made, asked);
  const { checks, tools, allowedLinks } = maker;
  const validated = { context, evidence, features, checks, tools, allowedLinks, replyAtMost };
  const invalid = (detail: string): DraftOutcome => ({ kind, withheld: 'invalid-draft', detail });
  let validation: Validation = await validateDraft(made, validated);
  if (!validation.valid) return invalid(validation.where);
  const proposal = withinReach(validation.proposal, deskKinds);
  if (proposal === undefined) return invalid(`${beyondReach(validation.proposal, deskKinds).join(', ')}: unsupported`);
  const draft = { ...made, proposal };
  if (proposal !== validation.proposal) validation = await validateDraft(draft, validated);
  if (!validation.valid) return invalid(validation.where);
  if (wasRejected(proposal, context)) return invalid('the same was rejected before');
  const { logger, timeoutMs } = maker;
  const moderation = await moderated(proposal, maker.moderate, { timeoutMs, logger, signal });
  if (moderation.flagged) {
    return { kind, withheld: 'moderation', ...(moderation.detail && { detail: moderation.detail }) };
  }
  const others = [...moderation.flags, ...(kind === 'reply' ? gathered.flags : [])];
  const own = made.findings ?? [];
  const flags = [...new Set([...validation.flags, ...own.map(({ flag }) => flag), ...others])];
  const risk = riskFor(asked, kind, validation.risk);
  const { confidence } = draft;
  const question = questionAbout(maker, asked, { proposal, confidence, risk, flags });
  const answer = askPolicy(maker.policy, question);
  if (answer.outcome === 'block') {
    const { rule } = answer;
    return { kind, withheld: 'policy', ...(rule !== undefined && { detail: rule, blocked: { rule, question } }) };
  }
  return {
    kind,
    draft,
    evidence,
    hash: await proposalHash(proposal, evidence),
    flags,
    findings: [...validation.findings, ...own, ...others.map((flag) => ({ flag }))],
    risk,
    answer,
    question,
    use: useOf(proposal, placeOfUse(context), tools),
    model: { name: by.name, version: by.version },
    prompt: by.prompt,
  };
}
