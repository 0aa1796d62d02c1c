import type { CopilotContext, FeatureSet, ProposalKind, SuggestionProgress } from '@deskrail/contracts';
import type { ReachedKind } from '../desk-kinds.js';
import { type GatheredEvidence, gatherEvidence } from './evidence.js';
import { type MadeDrafts, makeDrafts } from './make-drafts.js';
import { readFeatures, unknownFeatures } from './read-features.js';
import type { RecommenderSetting } from './setting.js';

export interface Question {
  readonly context: CopilotContext;
  /** Id of the fact that is answered, or of the recommendation where there is none. */
  readonly about: string;
  readonly text: string;
}

export interface Read {
  /** Absent where the reader failed. */
  readonly features: FeatureSet | undefined;
  readonly known: FeatureSet;
  readonly gathered: GatheredEvidence;
}

/** From a question to its features and the evidence that speaks to it. */
export async function readQuestion(
  setting: RecommenderSetting,
  { context, about, text }: Question,
  { signal, limit = setting.evidenceLimit }: { readonly signal: AbortSignal; readonly limit?: number },
): Promise<Read> {
  const { timeoutMs, logger } = setting;
  const { tenant, conversation, earlier } = context;
  const input = { about, text, earlier, tenant, ...(conversation !== undefined && { conversation: conversation.id }) };
  const features = await readFeatures(setting.features, input, { timeoutMs, logger, signal });
  const known = features ?? unknownFeatures(about);
  const gathered = await gatherEvidence({
    sources: setting.sources,
    context,
    features: known,
    scopes: setting.scopes({ tenant, conversation }),
    limit,
    timeoutMs: setting.sourceTimeoutMs,
    logger,
    signal,
  });
  return { features, known, gathered };
}

export interface Outcomes extends MadeDrafts, Pick<Read, 'features' | 'gathered'> {}

/** From a question to what may be proposed or is withheld: features, evidence, drafts, validation, policy. */
export async function outcomesFor(
  setting: RecommenderSetting,
  question: Question & {
    readonly kinds: readonly ProposalKind[];
    readonly asked: 'desk' | 'suggest';
    readonly deskKinds?: readonly ReachedKind[] | undefined;
    readonly replyAtMost?: number | undefined;
    readonly onProgress?: ((progress: SuggestionProgress) => void) | undefined;
  },
  { signal }: { readonly signal: AbortSignal },
): Promise<Outcomes> {
  const { features, known, gathered } = await readQuestion(setting, question, { signal });
  const { context, kinds, asked, deskKinds, replyAtMost, onProgress } = question;
  const made = await makeDrafts(
    setting,
    { context, features: known, gathered, kinds, asked, deskKinds, replyAtMost, onProgress },
    { signal },
  );
  return { ...made, features, gathered };
}
