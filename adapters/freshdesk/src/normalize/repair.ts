const escapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * JSON in which placeholders were put in with line breaks or tabs, and nothing else is wrong: those are escaped where they
 * stand inside a text. Which quotation marks open and close a text is not touched, so nothing is guessed.
 */
export function escapeLineBreaks(json: string): string {
  let inText = false;
  let escaped = false;
  return json.replace(/["\\\n\r\t]|[^"\\\n\r\t]+/g, (part) => {
    if (escaped) {
      escaped = false;
      return escapes.get(part)?.slice(1) ?? part;
    }
    if (part === '\\') escaped = inText;
    else if (part === '"') inText = !inText;
    else if (inText) return escapes.get(part) ?? part;
    return part;
  });
}
