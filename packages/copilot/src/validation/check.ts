import type { CopilotContext, Draft, Evidence, FeatureSet, Finding } from '@deskrail/contracts';

/** What a check found, such as `unsupported-sentence`. */
export type Flag = string;

/** What a check may know beside the draft, its context and the evidence that it cites. */
export interface CheckAbout {
  /** Of the message that is answered; absent where nobody read them, as with a reviewer's words. */
  readonly features?: FeatureSet | undefined;
  /** Hosts, or addresses that a link begins with, that may stand in any reply. */
  readonly allowedLinks: readonly string[];
  /** How long a reply the conversation's desk sends, where that is known. */
  readonly replyAtMost?: number | undefined;
}

/**
 * One thing to look at before a draft is let through: a flag for the whole, or a finding with its sentence. Returns
 * nothing where all is well; has no effect.
 */
export type Check = (
  draft: Draft,
  context: CopilotContext,
  evidence: readonly Evidence[],
  about: CheckAbout,
) => readonly (Flag | Finding)[] | Promise<readonly (Flag | Finding)[]>;
