import { type Clock, type Evidence, systemClock } from '@deskrail/contracts';
import { languageOf } from './articles/article.js';
import { markdownArticle } from './articles/markdown.js';
import { asLibraryArticle, createLibrary } from './library.js';
import { librarySource } from './library-source.js';
import type { PassageSource } from './passage-source.js';

/** A text of the embedder's own. */
export interface SourceDocument {
  readonly id: string;
  readonly title?: string;
  /** Plain text or Markdown. */
  readonly text: string;
  readonly url?: string;
  /** Access scopes; empty: public. */
  readonly scope?: readonly string[];
  /** ISO 639-1. */
  readonly language?: string;
}

export interface DocumentsOptions {
  readonly documents: readonly SourceDocument[];
  /** Of the source: ids of its evidence begin with it. Default: `documents`. */
  readonly name?: string;
  /** Default: `document`. */
  readonly kind?: Evidence['source']['kind'];
  readonly clock?: Clock;
}

/** Texts that are there already, in memory, as evidence. An id that stands twice counts once: the last. */
export function documentList({
  documents,
  name = 'documents',
  kind = 'document',
  clock = systemClock,
}: DocumentsOptions): PassageSource {
  const library = createLibrary(kind);
  for (const { id, title, text, url, scope, language } of documents) {
    const read = markdownArticle(text, title ?? id);
    const spoken = languageOf(language) ?? read.language;
    const article = {
      ...read,
      title: title ?? read.title,
      ...(url !== undefined && { url }),
      scope: scope ?? read.scope,
      ...(spoken !== undefined && { language: spoken }),
    };
    library.put(id, [asLibraryArticle(`${name}/${id}`, article)]);
  }
  return librarySource({ name, library, clock });
}
