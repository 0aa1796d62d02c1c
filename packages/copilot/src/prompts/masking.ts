/** What hides personal data from a remote model for one request, and puts it back afterwards. */
export interface PromptMasking {
  mask(text: string): string;
  unmask(text: string): string;
  /** In every string of a JSON value, at any depth. */
  unmaskValue<Value>(value: Value): Value;
}

/** For a model that runs on this machine: nothing is hidden. */
export const noMasking: PromptMasking = {
  mask: (text) => text,
  unmask: (text) => text,
  unmaskValue: (value) => value,
};
