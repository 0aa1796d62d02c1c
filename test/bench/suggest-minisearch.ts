import type { RetrievalDoc, RetrievalQuery } from '@deskrail/copilot';
import MiniSearch from 'minisearch';
import { percentile, round } from './report.ts';

/** The same documents and questions in MiniSearch, set as its users set it: title first, prefixes, and misspellings. */
export function inMiniSearch(docs: readonly RetrievalDoc[], queries: readonly RetrievalQuery[]) {
  const index = new MiniSearch({
    fields: ['title', 'text'],
    searchOptions: {
      boost: { title: 2 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  const beganMs = performance.now();
  index.addAll([...docs]);
  const indexSeconds = (performance.now() - beganMs) / 1_000;
  const times: number[] = [];
  let [first, ten] = [0, 0];
  for (const { id, text, rel } of queries) {
    const askedMs = performance.now();
    const found = index.search(text).slice(0, 10);
    times.push(performance.now() - askedMs);
    const place = found.findIndex((hit) => hit.id !== id && rel.includes(String(hit.id)));
    if (place === 0) first += 1;
    if (place >= 0) ten += 1;
  }
  const share = (part: number) => round(part / queries.length, 3);
  return {
    ...{ hitAt1: share(first), hitAt10: share(ten), indexSeconds: round(indexSeconds) },
    ...{ p50: round(percentile(times, 50)), p95: round(percentile(times, 95)) },
  };
}
