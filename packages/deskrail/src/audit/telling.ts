export type Texts = readonly { readonly label: string; readonly text: string }[];

/** An event in words; texts only as the store still has them. */
export interface Telling {
  readonly what: string;
  readonly details?: readonly string[];
  readonly texts?: Texts;
}

export const erasedText = '(erased, or kept no longer)';
