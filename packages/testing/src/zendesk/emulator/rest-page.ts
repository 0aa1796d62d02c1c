interface PageOf<Item> {
  readonly items: readonly Item[];
  /** The part of the answer beside the items. */
  readonly paging: Readonly<Record<string, unknown>>;
}

/** Both ways in which Zendesk pages: by cursor where the caller says `page[size]`, else by number; at most 100 a page. */
export function pageOf<Item>(all: readonly Item[], url: URL, idOf: (item: Item) => string): PageOf<Item> {
  const query = url.searchParams;
  const descending = query.get('sort_order') === 'desc' || query.get('sort')?.startsWith('-');
  const items = descending ? all.toReversed() : all;
  return query.has('page[size]') ? byCursor(items, url, idOf) : byNumber(items, url);
}

function byCursor<Item>(items: readonly Item[], url: URL, idOf: (item: Item) => string): PageOf<Item> {
  const query = url.searchParams;
  const size = limited(query.get('page[size]'));
  const after = query.get('page[after]');
  const before = query.get('page[before]');
  const placeOf = (cursor: string) => items.findIndex((item) => idOf(item) === atob(cursor));
  const end = before === null ? undefined : placeOf(before);
  const start = end === undefined ? (after === null ? 0 : placeOf(after) + 1) : Math.max(0, end - size);
  const page = items.slice(start, end ?? start + size);
  const cursorOf = (item: Item | undefined) => (item === undefined ? null : btoa(idOf(item)));
  const hasMore = end === undefined ? start + size < items.length : start > 0;
  const [beforeCursor, afterCursor] = [cursorOf(page[0]), cursorOf(page.at(-1))];
  return {
    items: page,
    paging: {
      meta: { has_more: hasMore, after_cursor: afterCursor, before_cursor: beforeCursor },
      links: {
        next: afterCursor === null ? null : linkTo(url, { 'page[after]': afterCursor }, 'page[before]'),
        prev: beforeCursor === null ? null : linkTo(url, { 'page[before]': beforeCursor }, 'page[after]'),
      },
    },
  };
}

function byNumber<Item>(items: readonly Item[], url: URL): PageOf<Item> {
  const size = limited(url.searchParams.get('per_page'));
  const page = Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1);
  const last = page * size >= items.length;
  return {
    items: items.slice((page - 1) * size, page * size),
    paging: {
      next_page: last ? null : linkTo(url, { page: String(page + 1) }),
      previous_page: page === 1 ? null : linkTo(url, { page: String(page - 1) }),
      count: items.length,
    },
  };
}

const limited = (size: string | null): number => Math.min(100, Math.max(1, Number.parseInt(size ?? '100', 10) || 100));

function linkTo(url: URL, set: Readonly<Record<string, string>>, drop?: string): string {
  const link = new URL(url);
  if (drop !== undefined) link.searchParams.delete(drop);
  for (const [key, value] of Object.entries(set)) link.searchParams.set(key, value);
  return link.href;
}
