import { type FieldError, invalid } from './rest-refusal.js';

interface Page<Item> {
  readonly items: readonly Item[];
  /** A `Link` to the next page, where there is one. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Freshdesk pages by number: 30 a page, 100 at most. */
export function pageOf<Item>(all: readonly Item[], url: URL): Page<Item> {
  const errors: FieldError[] = [];
  const size = positive(url, 'per_page', 100, 30, errors);
  const page = positive(url, 'page', 300, 1, errors);
  if (errors.length > 0) throw invalid(errors);
  const items = all.slice((page - 1) * size, page * size);
  if (page * size >= all.length) return { items, headers: {} };
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  return { items, headers: { link: `<${next.href}>; rel="next"` } };
}

function positive(url: URL, field: string, most: number, usual: number, errors: FieldError[]): number {
  const given = url.searchParams.get(field);
  if (given === null) return usual;
  const number = /^\d+$/.test(given) ? Number(given) : 0;
  if (number >= 1 && number <= most) return number;
  const message = `It should be a Positive Integer less than or equal to ${most}`;
  errors.push({ field, message, code: 'invalid_value' });
  return usual;
}
