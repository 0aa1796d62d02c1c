import type { ProposalKind } from '@deskrail/contracts';

/** What a model is told before and after the data. `{fence}` in `system` stands for the token that marks the data. */
export interface PromptTemplate {
  readonly id: string;
  readonly version: string;
  readonly system: string;
  /** What to write of each kind. */
  readonly kinds: Readonly<Record<ProposalKind, string>>;
  readonly closing: string;
}
