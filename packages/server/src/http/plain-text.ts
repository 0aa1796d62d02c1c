/** A text that may be a name or an id: not empty, no control character, no half of a surrogate pair. */
export const plainText = /^[^\p{Cc}\p{Cs}]+$/u;

export const isPlain = (text: string): boolean => plainText.test(text);
