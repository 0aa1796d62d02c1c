const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A person's words as the desk keeps them: HTML. */
export const htmlOf = (text: string): string =>
  `<div>${text.replace(/[&<>"]/g, (character) => escapes[character] ?? character).replace(/\r?\n/g, '<br>')}</div>`;

/** What the desk gives beside the HTML as `body_text` or `description_text`. */
export function textOf(html: string): string {
  const plain = html
    .replace(/<(br|\/p|\/div)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|nbsp);/g, (_whole, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? ' ')
    .replace(/&amp;/g, '&');
  return plain.replace(/\n+/g, '\n').trim();
}

/** What comes by the API goes through the desk's own filter and into a `div`: it does not come back as it was sent. */
export const storedHtml = (body: string): string =>
  `<div>${body.replace(/<(script|style|iframe)\b[^>]*>[\s\S]*?<\/\1>/gi, '').trim()}</div>`;
