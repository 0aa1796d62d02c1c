/**
 * PostgreSQL's text holds neither U+0000 nor half a surrogate pair, and ids come from desks that may send either. They are
 * written behind an escape character, which is escaped as well.
 */
const mark = '\ufdd0';
const halves = /\p{Surrogate}/gu;
const escaped = /\ufdd0(e|0|d[89a-f][0-9a-f]{2})/g;

export function toText(text: string): string {
  if (!text.includes('\0') && !text.includes(mark) && text.search(halves) === -1) return text;
  return text
    .replaceAll(mark, `${mark}e`)
    .replaceAll('\0', `${mark}0`)
    .replace(halves, (half) => mark + half.charCodeAt(0).toString(16));
}

export function fromText(text: string): string {
  if (!text.includes(mark)) return text;
  return text.replace(escaped, (_, what: string) => {
    if (what === 'e') return mark;
    return what === '0' ? '\0' : String.fromCharCode(Number.parseInt(what, 16));
  });
}
