import { type ApiKeyView, DeskrailError, type KeptKeys } from '@deskrail/contracts';

/** A store's keys in memory, for tests. */
export function fakeKeys(): KeptKeys {
  const held = new Map<string, ApiKeyView>();
  return {
    async add(key, hash) {
      if (held.has(hash)) throw new DeskrailError('conflict', 'It is there.');
      held.set(hash, key);
    },
    find: async (hash) => held.get(hash),
    list: async (tenant) => [...held.values()].filter((key) => key.tenant === tenant),
    async change(tenant, id, change) {
      for (const [hash, key] of held) {
        if (key.tenant !== tenant || key.id !== id) continue;
        const changed = { ...key, ...change };
        held.set(hash, changed);
        return changed;
      }
      throw new DeskrailError('not-found', 'There is no such key.');
    },
  };
}
