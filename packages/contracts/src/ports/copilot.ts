import type {
  EvidenceAnswer,
  EvidenceCheck,
  EvidenceInput,
  ResolveAction,
  SubmitVerdict,
  SuggestionAnswer,
  SuggestionInput,
  SuggestionProgress,
} from '../requests.js';
import type { ActionView, RecommendationView, VerdictView } from '../views/recommendation.js';
import type { Person } from './review.js';

export interface GivenVerdict {
  readonly verdict: VerdictView;
  readonly recommendation: RecommendationView;
  /** The same verdict had been given before; this is its answer again. */
  readonly repeated: boolean;
}

/** Where "suggested" becomes "approved". */
export interface ReviewDesk {
  /**
   * Throws `not-found`, `stale-hash` (details: `hash`, `recommendation`), `already-decided` (details: `winner`),
   * `superseded` (details: `by`, `reason`), `expired`, `idempotency-mismatch`, `request-invalid`, `forbidden` (details:
   * `role`, `queue`), `claimed` (details: `holder`, `expiresAt`), `claim-lost`, `evidence-changed` (details: `evidence`,
   * `confirmation`), `limit-reached` (details: `limit`, `role`), `conflict` (retryable: it changed while it was looked at).
   */
  give(
    input: Person & {
      readonly recommendationId: string;
      readonly request: SubmitVerdict;
      /** Remembered for 24 h. */
      readonly idempotencyKey?: string | undefined;
    },
  ): Promise<GivenVerdict>;
  /** A person's say on an uncertain action. Throws `not-found`, `conflict`, `forbidden`. */
  resolve(input: Person & { readonly actionId: string; readonly request: ResolveAction }): Promise<ActionView>;
  /** Take back what was approved and has not started. Throws `not-found`, `conflict` once it has, `forbidden`. */
  cancel(input: Person & { readonly actionId: string }): Promise<ActionView>;
  /**
   * Set the tags, the priority or the status back to what they were before an executed action: an action of its own, with
   * this person's verdict. Throws `not-found`, `conflict` where that cannot be (the details say why), `forbidden`.
   */
  undo(input: Person & { readonly actionId: string }): Promise<ActionView>;
}

/** Answers a chatbot now. */
export interface Copilot {
  /** Throws `not-found` for an unknown conversation, `request-invalid`, `timeout`. */
  suggest(
    input: { readonly tenant: string; readonly actor: string } & SuggestionInput,
    options: {
      readonly signal: AbortSignal;
      /**
       * Called while a reply is being made, where policy would let a draft of its kind be shown: all that has passed the
       * checks so far. Not called where the answer is there at once.
       */
      readonly onProgress?: ((progress: SuggestionProgress) => void) | undefined;
    },
  ): Promise<SuggestionAnswer>;
  /** What a suggestion for the text would be made from. Throws `not-found` for an unknown conversation, `request-invalid`. */
  evidence(
    input: { readonly tenant: string } & EvidenceInput,
    options: { readonly signal: AbortSignal },
  ): Promise<EvidenceAnswer>;
  /** Look again at what a recommendation quotes. Throws `not-found`. */
  checkEvidence(
    input: { readonly tenant: string; readonly recommendationId: string },
    options: { readonly signal: AbortSignal },
  ): Promise<EvidenceCheck>;
}
