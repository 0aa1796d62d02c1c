import { Parser } from 'htmlparser2';
import { type HtmlLine, htmlLines } from './html-lines.js';

export interface HtmlPage {
  readonly lines: readonly HtmlLine[];
  /** Of the page's head. */
  readonly title: string | undefined;
  readonly language: string | undefined;
  readonly url: string | undefined;
  /** `<meta name="…" content="…">`, names in lower case. */
  readonly meta: ReadonlyMap<string, string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** What is no part of an article, wherever it stands. */
const left = words(`nav footer script style noscript template svg math iframe object canvas video audio form button
  select option textarea input dialog menu`);
/** Left out around the article, and kept inside it: its own heading, its notes. */
const leftAround = words('header aside');
const leftRoles = words('navigation banner contentinfo search complementary dialog');
const breaking = words(`address article aside blockquote body caption center dd details div dl dt fieldset figcaption
  figure h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul`);

const depthAtMost = 256;
const pieceAtOnce = 16_384;

interface Open {
  /** Left out, with all in it. */
  readonly out: boolean;
  readonly place: HtmlLine['place'];
}

function opened(name: string, attributes: Readonly<Record<string, string>>, around: Open): Open {
  const role = attributes.role?.toLowerCase() ?? '';
  const main = name === 'main' || role === 'main';
  const place = main ? 2 : name === 'article' && around.place === 0 ? 1 : around.place;
  const hidden = attributes.hidden !== undefined || attributes['aria-hidden'] === 'true';
  const boilerplate = left.has(name) || leftRoles.has(role) || (place === 0 && leftAround.has(name));
  return { out: around.out || hidden || boilerplate, place };
}

/**
 * The readable lines of an HTML page or fragment; where it has a `main` or an `article`, only what stands in that.
 * Throws where elements are nested deeper than any article's are.
 */
export function readHtml(html: string): HtmlPage {
  const writer = htmlLines();
  const meta = new Map<string, string>();
  const open: Open[] = [];
  const around = (): Open => open.at(-1) ?? { out: false, place: 0 };
  let inTitle = false;
  let title = '';
  let language: string | undefined;
  let url: string | undefined;

  function readHead(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'html') language = attributes.lang;
    if (name === 'meta' && attributes.name) meta.set(attributes.name.toLowerCase(), attributes.content ?? '');
    if (name === 'link' && attributes.rel?.toLowerCase() === 'canonical') url = attributes.href;
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      if (open.length >= depthAtMost) throw new Error(`Its elements are nested deeper than ${depthAtMost}.`);
      readHead(name, attributes);
      const state = opened(name, attributes, around());
      open.push(state);
      if (state.out) return;
      inTitle = name === 'title';
      if (name === 'br') writer.breakLine();
      else if (breaking.has(name)) {
        writer.enter(state.place);
        writer.open(name, attributes);
      }
    },
    ontext(text) {
      if (inTitle) title += text;
      else if (!around().out) writer.say(text);
    },
    onclosetag(name) {
      const { out } = open.pop() ?? { out: false };
      if (out) return;
      if (name === 'title') inTitle = false;
      if (!breaking.has(name)) return;
      writer.close(name);
      writer.enter(around().place);
    },
  });
  // In pieces, so that one that is nested too deeply is told before all of it is read.
  for (let at = 0; at < html.length; at += pieceAtOnce) parser.write(html.slice(at, at + pieceAtOnce));
  parser.end();
  writer.end();
  const heart = Math.max(0, ...new Set(writer.lines.map(({ place }) => place)));
  return {
    lines: writer.lines.filter(({ place }) => place === heart),
    title: title.replace(/\s+/gu, ' ').trim() || undefined,
    ...{ language, url, meta },
  };
}
