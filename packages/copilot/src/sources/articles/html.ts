import { type Article, type Block, languageOf, passagesOf } from './article.js';
import { readHtml } from './html-page.js';

const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/**
 * An HTML page or fragment as an article: its text is what a reader sees, without navigation, forms and scripts; lists
 * have their marks, a table's rows are told as `- Service: Express; Cost: £7.90`. `<html lang>`, `<link rel="canonical">` and `<meta>` tags named
 * `title`, `url`, `scope`, `language` and `labels` say what a Markdown file's front matter would. Throws where it is
 * nested too deeply to be an article.
 */
export function htmlArticle(html: string, name: string): Article {
  const { lines, title, language, url, meta } = readHtml(html);
  const blocks: Block[] = [];
  let text = '';
  let heading = '';
  let topHeading: string | undefined;
  for (const line of lines) {
    text += text === '' ? '' : line.tight ? '\n' : '\n\n';
    const start = text.length;
    text += line.text;
    const last = blocks.at(-1);
    if (line.level > 0) {
      if (line.level === 1 && topHeading === undefined && blocks.length === 0) topHeading = line.text;
      else heading = line.text;
    } else if (line.tight && last !== undefined && last.heading === heading && last.end === start - 1) {
      blocks[blocks.length - 1] = { ...last, end: text.length };
    } else blocks.push({ heading, start, end: text.length });
  }
  const spoken = languageOf(meta.get('language') || language);
  const address = meta.get('url') || url;
  return {
    title: meta.get('title') || topHeading || title || name,
    text,
    ...(address && { url: address }),
    scope: listOf(meta.get('scope')),
    ...(spoken !== undefined && { language: spoken }),
    labels: listOf(meta.get('labels') ?? meta.get('keywords')),
    passages: passagesOf(text, blocks),
  };
}
