import { createClient, type DeskrailClient } from '@deskrail/client';

/** Whose claims are given back, and whose session ends, even by a page that is being closed: the session last. */
export function pageClient(options: { readonly url: string; readonly key: string }): DeskrailClient {
  const releasing = new Set<Promise<unknown>>();
  const client = createClient({
    ...options,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (url.endsWith('/session/end')) return fetch(input, { ...init, keepalive: true });
      if (!url.endsWith('/claim/release')) return fetch(input, init);
      const released = fetch(input, { ...init, keepalive: true });
      const settled = released.catch(() => {}).finally(() => releasing.delete(settled));
      releasing.add(settled);
      return released;
    },
  });
  return {
    ...client,
    async signOut(callOptions) {
      // What the desk gives back as it closes is on its way by then.
      await new Promise((resolve) => setTimeout(resolve));
      await Promise.all(releasing);
      return client.signOut(callOptions);
    },
  };
}
