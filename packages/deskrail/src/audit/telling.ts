export type Texts = readonly { readonly label: string; readonly text: string }[];

/** An event in words; texts only as the store still has them. */
export interface Telling {
  readonly what: string;
  /** Whose doing it was, where that is not the event's own actor. */
  readonly who?: string | undefined;
  /** The customer's first words are in it, and in no message of their own. */
  readonly opening?: boolean;
  readonly details?: readonly string[];
  readonly texts?: Texts;
}

export const erasedText = '(erased, or kept no longer)';
