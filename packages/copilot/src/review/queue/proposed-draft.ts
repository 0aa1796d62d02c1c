import {
  type CopilotContext,
  DeskrailError,
  type Policy,
  type ProposalInput,
  proposalHash,
  type Tool,
} from '@deskrail/contracts';
import type { DeskReach } from '../../desk-kinds.js';
import { askPolicy } from '../../policy/ask-policy.js';
import { policyQuestion } from '../../policy/facts.js';
import { useOf } from '../../policy/limits.js';
import type { LookAtEvidence } from '../../recommend/check-evidence.js';
import { customerSubject } from '../../recommend/context.js';
import type { DraftOutcome } from '../../recommend/draft.js';
import type { Check } from '../../validation/check.js';
import { invalidProposal } from '../../validation/invalid-proposal.js';
import { validateDraft } from '../../validation/validate-draft.js';
import { beyondReach } from '../../within-reach.js';
import { toolsFor } from '../callers-tools.js';
import { evidenceStands } from './evidence-stands.js';

export interface Judging {
  readonly policy: Policy;
  readonly checks: readonly Check[];
  readonly tools: readonly Tool[] | undefined;
  readonly allowedLinks: readonly string[];
  /** Absent: what a proposal quotes cannot be looked at. */
  readonly lookAtEvidence: LookAtEvidence | undefined;
}

/**
 * Somebody else's draft through schema, checks, the desk's reach and policy, as one of ours. Throws `request-invalid` for
 * what is no proposal, or nothing that the desk could carry out.
 */
export async function judgeProposed(
  judging: Judging,
  input: ProposalInput,
  { context, reach, now }: { readonly context: CopilotContext; readonly reach: DeskReach; readonly now: string },
): Promise<DraftOutcome> {
  const { evidence = [], confidence = 0 } = input;
  const { policy, allowedLinks, lookAtEvidence } = judging;
  const { tenant, conversation, customer } = context;
  const tools = toolsFor(judging.tools, input.proposal, { byCaller: input.deliver !== 'desk' });
  const draft = { proposal: input.proposal, confidence };
  const checks = [...judging.checks, evidenceStands({ tenant, conversation }, lookAtEvidence)];
  const { replyAtMost, kinds } = reach;
  const validation = await validateDraft(draft, { context, evidence, checks, tools, allowedLinks, replyAtMost });
  if (!validation.valid) throw invalidProposal(draft.proposal, validation);
  const { proposal, risk, findings } = validation;
  const beyond = input.deliver === 'desk' ? beyondReach(proposal, kinds) : [];
  if (beyond.length > 0) {
    const message = `The desk of this conversation cannot carry out ${beyond.join(', ')}; leave that out.`;
    throw new DeskrailError('request-invalid', message, { details: { unsupported: beyond } });
  }
  const flags = [...validation.flags];
  const question = policyQuestion(
    { tenant, conversation, customer, asked: 'propose', at: now, tools: judging.tools },
    { proposal, confidence, risk, flags },
  );
  const answer = askPolicy(policy, question);
  const { kind } = proposal;
  if (answer.outcome === 'block') {
    const { rule } = answer;
    return { kind, withheld: 'policy', ...(rule !== undefined && { detail: rule, blocked: { rule, question } }) };
  }
  const where = {
    ...{ tenant, conversation: conversation?.id, automatic: true },
    customer: conversation && customerSubject(conversation),
  };
  return {
    ...{ kind, evidence, flags, findings, risk, answer, question, draft: { ...draft, proposal } },
    use: useOf(proposal, where, judging.tools),
    hash: await proposalHash(proposal, evidence),
    model: { name: 'proposed', version: '1' },
    prompt: undefined,
  };
}
