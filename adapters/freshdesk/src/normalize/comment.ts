import { type Connection, type FactIdentity, messageFactId } from '@deskrail/contracts';
import { digest, htmlToText } from '@deskrail/webhooks';

export interface Comment {
  readonly author: string | undefined;
  readonly html: string;
  readonly text: string;
}

const prefix = /^([^<>\n\r]{1,200}?) : /;

/** `Ada Lovelace : <div>…</div>` taken apart. `undefined` where there is no comment. */
export function readComment(value: unknown): Comment | undefined {
  if (typeof value !== 'string' || value.trim() === '' || /^\s*\{\{[^{}]*\}\}\s*$/.test(value)) return undefined;
  const said = value.trimStart();
  const found = prefix.exec(said);
  const html = found === null ? said : said.slice(found[0].length);
  return { author: found?.[1]?.trim(), html: html.trim(), text: htmlToText(html) };
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Of what a text says, however its lines and blocks are laid out. */
export const textDigest = (text: string): string | Promise<string> => digest(plain(text));

/**
 * An id for a comment that comes without its own: by what it says, who and when. `when` is the ticket's updated time, or
 * which occurrence of the same words it is.
 */
export async function commentId(comment: {
  readonly ticketId: string;
  readonly visibility: 'public' | 'private';
  readonly author: string | undefined;
  readonly text: string;
  readonly when?: string | number | undefined;
}): Promise<string> {
  const { ticketId, visibility, author = '', text, when } = comment;
  const made = await digest([ticketId, visibility, plain(author).toLowerCase(), plain(text), when ?? null]);
  return `comment-${made.slice('sha256:'.length, 39)}`;
}

/** The fact of a comment whose id was made. */
export const commentIdentity = (
  { tenant, id }: Connection,
  messageId: string,
  identity: FactIdentity['identity'],
): FactIdentity => ({ ...messageFactId({ tenant, connection: id }, messageId), identity });
