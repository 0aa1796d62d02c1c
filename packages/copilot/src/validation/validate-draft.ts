import {
  type CopilotContext,
  type Draft,
  type Evidence,
  type FeatureSet,
  type FieldProblem,
  type Finding,
  fieldProblems,
  incomingProposal,
  type Proposal,
  type RiskTier,
  type Tool,
} from '@deskrail/contracts';
import type { Check, Flag } from './check.js';
import { defaultChecks } from './default-checks.js';
import { riskOf } from './risk-of.js';
import { parseToolCall } from './tool-arguments.js';

const findingsAtMost = 200;
const flagsAtMost = 50;

export type Validation =
  | {
      readonly valid: true;
      /** As proposed, with a tool's arguments as its schema reads them. */
      readonly proposal: Proposal;
      /** Once each. */
      readonly flags: readonly Flag[];
      /** Each flag with its place, where it has one. */
      readonly findings: readonly Finding[];
      readonly risk: RiskTier;
    }
  /** It is no proposal at all. `where` names the field, never its content; `fields` with what each must be. */
  | { readonly valid: false; readonly where: string; readonly fields: readonly FieldProblem[] };

const confidenceWrong: Validation = {
  valid: false,
  where: 'confidence: out of range',
  fields: [{ path: 'confidence', message: 'must be from 0 to 1', minimum: 0, maximum: 1 }],
};

export interface Validated {
  readonly context: CopilotContext;
  /** What the draft cites; other evidence supports nothing. */
  readonly evidence: readonly Evidence[];
  readonly features?: FeatureSet | undefined;
  readonly checks?: readonly Check[] | undefined;
  readonly allowedLinks?: readonly string[] | undefined;
  readonly replyAtMost?: number | undefined;
  /** Absent: nobody knows which there are, and a call is taken as it is. */
  readonly tools?: readonly Tool[] | undefined;
}

/** The schema first, the tool's own, then every check. */
export async function validateDraft(
  draft: Draft,
  { context, evidence, features, checks = defaultChecks, allowedLinks = [], replyAtMost, tools }: Validated,
): Promise<Validation> {
  const parsed = incomingProposal.safeParse(draft.proposal);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = `${issue?.path.map(String).join('.') || 'proposal'}: ${issue?.code ?? 'invalid'}`;
    return { valid: false, where, fields: fieldProblems(parsed.error.issues, ['proposal']) };
  }
  if (!(draft.confidence >= 0 && draft.confidence <= 1)) return confidenceWrong;
  const call = tools === undefined ? { proposal: parsed.data } : await parseToolCall(parsed.data, tools);
  if ('wrong' in call) return { valid: false, where: call.wrong, fields: call.fields };
  const { proposal } = call;
  const about = { features, allowedLinks, replyAtMost };
  const found = await Promise.all(checks.map((check) => check({ ...draft, proposal }, context, evidence, about)));
  const findings = found.flat().map((one): Finding => (typeof one === 'string' ? { flag: one } : one));
  return {
    valid: true,
    proposal,
    flags: [...new Set(findings.map(({ flag }) => flag))].slice(0, flagsAtMost),
    findings: findings.slice(0, findingsAtMost),
    risk: riskOf(proposal, tools),
  };
}
