/** What signing in leaves behind: a key for the session, and whose it is. */
export interface StoredSession {
  readonly key: string;
  readonly actor: string;
}

const storageKey = 'deskrail.session';

/** The one-time code of an address that ends in `#code=…`; it is taken out of the address bar and the history at once. */
export function takeCode(location: Location, history: History): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const code = fragment.get('code');
  if (code === null) return undefined;
  fragment.delete('code');
  const rest = fragment.toString();
  history.replaceState(history.state, '', `${location.pathname}${location.search}${rest ? `#${rest}` : ''}`);
  return code || undefined;
}

/** For as long as the tab lives; a storage that is closed to the page means signing in again after a reload. */
export function readSession(storage: Storage): StoredSession | undefined {
  try {
    const session = JSON.parse(storage.getItem(storageKey) ?? 'null') as Partial<StoredSession> | null;
    return session?.key && session.actor ? { key: session.key, actor: session.actor } : undefined;
  } catch {
    return undefined;
  }
}

export function keepSession(storage: Storage, session: StoredSession | undefined): void {
  try {
    if (session) storage.setItem(storageKey, JSON.stringify(session));
    else storage.removeItem(storageKey);
  } catch {
    // As above.
  }
}
