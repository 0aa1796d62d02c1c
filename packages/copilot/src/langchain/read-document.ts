import { type Evidence, sha256Hex } from '@deskrail/contracts';
import type { DocumentInterface } from '@langchain/core/documents';

/** What there is to know of a document besides its text; what is left out comes from its metadata. */
export interface DocumentFacts {
  /** The same for the same document at every look, so that it can be checked later. */
  readonly id?: string;
  readonly kind?: Evidence['source']['kind'];
  readonly title?: string;
  readonly url?: string;
  /** Access scopes; an empty list: everybody of the tenant. */
  readonly scope?: readonly string[];
  /** Whose it is alone. Absent: every tenant's. */
  readonly tenant?: string;
}

/** Reads a document's metadata in the embedder's own words. */
export type ToEvidence = (document: DocumentInterface) => DocumentFacts;

/** A document as evidence is made of it. */
export interface ReadDocument {
  readonly source: Evidence['source'];
  readonly text: string;
  readonly version: string;
  readonly scope: readonly string[];
  readonly tenant: string | undefined;
}

/** Who asks. */
export interface Asker {
  readonly tenant: string;
  readonly scopes: readonly string[];
}

const idAtMost = 512;
const scopesAtMost = 50;
const scopeAtMost = 128;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** One scope or a list; anything else is nobody's to read, as it was meant to restrict something. */
function scopeOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isScope = (one: unknown): one is string => typeof one === 'string' && one !== '' && one.length <= scopeAtMost;
  return list.length <= scopesAtMost && list.every(isScope) ? list : undefined;
}

/** Where in its file a document stands: the page of a PDF, the line of a table, the lines that a splitter noted. */
function placeOf(metadata: DocumentInterface['metadata']): string {
  const loc = metadata.loc as { pageNumber?: unknown; lines?: { from?: unknown } } | undefined;
  const from = loc?.lines?.from;
  const page = typeof loc?.pageNumber === 'number' ? [`page=${loc.pageNumber}`] : [];
  const line = typeof from === 'number' ? from : metadata.line;
  return [...page, ...(typeof line === 'number' ? [`line=${line}`] : [])].join('&');
}

const fileName = (source: string): string => source.replaceAll('\\', '/').split('/').at(-1) || source;
const isWeb = (text: string): boolean => /^https?:\/\//i.test(text);

/** By its file and its place there, which outlive a store that is filled anew; else by the store's id, else by its text. */
function idOf({ id, metadata }: DocumentInterface, hash: string): string {
  const source = textOf(metadata.source);
  if (source === undefined) return id ?? hash.slice(0, 32);
  const place = placeOf(metadata);
  return `${isWeb(source) ? source : fileName(source)}${place && `#${place}`}`;
}

/**
 * A document with what is needed to cite it; `undefined` where it holds no text, or where its scopes cannot be read. The
 * metadata's `source`, `title`, `url`, `scope` and `tenant` are minded.
 */
export async function readDocument(
  document: DocumentInterface,
  name: string,
  toEvidence: ToEvidence = () => ({}),
): Promise<ReadDocument | undefined> {
  const { pageContent: text, metadata = {} } = document;
  const given = toEvidence({ ...document, metadata });
  const scope = scopeOf(given.scope ?? metadata.scope ?? metadata.scopes);
  const tenant = given.tenant ?? metadata.tenant;
  if (typeof text !== 'string' || text.trim() === '' || scope === undefined) return undefined;
  // A tenant that is no text belongs to nobody.
  if (tenant !== undefined && tenant !== null && typeof tenant !== 'string') return undefined;
  const hash = await sha256Hex(text);
  const id = `${name}/${given.id ?? idOf({ ...document, metadata }, hash)}`;
  const address = given.url ?? textOf(metadata.url) ?? textOf(metadata.source);
  const title = given.title ?? textOf(metadata.title) ?? titleOf(metadata);
  return {
    source: {
      id: id.length <= idAtMost ? id : `${name.slice(0, 256)}/${await sha256Hex(id)}`,
      kind: given.kind ?? 'document',
      ...(title !== undefined && { title: title.slice(0, 1_024) }),
      ...(address !== undefined && isWeb(address) && address.length <= 2_048 && { url: address }),
    },
    text,
    version: `sha256:${hash}`,
    scope,
    tenant: tenant ?? undefined,
  };
}

/** What a PDF calls itself, else its file's name. */
function titleOf(metadata: DocumentInterface['metadata']): string | undefined {
  const pdf = metadata.pdf as { info?: { Title?: unknown } } | undefined;
  const source = textOf(metadata.source);
  return textOf(pdf?.info?.Title) ?? (source === undefined ? undefined : fileName(source));
}

/** What is its tenant's or everybody's, and public or shares a scope with the asker. */
export const mayRead = ({ tenant, scope }: ReadDocument, asker: Asker): boolean =>
  (tenant === undefined || tenant === asker.tenant) &&
  (scope.length === 0 || scope.some((one) => asker.scopes.includes(one)));
