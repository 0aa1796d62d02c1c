import { createClient } from '@deskrail/client';

/** What a running instance knows of a ticket: an event that is sent by hand should not change it by accident. */
export interface KnownTicket {
  readonly subject: string | undefined;
  readonly tags: readonly string[];
  readonly requester: { readonly id: string; readonly name: string | undefined } | undefined;
}

const timeoutMs = 2_000;

/** `undefined` where the ticket is new, or the key does not open the instance: then the event speaks for itself. */
export async function knownTicket(options: {
  readonly url: string;
  readonly key: string;
  readonly connection: string;
  readonly ticket: string;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}): Promise<KnownTicket | undefined> {
  const { url, key, fetch, signal } = options;
  const client = createClient({ url, key, fetch, timeoutMs, retries: 0 });
  try {
    const id = `conversation:${options.connection}:${options.ticket}`;
    const { subject, tags, requester, messages } = await client.conversations.get(id, { signal });
    // A case's opening names its customer by id alone; their messages say who that is.
    const authors = messages.map(({ author }) => author).filter(({ kind }) => kind === 'customer');
    const requesterId = requester?.id ?? authors[0]?.id;
    if (requesterId === undefined) return { subject, tags, requester: undefined };
    const name = requester?.name ?? authors.find((author) => author.id === requesterId)?.name;
    return { subject, tags, requester: { id: requesterId, name } };
  } catch {
    return undefined;
  }
}
