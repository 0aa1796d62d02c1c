import {
  type ActionKind,
  type CopilotContext,
  DeskrailError,
  type Draft,
  type Evidence,
  type FeatureReader,
  type FeatureSet,
  isDeskrailError,
  type Logger,
  type Model,
  type Policy,
  type PolicyAnswer,
  type PolicyQuestion,
  type ProposalKind,
  proposalHash,
  type RecommendationWithheld,
} from '@deskrail/contracts';
import { askPolicy } from '../policy.js';
import { withTimeLimit } from '../time-limit.js';
import { beyondReach, kindsWithinReach, withinReach } from '../within-reach.js';
import type { GatheredEvidence } from './evidence.js';
import { type Check, validateDraft } from './validate.js';

/** Below it an intent is a guess that no rule of the policy should stand on. */
const intentAtLeast = 0.5;

/** A draft that validation and policy have let through. */
export interface ReadyDraft {
  readonly kind: ProposalKind;
  readonly draft: Draft;
  readonly evidence: readonly Evidence[];
  readonly hash: string;
  readonly flags: readonly string[];
  readonly answer: PolicyAnswer;
  /** What policy was asked, to ask it again when an automatic action starts. */
  readonly question: PolicyQuestion;
  readonly model: { readonly name: string; readonly version: string };
  readonly prompt: { readonly id: string; readonly version: string } | undefined;
}

export interface WithheldDraft {
  readonly kind: ProposalKind;
  readonly withheld: RecommendationWithheld['data']['reason'];
  readonly detail?: string;
}

export type DraftOutcome = ReadyDraft | WithheldDraft;

export const unknownFeatures = (about: string): FeatureSet => ({
  about,
  pipeline: 'none/1',
  language: 'und',
  sentiment: 0,
  urgency: 0,
  intents: [],
  outOfScope: true,
  entities: [],
});

const codeOf = (error: unknown): string => (isDeskrailError(error) ? error.code : 'internal');

/** A message's features; a reader that fails costs the features and nothing more. */
export async function readFeatures(
  reader: FeatureReader,
  input: Parameters<FeatureReader['read']>[0],
  { timeoutMs, logger, signal }: { readonly timeoutMs: number; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<FeatureSet | undefined> {
  try {
    return await withTimeLimit('Reading features', { timeoutMs, signal }, () => reader.read(input));
  } catch (error) {
    signal.throwIfAborted();
    logger.warn({ reader: reader.version, code: codeOf(error) }, 'features failed');
    return undefined;
  }
}

interface Asked {
  readonly context: CopilotContext;
  readonly features: FeatureSet;
  readonly gathered: GatheredEvidence;
  readonly kinds: readonly ProposalKind[];
  readonly asked: 'desk' | 'suggest';
  /** What the desk of the conversation can carry out, where it is to. */
  readonly deskKinds?: readonly ActionKind[] | undefined;
}

interface Made {
  readonly drafts: readonly Draft[];
  readonly by: Model;
}

export interface DraftMaker {
  readonly model: Model;
  readonly fallback?: Model | undefined;
  readonly policy: Policy;
  readonly checks: readonly Check[];
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** The model's drafts, else the fallback's, else `undefined`: a model that is away never stops a ticket. */
async function modelDrafts(maker: DraftMaker, asked: Asked, signal: AbortSignal): Promise<Made | undefined> {
  const request = {
    context: asked.context,
    features: asked.features,
    evidence: asked.gathered.evidence,
    kinds: kindsWithinReach(asked.kinds, asked.deskKinds),
    tools: [],
  };
  for (const by of [maker.model, ...(maker.fallback === undefined ? [] : [maker.fallback])]) {
    try {
      const { drafts } = await withTimeLimit(
        `The model ${by.name}`,
        { timeoutMs: maker.timeoutMs, signal },
        (limited) => by.suggest(request, { signal: limited }),
      );
      return { drafts, by };
    } catch (error) {
      if (signal.aborted) throw new DeskrailError('aborted', 'The recommendation was given up.', { cause: error });
      maker.logger.warn({ model: by.name, code: codeOf(error) }, 'model failed');
    }
  }
  return undefined;
}

async function judge(maker: DraftMaker, asked: Asked, made: Draft, by: Model): Promise<DraftOutcome> {
  const { context, features, gathered, deskKinds } = asked;
  const kind = made.proposal.kind;
  // Only a reply stands on evidence sentence by sentence; the others carry none.
  const cited = new Set(made.proposal.kind === 'reply' ? made.proposal.sentences.flatMap((one) => one.evidence) : []);
  const evidence = gathered.evidence.filter(({ id }) => cited.has(id));
  const whole = validateDraft(made, context, evidence, maker.checks);
  if (!whole.valid) return { kind, withheld: 'invalid-draft', detail: whole.where };
  const proposal = withinReach(made.proposal, deskKinds);
  if (proposal === undefined) {
    const detail = `${beyondReach(made.proposal, deskKinds).join(', ')}: unsupported`;
    return { kind, withheld: 'invalid-draft', detail };
  }
  const draft = { ...made, proposal };
  const validation = proposal === made.proposal ? whole : validateDraft(draft, context, evidence, maker.checks);
  if (!validation.valid) return { kind, withheld: 'invalid-draft', detail: validation.where };
  const flags = [...new Set([...validation.flags, ...(kind === 'reply' ? gathered.flags : [])])];
  const question: PolicyQuestion = {
    tenant: context.tenant,
    kind,
    confidence: draft.confidence,
    intent: features.intents.find(({ confidence }) => confidence >= intentAtLeast)?.name,
    channel: context.conversation?.channel,
    flags,
    asked: asked.asked,
  };
  const answer = askPolicy(maker.policy, question);
  if (answer.outcome === 'block') {
    return { kind, withheld: 'policy', ...(answer.rule !== undefined && { detail: answer.rule }) };
  }
  return {
    kind,
    draft,
    evidence,
    hash: await proposalHash(draft.proposal, evidence),
    flags,
    answer,
    question,
    model: { name: by.name, version: by.version },
    prompt: by.prompt,
  };
}

/** From evidence to drafts that may be proposed, at most one of a kind; a reply that is not is withheld with its reason. */
export async function makeDrafts(
  maker: DraftMaker,
  asked: Asked,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly DraftOutcome[]> {
  const made = await modelDrafts(maker, asked, signal);
  if (made === undefined) return [{ kind: 'reply', withheld: 'model-unavailable' }];
  const wanted = kindsWithinReach(asked.kinds, asked.deskKinds);
  const first = wanted.flatMap((kind) => made.drafts.find(({ proposal }) => proposal?.kind === kind) ?? []);
  const outcomes = await Promise.all(first.map((draft) => judge(maker, asked, draft, made.by)));
  if (!asked.kinds.includes('reply') || outcomes.some(({ kind }) => kind === 'reply')) return outcomes;
  const malformed = made.drafts.some(({ proposal }) => !asked.kinds.includes(proposal?.kind));
  return [...outcomes, { kind: 'reply', withheld: malformed ? 'invalid-draft' : 'no-evidence' }];
}
