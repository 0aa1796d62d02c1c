import { DeskrailError } from '@deskrail/contracts';

/** A text that may answer. */
export interface RetrievalDoc {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** A question, and the ids of the documents that answer it: none where no document does. */
export interface RetrievalQuery {
  readonly id: string;
  readonly text: string;
  /** What was said before, oldest first. */
  readonly prev: readonly string[];
  readonly rel: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

function wrong(what: string, line: number, why: string): DeskrailError {
  return new DeskrailError('config-invalid', `${what}, line ${line}: ${why}.`);
}

/** One JSON object a line; empty lines are passed over. */
function linesOf<Row>(
  text: string,
  what: string,
  read: (fields: Fields, fail: (why: string) => never) => Row,
): readonly Row[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const fail = (why: string): never => {
      throw wrong(what, index + 1, why);
    };
    let fields: unknown;
    try {
      fields = JSON.parse(index === 0 ? line.replace(/^\uFEFF/u, '') : line);
    } catch {
      return fail('it is no JSON; each line is one object');
    }
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fail('it is no JSON object');
    return [read(fields as Fields, fail)];
  });
}

function textIn(fields: Fields, name: string, fail: (why: string) => never, otherwise?: string): string {
  const value = fields[name] ?? otherwise;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : fail(`"${name}" is ${value === undefined ? 'missing' : 'no text'}`);
}

function listIn(fields: Fields, name: string, fail: (why: string) => never): readonly string[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) return fail(`"${name}" is no list`);
  return value.map((item) =>
    typeof item === 'string' || typeof item === 'number'
      ? String(item)
      : fail(`"${name}" holds something else than texts`),
  );
}

/** Documents as JSON Lines with `id`, `title` and `text`; one of the last two may be absent. Throws `config-invalid`. */
export function readRetrievalDocs(text: string): readonly RetrievalDoc[] {
  const seen = new Set<string>();
  const docs = linesOf(text, 'The documents', (fields, fail) => {
    const id = textIn(fields, 'id', fail);
    if (seen.has(id)) return fail(`the id ${JSON.stringify(id)} was there before`);
    seen.add(id);
    if (fields.title === undefined && fields.text === undefined) return fail('"title" and "text" are missing');
    return { id, title: textIn(fields, 'title', fail, ''), text: textIn(fields, 'text', fail, '') };
  });
  if (docs.length === 0) throw new DeskrailError('config-invalid', 'The documents are an empty file.');
  return docs;
}

/** Questions as JSON Lines with `id`, `text`, `rel` and perhaps `prev`. Throws `config-invalid`. */
export function readRetrievalQueries(text: string): readonly RetrievalQuery[] {
  const queries = linesOf(text, 'The questions', (fields, fail) => ({
    id: textIn(fields, 'id', fail),
    text: textIn(fields, 'text', fail),
    prev: listIn(fields, 'prev', fail),
    rel: listIn(fields, 'rel', fail),
  }));
  if (queries.length === 0) throw new DeskrailError('config-invalid', 'The questions are an empty file.');
  return queries;
}
