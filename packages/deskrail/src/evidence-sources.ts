import { readdir, rm } from 'node:fs/promises';
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
} from '@deskrail/copilot/recommend';
import type { DeskrailOptions } from './options.js';

interface Given {
  readonly options: DeskrailOptions;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where evidence is looked for. */
export interface EvidenceSources {
  readonly sources: readonly EvidenceSource[];
  /** Closes the sources that were opened here; those of the options are their owner's. */
  close(): Promise<void>;
}

/**
 * Articles first, then macros, what is wrong now, what reviewers let through and what helped in earlier conversations,
 * then the embedder's own. Articles and their index are kept in the data directory, where there is one. Throws `config-invalid`.
 */
export async function evidenceSources({ options, store, clock, logger }: Given): Promise<EvidenceSources> {
  const said = { clock, logger };
  const folders = [options.knowledge ?? []].flat();
  const names = folders.map((_, index) => (index === 0 ? 'articles' : `articles-${index + 1}`));
  const kept = options.data === undefined ? undefined : join(options.data, 'knowledge');
  if (kept !== undefined) await forgetOthers(kept, names);
  const articles = folders.map((folder, index) => {
    const name = names[index] ?? '';
    return articleFolder({ folder, name, ...(kept && { cache: join(kept, fileOf(name)) }), ...said });
  });
  const canned = options.macros === undefined ? [] : [macros({ file: options.macros, ...said })];
  // What cannot be read is told now, not at the first customer's message.
  for (const source of [...articles, ...canned]) await source.refresh();
  const fused = (source: PassageSource) => withMeaning(source, { options, ...said });
  const own: readonly EvidenceSource[] = [
    ...articles.map(fused),
    ...canned.map(fused),
    incidentNotes({ store, clock }),
    ...[acceptedAnswers({ store, ...said }), resolvedConversations({ store, ...said })].map(fused),
  ];
  return {
    sources: [...own, ...(options.sources ?? [])],
    close: async () => void (await Promise.all(own.map((source) => source.close?.()))),
  };
}

const ending = '.kept';
const fileOf = (name: string): string => `${name}${ending}`;

/** Articles of folders that are configured no longer are not to lie about. */
async function forgetOthers(folder: string, names: readonly string[]): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  const gone = found.filter((file) => file.endsWith(ending) && !names.map(fileOf).includes(file));
  await Promise.all(gone.map((file) => rm(join(folder, file), { force: true })));
}

function withMeaning(source: PassageSource, { options, clock, logger }: Omit<Given, 'store'>): PassageSource {
  const { embeddings, data } = options;
  if (embeddings === undefined) return source;
  const cache = data === undefined ? {} : { cache: join(data, 'vectors', `${source.name}.vectors`) };
  return withEmbeddings({ source, embeddings, ...cache, clock, logger });
}
