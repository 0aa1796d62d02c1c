import type { Method } from './linear.js';

export interface IntentGuess {
  readonly name: string;
  /** 0..1, calibrated: of the guesses with 0.8, four of five are right. */
  readonly confidence: number;
}

export interface IntentPrediction {
  /** What the whole text is most likely about, then what single sentences clearly ask beside it. Empty when out of scope. */
  readonly intents: readonly IntentGuess[];
  readonly outOfScope: boolean;
  /** Two intents too close to call: better to ask which one is meant. */
  readonly unsureBetween?: readonly [string, string];
  /** The most likely one even if the text seems out of scope: for measuring, not for acting on. */
  readonly guess?: IntentGuess;
}

/** What customers want, learned from labelled texts. */
export interface IntentModel {
  /** Name and version: another name after another training. */
  readonly name: string;
  readonly labels: readonly string[];
  /** Throws `aborted`. A text is looked at up to 4,000 characters. */
  predict(text: string, options?: { readonly signal?: AbortSignal }): Promise<IntentPrediction>;
  /** For a file; `loadIntentModel` reads it. */
  toBytes(): Uint8Array;
}

/** What is worth knowing of a training. */
export interface TrainingReport {
  /** `nearest-centroid` where there are under 5 examples a label: more is not in them. */
  readonly method: Method;
  /** Examples with a label, and labels; those out of scope are not counted. */
  readonly examples: number;
  readonly labels: number;
  readonly outOfScopeExamples: number;
  /** Measured while training on examples held back; what the model got that was then trained on all may be a little better. */
  readonly heldBack?: {
    readonly examples: number;
    readonly accuracy: number;
    /** Share of the right answers that the out-of-scope threshold gives up, of all in scope. */
    readonly givenUp: number;
  };
  /** Name of the embeddings that the model needs. */
  readonly embeddings?: string;
  /** How much the embeddings count, 0..1, as chosen on examples held back. */
  readonly embeddingsShare?: number;
  /** For the person who trained it: what to know, and what would help. */
  readonly warnings: readonly string[];
}

export interface TrainedIntentModel extends IntentModel {
  readonly report: TrainingReport;
}
