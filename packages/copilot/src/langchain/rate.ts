import type { Evidence, EvidenceQuery } from '@deskrail/contracts';
import { createSearchIndex } from '../search/search-index.js';
import { passagesOf, type Span } from './passages.js';
import type { ReadDocument } from './read-document.js';

/** A document that a store or a retriever found. */
export interface FoundDocument {
  readonly document: ReadDocument;
  /** 0 to 1: how well it answers, by its vector. */
  readonly likeness?: number | undefined;
}

/** A few documents alone would all seem to speak of the same; beside empty ones a word that they share still counts. */
const emptyPassages = 64;
const passagesOfADocument = 2;

interface Rated {
  readonly found: FoundDocument;
  readonly span: Span;
}

/**
 * Evidence of what was found, best first: the passage of each document that answers best, and how well it does. That is
 * what our own index says of it, or its vector, whichever says more; so a score means what it means elsewhere.
 */
export function rate(
  documents: readonly FoundDocument[],
  { text, earlier, limit }: Pick<EvidenceQuery, 'text' | 'earlier' | 'limit'>,
  retrievedAt: string,
): readonly Omit<Evidence, 'id'>[] {
  const index = createSearchIndex<Rated | undefined>();
  const empty = { title: '', heading: '', body: '', meta: undefined };
  index.put('empty', Array(emptyPassages).fill(empty));
  const spans = documents.map(({ document }) => passagesOf(document.text));
  documents.forEach((found, at) => {
    const { source, text: whole } = found.document;
    const passages = (spans[at] ?? []).map((span) => ({
      title: source.title ?? '',
      heading: '',
      body: whole.slice(span.start, span.end),
      meta: { found, span },
    }));
    index.put(`found ${at}`, passages);
  });
  const rated = new Map(documents.map((found) => [found, [] as { span: Span; score: number }[]]));
  for (const { meta, score } of index.search(text, { limit: Math.max(1, index.size), earlier })) {
    if (meta === undefined) continue;
    const best = rated.get(meta.found);
    if (best !== undefined && best.length < passagesOfADocument) best.push({ span: meta.span, score });
  }
  documents.forEach((found, at) => {
    const best = rated.get(found);
    const first = best?.[0] ?? { span: spans[at]?.[0], score: 0 };
    const score = Math.max(first.score, found.likeness ?? 0);
    if (first.span !== undefined && score > 0) best?.splice(0, 1, { span: first.span, score });
  });
  return [...rated]
    .flatMap(([{ document }, passages]) =>
      passages.map(({ span, score }) => ({
        source: document.source,
        version: document.version,
        span,
        quote: document.text.slice(span.start, span.end),
        score: Math.min(1, score),
        retrievedAt,
        scope: [...document.scope],
      })),
    )
    .toSorted((one, other) => other.score - one.score)
    .slice(0, limit);
}

/** Each document once, in the order they came. */
export function unlike<Found extends FoundDocument>(documents: readonly Found[]): readonly Found[] {
  const kept = new Map<string, Found>();
  for (const found of documents) {
    const key = `${found.document.source.id}\n${found.document.version}`;
    if (!kept.has(key)) kept.set(key, found);
  }
  return [...kept.values()];
}
