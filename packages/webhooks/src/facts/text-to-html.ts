const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Plain text as HTML that shows the same: escaped, a paragraph per block of lines, `<br>` between its lines. */
export function textToHtml(text: string): string {
  const escaped = text.replace(/[&<>"']/g, (character) => escapes[character] as string);
  const paragraphs: string[][] = [[]];
  for (const line of escaped.split(/\r\n|\r|\n/)) {
    if (line.trim() === '') paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
  }
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `<p>${lines.join('<br>')}</p>`)
    .join('');
}
