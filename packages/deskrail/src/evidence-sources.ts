import type { Clock, EvidenceSource, Logger, Store } from '@deskrail/contracts';
import { articleFolder, resolvedConversations } from '@deskrail/copilot';
import type { DeskrailOptions } from './options.js';

/** Articles first, then what helped in earlier conversations, then the embedder's own. Throws `config-invalid`. */
export async function evidenceSources({
  options,
  store,
  clock,
  logger,
}: {
  readonly options: DeskrailOptions;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<readonly EvidenceSource[]> {
  const folders = [options.knowledge ?? []].flat();
  const articles = folders.map((folder, index) =>
    articleFolder({ folder, name: index === 0 ? 'articles' : `articles-${index + 1}`, clock, logger }),
  );
  // A folder that cannot be read is told now, not at the first customer's message.
  for (const source of articles) await source.refresh();
  return [...articles, resolvedConversations({ store, clock, logger }), ...(options.sources ?? [])];
}
