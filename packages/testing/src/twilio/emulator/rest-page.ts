type Json = Readonly<Record<string, unknown>>;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly number: number;
  readonly size: number;
  readonly start: number;
  /** Query of the next page. */
  readonly next: string | undefined;
}

/** A page goes on after the last one's sid, so that what comes in meanwhile shifts nothing. */
function pageOf<Item extends { readonly sid: string }>(
  all: readonly Item[],
  query: URLSearchParams,
  usualSize: number,
): Page<Item> {
  const size = Math.min(1_000, Math.max(1, Number.parseInt(query.get('PageSize') ?? '', 10) || usualSize));
  const number = Math.max(0, Number.parseInt(query.get('Page') ?? '0', 10) || 0);
  const after = query.get('PageToken')?.replace(/^PA/, '');
  const start = after === undefined ? number * size : all.findIndex(({ sid }) => sid === after) + 1;
  const items = all.slice(start, start + size);
  const next = new URLSearchParams(query);
  next.set('PageSize', String(size));
  next.set('Page', String(number + 1));
  next.set('PageToken', `PA${items.at(-1)?.sid ?? ''}`);
  return { items, number, size, start, next: start + size < all.length ? next.toString() : undefined };
}

/** As the 2010 API pages: relative addresses beside the items, 50 a page. */
export function classicPage<Item extends { readonly sid: string }>(
  key: string,
  all: readonly Item[],
  url: URL,
  json: (item: Item) => Json,
): Json {
  const { items, number, size, start, next } = pageOf(all, url.searchParams, 50);
  const first = new URLSearchParams(url.searchParams);
  first.delete('PageToken');
  first.set('PageSize', String(size));
  first.set('Page', '0');
  return {
    [key]: items.map(json),
    ...{ page: number, page_size: size, start, end: Math.max(0, start + items.length - 1) },
    ...{ first_page_uri: `${url.pathname}?${first}`, previous_page_uri: null, uri: `${url.pathname}${url.search}` },
    next_page_uri: next === undefined ? null : `${url.pathname}?${next}`,
  };
}

/** As newer APIs page: whole addresses under `meta`. */
export function metaPage<Item extends { readonly sid: string }>(
  key: string,
  all: readonly Item[],
  url: URL,
  json: (item: Item) => Json,
): Json {
  const { items, number, size, next } = pageOf(all, url.searchParams, 50);
  const at = `${url.origin}${url.pathname}`;
  return {
    [key]: items.map(json),
    meta: {
      ...{ page: number, page_size: size, key, url: url.href, previous_page_url: null },
      ...{
        first_page_url: `${at}?PageSize=${size}&Page=0`,
        next_page_url: next === undefined ? null : `${at}?${next}`,
      },
    },
  };
}
