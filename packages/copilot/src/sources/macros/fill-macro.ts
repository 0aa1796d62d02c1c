/** `{{customer.name}}`, `{{ order }}`, `{{ticket.requester.first_name}}`. */
const placeholder = /\{\{[ \t]{0,8}([\p{L}_][\p{L}\p{N}_.-]{0,127})[ \t]{0,8}\}\}/gu;

export interface FilledMacro {
  readonly text: string;
  /** Placeholders without a value, each once, in order; they stand in the text as they were. */
  readonly missing: readonly string[];
}

/** The names of a macro's placeholders, each once, in order. */
export const placeholdersOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(placeholder)].map(([, name]) => name ?? '')),
];

/**
 * A macro's text with its placeholders filled in. A value is put in as it is, once: what looks like a placeholder in it stays text. One
 * that is empty counts as missing.
 */
export function fillMacro(text: string, values: Readonly<Record<string, string | undefined>>): FilledMacro {
  const missing = new Set<string>();
  const filled = text.replace(placeholder, (found, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined && value.trim() !== '') return value;
    missing.add(name);
    return found;
  });
  return { text: filled, missing: [...missing] };
}
