import { join } from 'node:path';
import type { Clock, EvidenceSource, Logger, Store } from '@deskrail/contracts';
import {
  acceptedAnswers,
  articleFolder,
  incidentNotes,
  macros,
  type PassageSource,
  resolvedConversations,
  withEmbeddings,
} from '@deskrail/copilot';
import type { DeskrailOptions } from './options.js';

interface Given {
  readonly options: DeskrailOptions;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Articles first, then macros, what is wrong now, what reviewers let through and what helped in earlier conversations,
 * then the embedder's own. Throws `config-invalid`.
 */
export async function evidenceSources({ options, store, clock, logger }: Given): Promise<readonly EvidenceSource[]> {
  const said = { clock, logger };
  const folders = [options.knowledge ?? []].flat();
  const articles = folders.map((folder, index) =>
    articleFolder({ folder, name: index === 0 ? 'articles' : `articles-${index + 1}`, ...said }),
  );
  const canned = options.macros === undefined ? [] : [macros({ file: options.macros, ...said })];
  // What cannot be read is told now, not at the first customer's message.
  for (const source of [...articles, ...canned]) await source.refresh();
  const fused = (source: PassageSource) => withMeaning(source, { options, ...said });
  return [
    ...articles.map(fused),
    ...canned.map(fused),
    incidentNotes({ store, clock }),
    ...[acceptedAnswers({ store, ...said }), resolvedConversations({ store, ...said })].map(fused),
    ...(options.sources ?? []),
  ];
}

function withMeaning(source: PassageSource, { options, clock, logger }: Omit<Given, 'store'>): PassageSource {
  const { embeddings, data } = options;
  if (embeddings === undefined) return source;
  const cache = data === undefined ? {} : { cache: join(data, 'vectors', `${source.name}.vectors`) };
  return withEmbeddings({ source, embeddings, ...cache, clock, logger });
}
