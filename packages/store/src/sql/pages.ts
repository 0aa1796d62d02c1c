import { DeskrailError, type Page, type PageQuery, type Row, type Sql, type SqlValue } from '@deskrail/contracts';

const usual = 50;
const most = 200;

/** Where a page ends: the time key and the id of its last item. */
type Place = readonly [key: string, id: string];

export interface PageRequest extends PageQuery {
  /** What to select, of what, which rows. */
  readonly text: string;
  readonly parameters: readonly SqlValue[];
  /** The columns that rows are ordered by, latest first unless said otherwise. */
  readonly key: string;
  readonly id: string;
  readonly order?: 'asc' | 'desc';
}

export interface Rows<Result extends Row> {
  readonly rows: readonly Result[];
  readonly next: string | undefined;
}

/** Read one page of rows; `text` selects the key as `page_key` and the id as `page_id`. */
export async function readPage<Result extends Row>(sql: Sql, request: PageRequest): Promise<Rows<Result>> {
  const { key, id, cursor, order = 'desc' } = request;
  const beyond = order === 'desc' ? '<' : '>';
  const limit = Math.max(1, Math.min(most, Math.trunc(request.limit ?? usual)));
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const from = after === undefined ? '' : ` and (${key}, ${id}) ${beyond} (?, ?)`;
  const parameters = [...request.parameters, ...(after === undefined ? [] : [after[0], after[1]]), limit + 1];
  const text = `${request.text}${from} order by ${key} ${order}, ${id} ${order} limit ?`;
  const found = await sql.all<Result & { page_key: string; page_id: string }>(text, parameters);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last ? cursorOf([last.page_key, last.page_id]) : undefined };
}

export const pageOf = <Item>(items: readonly Item[], next: string | undefined): Page<Item> => ({
  items,
  ...(next !== undefined && { next }),
});

const cursorOf = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function parseCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && place.length === 2 && place.every((part) => typeof part === 'string')) {
      return place as unknown as Place;
    }
  } catch {
    // Told below: what was given is no cursor of ours.
  }
  throw new DeskrailError(
    'request-invalid',
    'cursor is not one that a page gave as next. Leave it out to begin again.',
  );
}
