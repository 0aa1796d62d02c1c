/** Their content is no text. */
const dropped = new Set(['script', 'style', 'title', 'template']);
const paragraphs = new Set('p h1 h2 h3 h4 h5 h6 ul ol table pre blockquote hr'.split(' '));
const lines = new Set(
  'div li tr dt dd dl section article header footer main aside nav address figure figcaption form fieldset body'.split(
    ' ',
  ),
);
const cells = new Set(['td', 'th']);

/**
 * What a reader of the HTML sees, as plain text: blocks on lines of their own, white space collapsed outside `<pre>`,
 * entities decoded, scripts and styles left out, quoted replies kept. Takes any input, in time that grows with its length.
 */
export function htmlToText(html: string): string {
  const page = new Page();
  let at = 0;
  // Once a quotation mark has no partner, none counts any more: else every tag could look through all the rest.
  let quotes = true;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    page.text(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const name = tagName.exec(html.slice(open, open + 34))?.[1]?.toLowerCase();
    if (name === undefined) {
      const end = skipped(html, open);
      if (end === open) page.text('<');
      at = end === open ? open + 1 : end;
      continue;
    }
    let end = endOfTag(html, open, quotes);
    if (end < 0 && quotes) {
      quotes = false;
      end = endOfTag(html, open, quotes);
    }
    if (end < 0) {
      page.text(html.slice(open));
      break;
    }
    at = end;
    if (name.startsWith('/')) page.close(name.slice(1));
    else if (dropped.has(name)) at = afterClosing(html, name, end);
    else page.open(name);
  }
  return page.read();
}

const tagName = /^<(\/?[a-z][a-z0-9:-]{0,31})/i;

/** After a comment, a doctype or a closing tag without a name; where none begins, the same place. */
function skipped(html: string, open: number): number {
  const isComment = html.startsWith('<!--', open);
  if (!isComment && !/[!?/]/.test(html[open + 1] ?? '')) return open;
  const end = html.indexOf(isComment ? '-->' : '>', open + 2);
  return end < 0 ? html.length : end + (isComment ? 3 : 1);
}

/** After its `>`; below 0 where it has none. */
function endOfTag(html: string, open: number, quotes: boolean): number {
  if (!quotes) return html.indexOf('>', open) + 1 || -1;
  let quote = '';
  for (let at = open; at < html.length; at += 1) {
    const character = html[at] as string;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return -1;
}

function afterClosing(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}[^>]{0,64}>`, 'gi');
  closing.lastIndex = from;
  return closing.test(html) ? closing.lastIndex : html.length;
}

/** White space that is more than single blanks. */
const loose = /[\t\n\f\r\u00a0]| {2}/;

/** The text so far, and what must come between it and the next word. */
class Page {
  private readonly parts: string[] = [];
  private breaks = 0;
  private space = false;
  private preformatted = 0;

  text(given: string): void {
    const decoded = decodeEntities(given);
    if (this.preformatted > 0) this.lines(decoded);
    else this.words(decoded);
  }

  private words(given: string): void {
    const words = loose.test(given) ? given.replace(/[\t\n\f\r \u00a0]+/g, ' ') : given;
    const trimmed = words.trim();
    if (words.startsWith(' ')) this.space = true;
    if (trimmed === '') return;
    this.write(trimmed);
    this.space = words.endsWith(' ');
  }

  private lines(given: string): void {
    for (const [index, line] of given.split(/\r?\n/).entries()) {
      if (index > 0) this.breaks = Math.min(this.breaks + 1, 2);
      if (line.trim() !== '') this.write(line.trimEnd());
    }
  }

  private write(words: string): void {
    if (this.parts.length > 0) this.parts.push(this.breaks > 0 ? '\n'.repeat(this.breaks) : this.space ? ' ' : '');
    this.parts.push(words);
    this.breaks = 0;
    this.space = false;
  }

  open(name: string): void {
    if (name === 'br') this.breaks = Math.min(this.breaks + 1, 2);
    else if (cells.has(name)) this.space = true;
    else this.block(name);
    if (name === 'pre') this.preformatted += 1;
    if (name === 'li') this.text('- ');
  }

  close(name: string): void {
    this.block(name);
    if (name === 'pre') this.preformatted = Math.max(0, this.preformatted - 1);
  }

  private block(name: string): void {
    this.breaks = Math.max(this.breaks, paragraphs.has(name) ? 2 : lines.has(name) ? 1 : 0);
  }

  read(): string {
    return this.parts.join('');
  }
}

/** Names of the characters from U+00A0 on, one after the other. */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** Those that editors of desks write; any other stays as it stands there. */
const entities: ReadonlyMap<string, string> = new Map([
  ...latin.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", shy: '', zwnj: '', hellip: '…', bull: '•' }),
  ...Object.entries({ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', euro: '€', trade: '™' }),
]);

const entity = /&(?:#(\d{1,8})|#[xX]([\da-fA-F]{1,7})|([a-zA-Z]{2,8}[1-4]{0,2}));/g;

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(entity, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '\ufffd';
  });
}
