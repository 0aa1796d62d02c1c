import { type Clock, type KeptSessions, personId, type SessionView } from '@deskrail/contracts';

type Kept = Map<string, SessionView>;

/** A store's sessions in memory, for tests. */
export function fakeSessions(clock: Clock): KeptSessions & { readonly hashes: () => readonly string[] } {
  const codes: Kept = new Map();
  const sessions: Kept = new Map();
  const isLiving = ({ expiresAt }: SessionView) => Date.parse(expiresAt) > clock.now();
  const add = (kept: Kept, hash: string, view: SessionView, most: number) => {
    const own = [...kept].filter(([, { tenant }]) => tenant === view.tenant);
    for (const [oldest] of own.slice(0, Math.max(0, own.length - most + 1))) kept.delete(oldest);
    kept.set(hash, view);
  };
  const times = (forMs: number) => ({
    startedAt: new Date(clock.now()).toISOString(),
    expiresAt: new Date(clock.now() + forMs).toISOString(),
  });
  return {
    hashes: () => [...codes.keys(), ...sessions.keys()],
    async addCode(hash, owner, { forMs, most }) {
      add(codes, hash, { ...owner, ...times(forMs) }, most);
      return times(forMs).expiresAt;
    },
    async begin(codeHash, hash, { forMs, most }) {
      const code = codes.get(codeHash);
      codes.delete(codeHash);
      if (code === undefined || !isLiving(code)) return undefined;
      const view = { ...code, ...times(forMs) };
      add(sessions, hash, view, most);
      return view;
    },
    async find(hash) {
      const view = sessions.get(hash);
      return view && isLiving(view) ? view : undefined;
    },
    list: async (tenant) => [...sessions.values()].filter((view) => view.tenant === tenant && isLiving(view)),
    end: async (hash) => sessions.delete(hash),
    async endAll(tenant, person) {
      const isTheirs = (view: SessionView) => view.tenant === tenant && personId(view.name) === personId(person);
      for (const [hash, view] of codes) if (isTheirs(view)) codes.delete(hash);
      const theirs = [...sessions].filter(([, view]) => isTheirs(view));
      for (const [hash] of theirs) sessions.delete(hash);
      return theirs.filter(([, view]) => isLiving(view)).length;
    },
  };
}
