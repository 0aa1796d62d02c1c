import { createClient, type DeskrailClient } from '@deskrail/client';

/** A client whose claims are given back even by a page that is being closed. */
export const pageClient = (options: { readonly url: string; readonly key: string }): DeskrailClient =>
  createClient({
    ...options,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return fetch(input, url.endsWith('/claim/release') ? { ...init, keepalive: true } : init);
    },
  });
