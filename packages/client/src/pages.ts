import type { Page } from '@deskrail/contracts';

/**
 * Everything that a paged query finds, page by page as the caller asks for more. Ends with the last page; a cursor that
 * a page repeats ends it too, so that a server's mistake is no endless loop.
 */
export async function* allPages<Item>(
  first: string | undefined,
  load: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor = first;
  do {
    const page = await load(cursor);
    yield* page.items;
    if (page.next === cursor) return;
    cursor = page.next;
  } while (cursor !== undefined);
}
