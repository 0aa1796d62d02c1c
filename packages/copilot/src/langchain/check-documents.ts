import type { Evidence, EvidenceNow } from '@deskrail/contracts';
import { rate } from './rate.js';
import { type Asker, mayRead, type ReadDocument } from './read-document.js';

/** What has become of a quote, by the documents in which it may stand now. */
export function nowIn(documents: readonly ReadDocument[], evidence: Evidence, asker: Asker): EvidenceNow {
  const { source, span, quote } = evidence;
  const readable = documents.filter((document) => mayRead(document, asker));
  const same = readable.filter((document) => document.source.id === source.id);
  if (same.some(({ text }) => text.slice(span.start, span.end) === quote)) return { state: 'unchanged', span, quote };
  // Under the same id first; a store that was filled anew may know the text under another.
  for (const { text } of [...same, ...readable]) {
    const start = text.indexOf(quote);
    if (start >= 0) return { state: 'moved', span: { start, end: start + quote.length }, quote };
  }
  if (same.length === 0) {
    return { state: documents.some((document) => document.source.id === source.id) ? 'no-longer-permitted' : 'gone' };
  }
  const [nearest] = rate(
    same.map((document) => ({ document })),
    { text: quote, earlier: [], limit: 1 },
    evidence.retrievedAt,
  );
  return { state: 'changed', ...(nearest !== undefined && { span: nearest.span, quote: nearest.quote }) };
}
