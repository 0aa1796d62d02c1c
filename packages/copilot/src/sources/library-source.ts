import type { Clock } from '@deskrail/contracts';
import type { Library } from './library.js';
import type { PassageSource } from './passage-source.js';

/** A library as a source of evidence. `fresh` may let what is older than a moment do; `refresh` may not. */
export function librarySource({
  name,
  library,
  fresh = async () => {},
  refresh = fresh,
  clock,
}: {
  readonly name: string;
  readonly library: Library;
  readonly fresh?: () => Promise<void>;
  readonly refresh?: () => Promise<void>;
  readonly clock: Clock;
}): PassageSource & Required<Pick<PassageSource, 'inspect' | 'owns' | 'knowledgeVersion'>> {
  const inspect: NonNullable<PassageSource['inspect']> = async (evidence, { scopes, signal }) => {
    await refresh();
    signal.throwIfAborted();
    return library.inspect(evidence, scopes);
  };
  return {
    name,
    async retrieve(query, { signal }) {
      await fresh();
      signal.throwIfAborted();
      const retrievedAt = new Date(clock.now()).toISOString();
      return library.find(query).map((piece) => ({ ...piece, retrievedAt }));
    },
    async rank(query, { signal }) {
      await fresh();
      signal.throwIfAborted();
      return library.rank(query);
    },
    inspect,
    check: async (evidence, options) => (await inspect(evidence, options)).state,
    owns: ({ source }) => source.id.startsWith(`${name}/`),
    async knowledgeVersion() {
      await fresh();
      return library.version();
    },
    async passages({ signal }) {
      await fresh();
      signal.throwIfAborted();
      return library.passages();
    },
  };
}
