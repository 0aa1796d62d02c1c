import type { Evidence, EvidenceQuery } from '@deskrail/contracts';
import { createSearchIndex } from '../search/search-index.js';
import { fusedScore } from '../sources/vectors/fused.js';
import { passagesOf, type Span } from './passages.js';
import type { ReadDocument } from './read-document.js';

/** A document that a store or a retriever found. */
export interface FoundDocument {
  readonly document: ReadDocument;
  /** 0 to 1: how much it means what was asked, by its vector; counted with its words. */
  readonly likeness?: number | undefined;
  /** 0 to 1: how well it answers, as the retriever says; it counts where it is higher. */
  readonly told?: number | undefined;
}

const passagesOfADocument = 2;

interface Rated {
  readonly found: FoundDocument;
  readonly span: Span;
}

/**
 * Evidence of what was found, best first: the passages of each document that answer best, and how well they do. That is
 * what our own index says of them, with what their vector says where there is one; so a score means what it means elsewhere.
 */
export function rate(
  documents: readonly FoundDocument[],
  { text, earlier, language, limit }: Pick<EvidenceQuery, 'text' | 'earlier' | 'language' | 'limit'>,
  retrievedAt: string,
): readonly Omit<Evidence, 'id'>[] {
  const index = createSearchIndex<Rated>();
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
  const searched = { limit: Math.max(1, index.size), earlier, ...(language !== undefined && { language }) };
  const rated = new Map(documents.map((found) => [found, [] as { span: Span; score: number }[]]));
  for (const { meta, score } of index.search(text, searched)) {
    const best = rated.get(meta.found);
    if (best !== undefined && best.length < passagesOfADocument) best.push({ span: meta.span, score });
  }
  documents.forEach((found, at) => {
    const best = rated.get(found) ?? [];
    const [first = spans[at]?.[0]] = best.map(({ span }) => span);
    if (first !== undefined && best.length === 0) best.push({ span: first, score: 0 });
    best.forEach((passage, place) => {
      passage.score = scoreOf(passage.score, place === 0 ? found : { ...found, told: undefined });
    });
  });
  return [...rated]
    .flatMap(([{ document }, passages]) =>
      passages
        .filter(({ score }) => score > 0)
        .map(({ span, score }) => ({
          source: document.source,
          version: document.version,
          span,
          quote: document.text.slice(span.start, span.end),
          score,
          retrievedAt,
          scope: [...document.scope],
        })),
    )
    .toSorted((one, other) => other.score - one.score)
    .slice(0, limit);
}

function scoreOf(words: number, { likeness, told = 0 }: FoundDocument): number {
  const both = likeness === undefined ? words : fusedScore(words, likeness);
  return Math.min(1, Math.max(both, told));
}

/** Each document once, in the order they came. */
export function eachOnce<Found extends FoundDocument>(documents: readonly Found[]): readonly Found[] {
  const kept = new Map<string, Found>();
  for (const found of documents) {
    const key = `${found.document.source.id}\n${found.document.version}`;
    if (!kept.has(key)) kept.set(key, found);
  }
  return [...kept.values()];
}
